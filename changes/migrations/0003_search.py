from django.db import migrations

from smsplan.records.search import words_column


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0002_roles'),
    ]

    operations = [
        words_column(
            "changes_change",
            ["reference", "title", "description", "purpose", "impacts", "success_criteria", "owner_role"],
        ),
    ]
