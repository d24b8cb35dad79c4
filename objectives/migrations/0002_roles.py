from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, MANAGER, READERS, grant


class Migration(migrations.Migration):
    dependencies = [("objectives", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "objectives",
            {
                "view_objective": READERS,
                "own_objective": [CONTRIBUTOR],
                "add_objective": [COMPLIANCE],
                "change_objective": [COMPLIANCE],
                "submit_objective": [COMPLIANCE],
                "approve_objective": [MANAGER],
                # Compliance measures every objective, the others what they own; see objectives/policies.py.
                "measure_objective": [COMPLIANCE, MANAGER, CONTRIBUTOR],
            },
        )
    ]
