from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, MANAGER, grant


def first_distribution(apps, schema_editor):
    """Everybody who works by the plan acknowledges it, until somebody says otherwise."""
    Distribution = apps.get_model("smp", "Distribution")
    Group = apps.get_model("auth", "Group")
    row, _created = Distribution.objects.get_or_create(pk=1)
    row.roles.set(Group.objects.filter(name__in=(COMPLIANCE, MANAGER, CONTRIBUTOR)))


class Migration(migrations.Migration):
    dependencies = [("smp", "0003_living_plan"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "smp",
            {
                "review_version": [MANAGER],
                "distribute_version": [COMPLIANCE],
                "acknowledge_version": [COMPLIANCE, MANAGER, CONTRIBUTOR],
            },
        ),
        migrations.RunPython(first_distribution, migrations.RunPython.noop),
    ]
