from django.db import migrations

from smsplan.records.search import words_column

OLD = words_column(
    "changes_change", ["reference", "title", "description", "purpose", "impacts", "success_criteria", "owner_role"]
)
#: The rows of a plan are found by their own words: a column of each table, which PostgreSQL keeps true by itself.
ROWS = {
    "changes_changeresource": ["description", "unit"],
    "changes_impact": ["description", "response"],
    "changes_communication": ["audience", "message", "channel", "note"],
    "changes_training": ["audience", "topic", "attended_others", "note"],
    "changes_criterion": ["description", "measure", "evidence"],
    "changes_changemilestone": ["title"],
}


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0006_rows_of_texts'),
    ]

    operations = [
        migrations.RunSQL(OLD.reverse_sql, OLD.sql),
        words_column(
            "changes_change",
            [
                "reference", "title", "description", "purpose", "significance_reason", "resources", "impacts",
                "communication", "training", "success_criteria", "evidence", "comments", "owner_role",
            ],
        ),
        *(words_column(table, columns) for table, columns in ROWS.items()),
    ]
