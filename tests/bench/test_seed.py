"""The benchmark's seed at a hundredth of its size."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from objectives.models import Measurement, Objective
from risks import scoring
from risks.models import Assessment, Risk
from risks.services import risk_create
from smsplan.accounts.models import User
from smsplan.bench import databases
from smsplan.bench.maker import EMAIL

pytestmark = pytest.mark.django_db


def test_small_register():
    out = io.StringIO()
    call_command("bench_seed", scale=0.01, stdout=out)
    assert "risks.Risk: 100" in out.getvalue()
    assert Risk.objects.count() == 100
    assert Risk.history.count() == 300
    assert Measurement.objects.count() == Objective.objects.count() * 60
    assert set(Risk.objects.values_list("state", flat=True)) == set(Risk.State.values) - {Risk.State.MERGED}
    for assessment in Assessment.objects.select_related("criteria")[:20]:
        wanted = scoring.level_of(assessment.criteria.cells, assessment.likelihood, assessment.impact)
        assert assessment.level == wanted
    newest = Risk.history.filter(id=Risk.objects.first().pk).latest("history_date")
    assert newest.title == Risk.objects.first().title
    # The register goes on where the seed ended.
    assert risk_create(actor=User.objects.get(email=EMAIL), title="One more").reference == "RSK-0101"
    with pytest.raises(CommandError, match="not empty"):
        call_command("bench_seed", scale=0.01)


@pytest.mark.parametrize("scale", [0, -1, 11])
def test_scale_has_bounds(scale):
    with pytest.raises(CommandError, match="scale"):
        call_command("bench_seed", scale=scale)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("postgresql://postgres@/smsplan?host=/tmp/x", "postgresql://postgres@/smsplan_bench?host=/tmp/x"),
        ("postgresql://me:pw@db:5432/live", "postgresql://me:pw@db:5432/smsplan_bench"),
        ("postgresql:///smsplan?host=/tmp/x", "postgresql:///smsplan_bench?host=/tmp/x"),
    ],
)
def test_database_beside_the_one_that_is_served(url, other):
    assert databases.url_of(url) == other


def test_figures_are_json():
    from smsplan.bench.measure import Figures

    figures = Figures("risks", "/risks/", 30.1, 10.0, 3.01, 10, 100, 100, 200)
    assert json.loads(json.dumps(figures.as_dict()))["times_floor"] == 3.01
