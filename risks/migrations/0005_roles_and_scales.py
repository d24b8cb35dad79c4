from django.db import migrations

from risks import presets
from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, EVERYONE, MANAGER, READERS, grant


def scales(apps, schema_editor):
    """Give the criteria that were made without words the words of the 3x3 preset: nobody had others to choose."""
    for criteria in apps.get_model("risks", "RiskCriteria").objects.all():
        if not criteria.likelihood:
            criteria.likelihood = presets.THREE["likelihood"]
            criteria.impact = presets.THREE["impact"]
            criteria.levels = presets.THREE["levels"]
            criteria.save()


def assessed_under(apps, schema_editor):
    """Take the criteria version of each risk from the assessment that counts."""
    schema_editor.execute(
        "UPDATE risks_risk SET criteria_id = a.criteria_id FROM risks_assessment a"
        " WHERE a.id = COALESCE(risks_risk.residual_id, risks_risk.inherent_id)"
    )
    schema_editor.execute(
        "UPDATE risks_risk SET target_id = a.id FROM (SELECT DISTINCT ON (risk_id) id, risk_id FROM risks_assessment"
        " WHERE kind = 'target' ORDER BY risk_id, created_at DESC, id DESC) a WHERE a.risk_id = risks_risk.id"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('risks', '0004_criteria_acceptance_merging'),
    ]

    operations = [
        migrations.RunPython(scales, migrations.RunPython.noop),
        migrations.RunPython(assessed_under, migrations.RunPython.noop),
        grant(
            "risks",
            {
                "propose_risk": [CONTRIBUTOR, MANAGER],
                "propose_opportunity": [CONTRIBUTOR, MANAGER],
                "accept_risk": [MANAGER],
                "review_risk": [COMPLIANCE, MANAGER, CONTRIBUTOR],
                "review_opportunity": [COMPLIANCE, MANAGER, CONTRIBUTOR],
                "add_riskcriteria": [COMPLIANCE],
                "view_riskcriteria": EVERYONE,
                "view_acceptance": READERS,
            },
        ),
    ]
