from django.db import migrations

from smsplan.accounts.roles import ADMINISTRATOR, COMPLIANCE, READERS, grant


def organization(apps, schema_editor):
    """The one organization, to be described."""
    apps.get_model("context", "Organization").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("context", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "context",
            {
                **{f"view_{model}": READERS for model in ("organization", "service", "practice", "obligation")},
                **{
                    f"{verb}_{model}": [COMPLIANCE, ADMINISTRATOR]
                    for verb in ("add", "change")
                    for model in ("organization", "service", "practice", "obligation")
                },
            },
        ),
        migrations.RunPython(organization, migrations.RunPython.noop),
    ]
