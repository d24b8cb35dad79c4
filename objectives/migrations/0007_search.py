from django.db import migrations

from smsplan.records.search import words_column


class Migration(migrations.Migration):

    dependencies = [
        ('objectives', '0006_measurement_revision'),
    ]

    operations = [
        words_column(
            "objectives_objective",
            [
                "reference", "title", "area", "metric", "description", "for_whom", "measurement_approach", "activities",
                "owner_role",
            ],
        ),
    ]
