import datetime
from decimal import Decimal

import pytest
import time_machine

from objectives import exports, selectors
from objectives.due import due_items
from objectives.models import Objective, Verdict
from objectives.services import measurement_record, objective_approve, objective_create, objective_submit
from smsplan.ui.exports import as_html_table
from tests.objectives.conftest import whole_fields

D = datetime.date


@pytest.fixture(autouse=True)
def late_march():
    with time_machine.travel(datetime.datetime(2026, 3, 20, 3, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def register(compliance, contributor, manager) -> list[Objective]:
    """Five approved objectives, of which the first three have a value for January."""
    made = []
    for number in range(5):
        one = objective_create(
            actor=compliance, owner=contributor, sponsor=manager, **whole_fields(area=f"Area {number}")
        )
        objective_submit(objective=one, actor=compliance)
        made.append(objective_approve(objective=one, actor=manager))
    for one, value in zip(made, (99, 98.55, 97), strict=False):
        measurement_record(objective=one, period_start=D(2026, 1, 1), value=value, actor=contributor)
    return made


def test_progress_of_all_costs_three_queries(register, django_assert_num_queries):
    with django_assert_num_queries(3):
        views = selectors.with_progress(Objective.objects.order_by("pk"))
        _sentences = [view.sentence for view in views]
    assert [view.verdict for view in views] == [
        Verdict.ON_TRACK, Verdict.AT_RISK, Verdict.OFF_TRACK, Verdict.NO_DATA, Verdict.NO_DATA
    ]  # fmt: skip
    assert (views[0].last, views[0].last_figure, views[0].target_figure) == (Decimal(99), "99%", "≥\u00a099.5%")
    assert views[0].last_period == "January 2026"


def test_summary_counts_what_was_approved(register, draft, django_assert_num_queries):
    with django_assert_num_queries(5):
        counts = selectors.summary()
    with django_assert_num_queries(3):  # Judged once for each state of the register.
        assert selectors.summary() == counts
    assert counts == {
        Verdict.ON_TRACK: 1, Verdict.AT_RISK: 1, Verdict.OFF_TRACK: 1, Verdict.NO_DATA: 2, Verdict.ACHIEVED: 0,
        Verdict.MISSED: 0,
    }  # fmt: skip


def test_a_new_value_is_judged_at_once(register, contributor):
    before = selectors.verdicts(D(2026, 2, 10))
    for value in (99, 50):
        measurement_record(
            objective=register[2], period_start=D(2026, 1, 1), value=value, actor=contributor, reason="Read again"
        )
        assert selectors.verdicts(D(2026, 2, 10)) == {
            view.objective.pk: view.verdict
            for view in selectors.with_progress(Objective.objects.decided(), D(2026, 2, 10))
        }
    assert before.keys() == selectors.verdicts(D(2026, 2, 10)).keys()


def test_progress_as_of_a_day_knows_nothing_of_later_periods(register, contributor):
    measurement_record(objective=register[0], period_start=D(2026, 3, 1), value=50, actor=contributor)
    (view,) = selectors.with_progress([register[0]], D(2026, 2, 10))
    assert view.values == [99]


def test_a_period_is_due_on_its_last_day_and_overdue_after_it(approved, contributor):
    def starts(today):
        return [item.key for item in due_items(today=today)]

    assert starts(D(2026, 1, 30)) == []
    (item,) = due_items(today=D(2026, 1, 31))
    assert item.key == f"measurement:{approved.pk}:2026-01-01"
    assert (item.owner_id, item.due, item.overdue(D(2026, 1, 31))) == (contributor.pk, D(2026, 1, 31), False)
    assert item.overdue(D(2026, 2, 1)) and "January 2026" in item.act
    assert len(starts(D(2026, 3, 31))) == 3
    measurement_record(objective=approved, period_start=D(2026, 1, 1), value=99, actor=contributor)
    assert starts(D(2026, 1, 31)) == []


def test_drafts_are_never_due(draft):
    assert due_items(today=D(2026, 12, 31)) == []


def test_sheets_hold_objectives_and_measurements(register):
    objectives, measurements, *_plans = exports.sheets()
    rows = list(objectives.rows)
    assert len(rows) == 5 and all(len(row) == len(objectives.columns) for row in rows)
    values = list(measurements.rows)
    assert len(values) == 3 and all(len(row) == len(measurements.columns) for row in values)
    assert "January 2026" in as_html_table(exports.measurement_sheet())
    assert len(list(exports.sheets(queryset=Objective.objects.filter(pk=register[0].pk))[1].rows)) == 1
