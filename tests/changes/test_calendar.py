"""The register as a calendar: months, weeks from Monday, what runs and what is planned for which day."""

import datetime

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from changes import services
from changes.calendar import Month, Span, lanes
from tests.changes.conftest import plan, plan_rows

CALENDAR = "/changes/calendar/"
DAY = datetime.timedelta(days=1)
DAY_OF = datetime.date(2026, 4, 2)


def days(page) -> dict[datetime.date, list[str]]:
    """The kinds of the events of each day, in the order shown."""
    return {
        day.day: [one.event.kind for one in day.events]
        for week in page.context["weeks"]
        for day in week.days
        if day.events
    }


def bars(page) -> list[list[list[tuple]]]:
    """The lines of each week: (days, reference) of each piece."""
    return [
        [[(piece.days, piece.what.reference if piece.what else None) for piece, _colour in lane] for lane in week.lanes]
        for week in page.context["weeks"]
    ]


def test_what_is_planned_stands_on_its_day(as_person, draft, auditor):
    page = as_person(auditor).get(f"{CALENDAR}?month=2026-04")
    assert days(page) == {
        datetime.date(2026, 4, 1): ["milestone"],
        datetime.date(2026, 4, 10): ["training"],
        datetime.date(2026, 4, 30): ["end"],
    }
    assert days(as_person(auditor).get(f"{CALENDAR}?month=2026-03"))[datetime.date(2026, 3, 20)] == ["communication"]
    assert "Both tools run" in page.text and "April 2026" in page.text


def test_a_change_runs_through_the_weeks_from_its_start_to_its_end(as_person, draft, auditor):
    # April 2026 begins on a Wednesday, and the change ends on Thursday, the 30th.
    assert bars(as_person(auditor).get(f"{CALENDAR}?month=2026-04"))[:4] == [[[(7, draft.reference)]]] * 4
    assert bars(as_person(auditor).get(f"{CALENDAR}?month=2026-04"))[4] == [[(4, draft.reference), *[(1, None)] * 3]]
    assert bars(as_person(auditor).get(f"{CALENDAR}?month=2026-06")) == [[]] * 5


def test_one_begins_with_the_month_of_today_and_turns_to_the_others(as_person, draft, auditor):
    with time_machine.travel(datetime.datetime(2026, 12, 7, 3, tzinfo=datetime.UTC), tick=True):
        page = as_person(auditor).get(f"{CALENDAR}?q=desk")
        assert page.context["month"] == "December 2026" and page.context["today_url"] == ""
        assert page.context["next"] == {"label": "January 2027", "url": f"{CALENDAR}?q=desk&month=2027-01"}
        assert page.context["previous"]["url"] == f"{CALENDAR}?q=desk&month=2026-11"
        assert page.text.count('aria-current="date"') == 1
        page = as_person(auditor).get(f"{CALENDAR}?month=2027-01")
        assert page.context["today_url"] == f"{CALENDAR}?month=2026-12"
        assert '<input type="hidden" form="list-filters" name="month" value="2027-01">' in page.text


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "9999-12", "0001-01", "now", "2026-11'--", "٢٠٢٦-11"])
def test_what_is_no_month_shows_today(as_person, draft, auditor, month):
    with time_machine.travel(datetime.datetime(2026, 4, 7, 3, tzinfo=datetime.UTC), tick=True):
        page = as_person(auditor).get(CALENDAR, {"month": month})
        assert page.status_code == 200 and page.context["month"] == "April 2026"


def test_words_follow_the_reader(as_person, draft, auditor):
    auditor.language = "id"
    auditor.save()
    page = as_person(auditor).get(f"{CALENDAR}?month=2026-08")
    assert page.context["month"] == "Agustus 2026"
    assert [str(long) for _short, long in page.context["weekdays"]][:2] == ["Senin", "Selasa"]
    assert [day.day.weekday() for day in page.context["weeks"][0].days] == list(range(7))


def test_what_was_given_up_is_not_planned_any_more_unless_one_asks_for_it(as_person, draft, compliance):
    services.change_cancel(change=draft, actor=compliance, reason="No money")
    assert days(as_person(compliance).get(f"{CALENDAR}?month=2026-04")) == {}
    assert datetime.date(2026, 4, 1) in days(as_person(compliance).get(f"{CALENDAR}?month=2026-04&state=cancelled"))


def test_it_shows_nothing_of_what_a_contributor_may_not_see(as_person, draft, compliance, contributor, outsider):
    plan(compliance, owner=compliance, title="Secret", rows=plan_rows(milestones=[{"title": "Hush", "due": DAY_OF}]))
    page = as_person(contributor).get(f"{CALENDAR}?month=2026-04")
    assert "Both tools run" in page.text and "Hush" not in page.text and "Secret" not in page.text
    assert as_person(outsider).get(CALENDAR).status_code == 403


def test_more_changes_ask_no_more_of_the_database(as_person, draft, compliance):
    client = as_person(compliance)
    client.get(f"{CALENDAR}?month=2026-04")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{CALENDAR}?month=2026-04")
    for number in range(4):
        plan(compliance, owner=compliance, title=f"Change {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{CALENDAR}?month=2026-04")
    assert len(many) == len(few)


def test_an_event_is_told_in_words_as_they_were_typed_with_its_state_and_leads_to_its_row(as_person, compliance):
    title = 'Move <b>"A" & B</b>'
    made = plan(compliance, owner=compliance, rows=plan_rows(milestones=[{"title": title, "due": DAY_OF}]))
    row = made.milestones.get()
    with time_machine.travel(datetime.datetime(2026, 4, 7, 3, tzinfo=datetime.UTC), tick=True):
        page = as_person(compliance).get(CALENDAR)
    assert title not in page.text
    table, agenda = (
        lxml.html.fromstring(page.text).xpath(f'//ul[{where}]/li/a[contains(@href, "#milestone-")]')
        for where in ("not(@class)", "@class='agenda-events'")
    )
    for [link], seen_kind in ((table, "visually-hidden"), (agenda, "timeline-kind")):
        assert link.get("href") == f"{made.get_absolute_url()}#milestone-{row.pk}"
        assert link.get("title") == f"Milestone: {title} · {made.reference}"
        assert link.text_content().startswith(f"Milestone: {title} overdue")
        assert [kind.text for kind in link.find_class(seen_kind)] == ["Milestone: "]
    assert made.reference in agenda[0].text_content() and made.reference not in table[0].text_content()


def test_a_bar_is_told_in_words_as_they_were_typed(as_person, compliance):
    title = "Move <i>all</i> & more"
    made = plan(compliance, owner=compliance, title=title)
    page = as_person(compliance).get(f"{CALENDAR}?month=2026-04")
    assert title not in page.text
    bars_of = lxml.html.fromstring(page.text).find_class("calendar-bar")
    assert {bar.get("title") for bar in bars_of} == {f"{made.reference} {title} · Draft"}
    assert {bar.text_content() for bar in bars_of} == {f"{made.reference} {title}, Draft, 1 Mar 2026 – 30 Apr 2026"}
    assert ["calendar-ends" in bar.get("class") for bar in bars_of] == [False] * 4 + [True]
    assert {bar.get("href") for bar in bars_of} == {made.get_absolute_url()}
    assert "Draft · 1 Mar 2026 – 30 Apr 2026" in page.text, "as the agenda says it"


# The month and its lines --------------------------------------------------------------------------


def test_the_calendar_ends_somewhere():
    assert Month(1970, 1).moved(-1) is None and Month(2199, 12).moved(1) is None
    assert str(Month(2026, 12).moved(1)) == "2027-01" and str(Month(2026, 1).moved(-1)) == "2025-12"


SPANS = st.builds(
    lambda start, length: (datetime.date(2026, 3, 20) + start * DAY, length),
    st.integers(0, 40),
    st.integers(0, 30),
).map(lambda pair: Span(object(), pair[0], pair[0] + pair[1] * DAY))


@given(st.lists(SPANS, max_size=8))
def test_lines_fill_the_week_and_show_each_span_on_its_days(spans):
    for week in Month(2026, 4).weeks():
        lines = lanes(week, spans)
        shown: dict[object, set[datetime.date]] = {}
        for line in lines:
            assert sum(piece.days for piece in line) == 7
            place = 0
            for piece in line:
                if piece.what is not None:
                    shown[piece.what] = set(week[place : place + piece.days])
                    assert piece.begins == any(one.what is piece.what and one.first in week for one in spans)
                place += piece.days
        for span in spans:
            assert shown.get(span.what, set()) == {day for day in week if span.first <= day <= span.last}
        busiest = max(sum(span.first <= day <= span.last for span in spans) for day in week)
        assert len(lines) == busiest, "no more lines than changes that run on the same day"
