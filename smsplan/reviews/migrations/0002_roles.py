from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, MANAGER, READERS, grant


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "reviews",
            {
                "view_review": READERS,
                "add_review": [COMPLIANCE],
                "change_review": [COMPLIANCE],
                "freeze_review": [MANAGER],
            },
        )
    ]
