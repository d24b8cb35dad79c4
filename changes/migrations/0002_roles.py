from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, MANAGER, READERS, grant


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "changes",
            {
                "view_change": READERS,
                "own_change": [CONTRIBUTOR],
                "add_change": [COMPLIANCE],
                "change_change": [COMPLIANCE],
                "submit_change": [COMPLIANCE],
                "approve_change": [MANAGER],
                "drive_change": [COMPLIANCE, MANAGER, CONTRIBUTOR],
                "verify_change": [COMPLIANCE, MANAGER],
            },
        )
    ]
