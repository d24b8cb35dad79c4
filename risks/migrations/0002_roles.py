from django.db import migrations

from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, READERS, grant

CATEGORIES = [
    ("operational", "Process failure", "Kegagalan proses"),
    ("operational", "Resource loss", "Kehilangan sumber daya"),
    ("operational", "Technology failure", "Kegagalan teknologi"),
    ("operational", "Compliance drift", "Penyimpangan kepatuhan"),
    ("operational", "Skill erosion", "Pengikisan kompetensi"),
    ("operational", "External pressure", "Tekanan eksternal"),
    ("delivery", "SLA breach", "Pelanggaran SLA"),
    ("delivery", "Customer churn", "Kehilangan pelanggan"),
    ("delivery", "Security incident", "Insiden keamanan"),
    ("delivery", "Regulatory non-compliance", "Ketidakpatuhan regulasi"),
    ("delivery", "Cost overrun", "Pembengkakan biaya"),
]


def defaults(apps, schema_editor):
    """The guide's eleven categories and the 3x3 criteria that reproduce its sample table."""
    category = apps.get_model("risks", "Category")
    for position, (family, name, name_id) in enumerate(CATEGORIES, start=1):
        category.objects.get_or_create(
            name=name, defaults={"family": family, "name_id": name_id, "position": position}
        )
    apps.get_model("risks", "RiskCriteria").objects.get_or_create(
        number=1, defaults={"cells": [[1, 1, 2], [1, 2, 3], [2, 3, 3]], "acceptance_level": 3}
    )


class Migration(migrations.Migration):
    dependencies = [("risks", "0001_initial"), ("accounts", "0002_roles")]

    operations = [
        grant(
            "risks",
            {
                "view_risk": READERS,
                "own_risk": [CONTRIBUTOR],
                "add_risk": [COMPLIANCE],
                "change_risk": [COMPLIANCE],
                "assess_risk": [COMPLIANCE],
                "view_opportunity": READERS,
                "own_opportunity": [CONTRIBUTOR],
                "add_opportunity": [COMPLIANCE],
                "change_opportunity": [COMPLIANCE],
                "evaluate_opportunity": [COMPLIANCE],
            },
        ),
        migrations.RunPython(defaults, migrations.RunPython.noop),
    ]
