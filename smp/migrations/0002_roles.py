from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, EVERYONE, MANAGER, READERS, grant


class Migration(migrations.Migration):
    dependencies = [("smp", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "smp",
            {
                "view_version": READERS,
                # Staff read the plan in force; drafts and earlier versions are not theirs.
                "read_version": EVERYONE,
                "add_version": [COMPLIANCE],
                "change_version": [COMPLIANCE],
                "submit_version": [COMPLIANCE],
                "approve_version": [MANAGER],
            },
        )
    ]
