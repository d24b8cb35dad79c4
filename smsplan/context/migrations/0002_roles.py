from django.db import migrations

from smsplan.accounts.roles import ADMINISTRATOR, COMPLIANCE, READERS, grant


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
        )
    ]
