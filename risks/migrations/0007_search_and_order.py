from django.db import migrations, models
from django.db.models import F

from smsplan.migrating import BatchedMigration
from smsplan.records.search import words_column

SORTED = ("likelihood", "impact", "level", "review_date")


def by(field):
    """The list's order by a field that may be empty, upwards and downwards; what is empty comes last in both."""
    down = (F(field).desc(nulls_last=True), F("id").desc())
    return [
        migrations.AddIndex("risk", models.Index(fields=[field, "id"], name=f"risk_by_{field}")),
        migrations.AddIndex("risk", models.Index(*down, name=f"risk_by_{field}_down")),
    ]


class Migration(BatchedMigration):

    dependencies = [
        ('risks', '0006_criteria_append_only'),
    ]

    operations = [
        words_column(
            "risks_risk",
            ["reference", "title", "cause", "consequence", "treatment", "customer_impact", "owner_role"],
        ),
        words_column(
            "risks_opportunity", ["reference", "title", "description", "benefit_note", "owner_role"]
        ),
        migrations.AddIndex("risk", models.Index(fields=["title", "id"], name="risk_by_title")),
        migrations.AddIndex(
            "risk", models.Index(fields=["owner", "owner_role"], include=("state", "id"), name="risk_by_owner")
        ),
        migrations.AddIndex(
            "risk", models.Index(fields=["category"], include=("state", "id"), name="risk_by_category")
        ),
        *(operation for field in SORTED for operation in by(field)),
    ]
