"""The risk matrix: what stands in it, what stands outside, and that each cell's list agrees with its count."""

import pytest
from django.db.models import Q

from risks import selectors, services
from risks.models import Assessment, Risk
from risks.services import risk_create
from tests.risks.criteria import new_version

KINDS = ["residual", "inherent", "target"]


@pytest.fixture
def register(people):
    """Risks in several cells, some with a residual and a target assessment, one closed, one not assessed."""
    actor = people.compliance
    made = []
    for number, (likelihood, impact) in enumerate([(1, 1), (2, 3), (2, 3), (3, 3), (3, 1)]):
        owner = people.contributor if number < 2 else None
        made.append(risk_create(actor=actor, title=f"Risk {number}", likelihood=likelihood, impact=impact, owner=owner))
    for kind, step in (("residual", 1), ("target", 1)):
        services.risk_assess(risk=made[1], kind=kind, likelihood=step, impact=2, actor=actor)
    risk_create(actor=actor, title="Not assessed")
    services.risk_close(risk=made[4], actor=actor, reason="Over")
    return made


def counted(page) -> dict[str, int]:
    return {cell.url: cell.count for row in page.context["matrix"].rows for cell in row if cell.count}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["auditor", "contributor"])
@pytest.mark.parametrize("changed", [False, True], ids=["one version", "two versions"])
def test_each_cell_shows_exactly_what_it_counts(as_person, people, register, kind, who, changed):
    if changed:
        new_version(people.compliance, cells=[[1, 1, 2], [1, 2, 3], [2, 2, 3]])
        services.risk_assess(risk=register[0], kind="residual", likelihood=3, impact=3, actor=people.compliance)
    client = as_person(getattr(people, who))
    page = client.get(f"/risks/matrix/?kind={kind}")
    drawn = page.context["matrix"]
    for url, count in counted(page).items():
        assert client.get(url).context["total"] == count, url
    visible = Risk.objects.visible_to(getattr(people, who)).open().count()
    assert drawn.total + drawn.outside + drawn.unassessed == visible


def test_where_each_kind_stands(as_person, people, register):
    client = as_person(people.auditor)
    totals = {}
    for kind in KINDS:
        drawn = client.get(f"/risks/matrix/?kind={kind}").context["matrix"]
        totals[kind] = (drawn.total, drawn.outside, drawn.unassessed)
    assert totals == {"residual": (4, 0, 1), "inherent": (4, 0, 1), "target": (1, 0, 4)}
    rows = client.get("/risks/matrix/?kind=residual").context["matrix"].rows
    # Highest impact first; likelihood from low to high.
    assert [[cell.count for cell in row] for row in rows] == [[0, 1, 1], [1, 0, 0], [1, 0, 0]]
    assert [cell.label for cell in rows[0]] == ["Medium", "High", "High"]


def test_an_unknown_kind_shows_the_residual_one(as_person, people, register):
    assert as_person(people.auditor).get("/risks/matrix/?kind=enormous").context["kind"] == "residual"


def test_a_risk_whose_cell_means_something_else_now_stands_outside(as_person, people, register):
    new_version(people.compliance, cells=[[1, 1, 2], [1, 2, 3], [2, 2, 3]])
    page = as_person(people.auditor).get("/risks/matrix/")
    drawn = page.context["matrix"]
    assert (drawn.total, drawn.outside) == (3, 1), "medium x high is Medium now, and the risk was called High"
    text = page.content.decode()
    assert "1 open risk was assessed under older criteria" in text
    assert "attention=older_criteria" in text


def test_risks_of_another_scale_stand_outside_until_assessed_anew(people, register):
    new_version(people.compliance, preset="5x5")
    drawn = selectors.matrix()
    assert (drawn.total, drawn.outside) == (0, 4)
    assert (len(drawn.rows), len(drawn.column_labels)) == (5, 5)
    services.risk_assess(risk=register[3], kind="residual", likelihood=5, impact=5, actor=people.compliance)
    drawn = selectors.matrix()
    assert (drawn.total, drawn.outside) == (1, 3)
    assert (drawn.rows[0][4].count, drawn.rows[0][4].label, drawn.rows[0][4].colour) == (1, "Extreme", "red")


def test_colours_are_those_of_the_version(people, register):
    levels = [
        {"level": level, "colour": colour, "review_months": 6}
        for level, colour in ((1, "blue"), (2, "grey"), (3, "orange"), (4, "red"))
    ]
    new_version(people.compliance, levels=levels)
    drawn = selectors.matrix()
    assert {cell.colour for row in drawn.rows for cell in row} == {"blue", "grey", "orange"}


def test_home_links_to_what_it_counts(as_person, people, register):
    client = as_person(people.compliance)
    cells = [cell for row in client.get("/").context["home"].matrix.rows for cell in row if cell.count]
    assert sum(cell.count for cell in cells) == 4
    for cell in cells:
        assert client.get(cell.url).context["total"] == cell.count


def test_stored_levels_and_assessments_agree(register):
    counting = Q(pk__in=Risk.objects.values("residual")) | Q(
        pk__in=Risk.objects.filter(residual=None).values("inherent")
    )
    assert Assessment.objects.filter(counting).count() == 5
