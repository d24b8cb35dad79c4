"""Risk criteria as versions: what a change needs, what it never touches, and the screens for it."""

import copy

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risks import services
from risks.effects import effects
from risks.models import Assessment, Category, Risk, RiskCriteria
from risks.presets import PRESETS
from risks.scoring import is_monotone
from risks.services import risk_create
from smsplan.audit.models import Action, Event
from tests.risks.criteria import new_version
from tests.threads import at_once, refusals

EDIT = "/risks/criteria/edit/"


def filled(page, **changes) -> dict:
    """What the browser sends of the criteria screen as it stands, with changes."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in data.items()} | {"reason": "Agreed"} | changes


def test_a_new_version_is_kept_with_who_when_and_why(risk, people):
    criteria = new_version(people.compliance, preset="5x5")
    assert (criteria.number, criteria.made_by, criteria.reason) == (2, people.compliance, "A workshop decided so")
    assert RiskCriteria.in_force() == criteria
    event = Event.objects.get(action=Action.CRITERIA_CHANGED)
    assert (event.actor, event.reason, event.detail["version"]) == (people.compliance, "A workshop decided so", 2)


def test_no_version_is_ever_changed(people):
    for statement in ("UPDATE risks_riskcriteria SET acceptance_level = 1", "DELETE FROM risks_riskcriteria"):
        with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_only_compliance_changes_the_criteria(people, role):
    with pytest.raises(PermissionDenied):
        new_version(getattr(people, role), preset="5x5")


def test_what_is_not_sound_or_not_new_is_refused(people):
    with pytest.raises(ValidationError, match="Nothing differs"):
        new_version(people.compliance)
    with pytest.raises(ValidationError) as refused:
        new_version(people.compliance, cells=[[1, 1, 2], [1, 2, 3], [2, 3, 1]])
    assert "cell_3_3" in refused.value.error_dict
    with pytest.raises(ValidationError) as refused:
        new_version(people.compliance, cells=[[1, 1, 2], [1, None, 3], [2, 3, 3]])
    assert set(refused.value.error_dict) == {"cell_2_2"}
    assert RiskCriteria.objects.count() == 1


def test_a_change_begun_on_an_older_version_is_refused(people):
    new_version(people.compliance, preset="4x4")
    with pytest.raises(services.StaleCriteria, match="Version 2"):
        services.criteria_change(actor=people.compliance, reason="Late", base_number=1, **copy.deepcopy(PRESETS["5x5"]))


def levels_of(count: int):
    """Grids of `count` steps whose level never falls."""
    sides = st.lists(st.lists(st.integers(1, 4), min_size=count, max_size=count), min_size=count, max_size=count)

    def raised(cells):
        for i in range(count):
            for k in range(count):
                before = [cells[i - 1][k]] * bool(i) + [cells[i][k - 1]] * bool(k)
                cells[i][k] = max([cells[i][k], *before])
        return cells

    return sides.map(raised)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(size=st.integers(2, 5), data=st.data())
def test_a_new_version_never_changes_an_assessment_or_a_stored_level(people, risk, size, data):
    cells = data.draw(levels_of(size))
    assert is_monotone(cells)

    def state():
        return (
            list(Assessment.objects.order_by("pk").values()),
            list(Risk.objects.order_by("pk").values()),
            list(RiskCriteria.objects.filter(number=1).values()),
        )

    before = state()
    with transaction.atomic():
        five = PRESETS["5x5"]
        likelihood = copy.deepcopy(five["likelihood"][:size])
        likelihood[-1]["up_to"] = 100
        new_version(people.compliance, preset="5x5", cells=cells, likelihood=likelihood, impact=five["impact"][:size])
        assert state() == before
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_refused(people):
    def change(preset):
        services.criteria_change(
            actor=people.compliance, reason="At once", base_number=1, **copy.deepcopy(PRESETS[preset])
        )

    outcomes = at_once([lambda preset=preset: change(preset) for preset in ("4x4", "5x5")])
    assert refusals(outcomes) == {services.StaleCriteria: 1}


def test_effects_tell_what_stays_changes_and_falls_off(risk, people):
    risk_create(actor=people.compliance, title="Low", likelihood=1, impact=1)
    risk_create(actor=people.compliance, title="Not assessed")
    closed = risk_create(actor=people.compliance, title="Closed", likelihood=2, impact=3)
    services.risk_close(risk=closed, actor=people.compliance, reason="Over")
    milder = RiskCriteria(number=2, **PRESETS["3x3"] | {"cells": [[1, 1, 2], [1, 2, 2], [2, 2, 3]]})
    found = effects(milder)
    assert (found.stays, found.changes, found.off_scale, found.unassessed) == (1, 1, 0, 1)
    assert [(row.risk.pk, row.now.label, row.then.label) for row in found.rows] == [(risk.pk, "High", "Medium")]
    longer = effects(RiskCriteria(number=2, **PRESETS["5x5"]))
    assert (longer.stays, longer.changes, longer.off_scale, longer.reassess) == (0, 0, 2, 2)
    assert [row.then for row in longer.rows] == [None, None]


# The screens --------------------------------------------------------------------------------------


def test_readers_see_the_version_in_force_and_each_older_one(as_person, people):
    new_version(people.compliance, preset="5x5")
    for person in (people.auditor, people.contributor, people.manager):
        client = as_person(person)
        text = client.get("/risks/criteria/").content.decode()
        assert "Almost certain" in text and "A workshop decided so" in text and "Ratna Kusuma" in text
        old = client.get("/risks/criteria/1/").content.decode()
        assert "no longer in force" in old and "Almost certain" not in old
        assert client.get("/risks/criteria/7/").status_code == 404
        assert client.get(EDIT).status_code == 403
        assert client.post(EDIT, {}).status_code == 403


def test_from_screen_to_preview_to_force(as_person, people, risk):
    client = as_person(people.compliance)
    page = client.get(EDIT)
    data = filled(page, cell_3_2="2", cell_2_3="2", likelihood_1_label="Seldom")
    preview = client.post(EDIT, data)
    assert preview.status_code == 200
    assert preview.context["effects"].changes == 1
    assert RiskCriteria.objects.count() == 1, "nothing is kept before the last step"
    assert client.post(EDIT, data | {"step": "edit"}).context["form"]["likelihood_1_label"].value() == "Seldom"
    assert client.post(EDIT, data | {"step": "confirm"}).status_code == 302
    made = RiskCriteria.in_force()
    assert made.number == 2
    assert made.cells == [[1, 1, 2], [1, 2, 2], [2, 2, 3]]
    assert made.likelihood[0]["label"] == {"en": "Seldom", "id": "Rendah"}, "the other language is kept"
    risk.refresh_from_db()
    assert risk.level == 3
    assert "assessed under older" in client.get(f"/risks/{risk.pk}/").content.decode()


def test_a_reader_of_the_other_language_edits_that_language(as_person, people):
    people.compliance.language = "id"
    people.compliance.save()
    client = as_person(people.compliance)
    page = client.get(EDIT)
    assert page.context["form"]["likelihood_1_label"].value() == "Rendah"
    client.post(EDIT, filled(page, likelihood_1_label="Jarang", step="confirm"))
    assert RiskCriteria.in_force().likelihood[0]["label"] == {"en": "Low", "id": "Jarang"}


@pytest.mark.parametrize(("preset", "size"), [("3x3", 3), ("4x4", 4), ("5x5", 5)])
def test_each_preset_can_be_begun_with(as_person, people, preset, size):
    client = as_person(people.compliance)
    page = client.get(f"{EDIT}?start={preset}")
    assert page.context["form"].size == size
    answer = client.post(EDIT, filled(page, step="confirm", acceptance_level="2"))
    assert answer.status_code == 302
    assert RiskCriteria.in_force().size == size


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cell_2_2": ""}, "cell_2_2"),
        ({"cell_2_2": "9"}, "cell_2_2"),
        ({"cell_3_3": "1"}, "cell_3_3"),
        ({"likelihood_2_up_to": "10"}, "likelihood_2_up_to"),
        ({"likelihood_3_up_to": "180"}, "likelihood_3_up_to"),
        ({"likelihood_2_label": " "}, "likelihood_2_label"),
        ({"impact_3_label": "low"}, "impact_3_label"),
        ({"level_2_colour": "pink"}, "level_2_colour"),
        ({"level_2_review_months": "0"}, "level_2_review_months"),
        ({"acceptance_level": "12"}, "acceptance_level"),
        ({"reason": ""}, "reason"),
    ],
)
def test_bad_input_is_refused_beside_its_field_with_what_was_typed(as_person, people, changes, field):
    client = as_person(people.compliance)
    answer = client.post(EDIT, filled(client.get(EDIT), impact_1_customer="Typed", **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Typed" in answer.content.decode()


def test_a_post_that_leaves_everything_out_is_refused(as_person, people):
    answer = as_person(people.compliance).post(EDIT, {"step": "confirm", "start": "v99"})
    assert answer.status_code == 422
    assert RiskCriteria.objects.count() == 1


def test_the_live_check_says_what_to_mend_or_what_would_change(as_person, people, risk):
    client = as_person(people.compliance)
    page = client.get(EDIT)
    good = client.post(EDIT, filled(page, step="check", reason="", cell_3_2="2", cell_2_3="2")).content.decode()
    assert "1 would change" in good and "<html" not in good
    bad = client.post(EDIT, filled(page, step="check", cell_3_3="1")).content.decode()
    assert "may not fall" in bad


def test_another_version_meanwhile_is_said_and_nothing_typed_is_lost(as_person, people):
    client = as_person(people.compliance)
    data = filled(client.get(EDIT), likelihood_1_label="Seldom", step="confirm")
    new_version(people.compliance, preset="4x4")
    answer = client.post(EDIT, data)
    assert answer.status_code == 409
    assert "Version 2 came into force" in answer.content.decode()
    form = answer.context["form"]
    assert form["likelihood_1_label"].value() == "Seldom"
    assert client.post(EDIT, data | {"base_number": form["base_number"].value()}).status_code == 302
    assert (RiskCriteria.in_force().number, RiskCriteria.in_force().size) == (3, 3)


# Categories ---------------------------------------------------------------------------------------


def test_categories_are_added_renamed_and_ordered(as_person, people):
    client = as_person(people.compliance)
    sent = {"name": "Supplier failure", "name_id": "Kegagalan pemasok", "family": "delivery"}
    assert client.post("/risks/criteria/categories/new/", sent).status_code == 302
    made = Category.objects.get(name="Supplier failure")
    assert Category.objects.last() == made
    assert client.post("/risks/criteria/categories/new/", sent).status_code == 422, "a name is given once"
    assert client.post(f"/risks/criteria/categories/{made.pk}/", sent | {"name": "Suppliers"}).status_code == 302
    assert client.post(f"/risks/criteria/categories/{made.pk}/move/", {"direction": "up"}).status_code == 302
    assert list(Category.objects.values_list("name", flat=True))[-2] == "Suppliers"
    shown = client.get("/risks/criteria/categories/").context["categories"]
    assert [row.name for row in shown] == list(Category.objects.values_list("name", flat=True))
    assert client.post(f"/risks/criteria/categories/{made.pk}/move/", {"direction": "out"}).status_code == 400
    assert client.post("/risks/criteria/categories/999/", sent).status_code == 404
    made.refresh_from_db()
    assert made.history.count() >= 3


def test_moving_the_first_one_up_changes_nothing(people):
    names = list(Category.objects.values_list("name", flat=True))
    services.category_move(category=Category.objects.first(), up=True, actor=people.compliance)
    assert list(Category.objects.values_list("name", flat=True)) == names


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_categories_are_for_compliance(as_person, people, role):
    client = as_person(getattr(people, role))
    assert client.get("/risks/criteria/categories/").status_code == 403
    assert client.post("/risks/criteria/categories/new/", {"name": "X", "family": "delivery"}).status_code == 403
