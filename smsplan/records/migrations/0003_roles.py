from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, MANAGER, READERS, grant


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_actions_comments_lists'),
        ('accounts', '0002_roles'),
    ]

    operations = [
        grant(
            "records",
            {
                "view_actionitem": READERS,
                "own_actionitem": [CONTRIBUTOR],
                "add_actionitem": [COMPLIANCE],
                "change_actionitem": [COMPLIANCE],
                "finish_actionitem": [COMPLIANCE, MANAGER, CONTRIBUTOR],
                "check_actionitem": [COMPLIANCE, MANAGER],
                "add_comment": [COMPLIANCE, MANAGER, CONTRIBUTOR],
                "share_savedview": [COMPLIANCE, MANAGER],
            },
        ),
    ]
