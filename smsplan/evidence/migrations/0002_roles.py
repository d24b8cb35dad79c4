from django.db import migrations

from smsplan.accounts.roles import AUDITOR, COMPLIANCE, MANAGER, READERS, grant


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "evidence",
            {
                "view_pack": READERS,
                "request_pack": [AUDITOR, COMPLIANCE, MANAGER],
                "download_pack": [AUDITOR, COMPLIANCE, MANAGER],
            },
        ),
    ]
