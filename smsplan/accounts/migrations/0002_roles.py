from django.db import migrations

from smsplan.accounts.roles import ADMINISTRATOR, AUDITOR, COMPLIANCE, MANAGER, grant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        grant(
            "accounts",
            {
                "view_user": [ADMINISTRATOR, COMPLIANCE, MANAGER],
                "add_user": [ADMINISTRATOR],
                "change_user": [ADMINISTRATOR],
            },
        ),
        grant("audit", {"view_event": [ADMINISTRATOR, AUDITOR, COMPLIANCE]}),
    ]
