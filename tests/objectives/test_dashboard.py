"""The dashboard of objectives: by area and by owner, cycle by cycle, on screen and on paper."""

import datetime
import io

import pytest
import time_machine
from pypdf import PdfReader

from objectives.dashboard import PAGE, Cycle, Dashboard
from objectives.models import Objective, Verdict
from smsplan.records.actions import action_add

D = datetime.date
URL = "/objectives/dashboard/"


@pytest.fixture(autouse=True)
def late_march():
    with time_machine.travel(datetime.datetime(2026, 3, 20, 3, tzinfo=datetime.UTC), tick=True):
        yield


def test_totals_groups_and_lines(made, client, compliance):
    good = made(99, 99.1, area="Availability", title="Uptime of 99.5% of the core")
    bad = made(97, area="Changes", title="Uptime of 99.5% of the desk", owner=compliance)
    action_add(target=bad, actor=compliance, title="Look", owner=compliance)
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    page = client.get(URL)
    totals = {pill.label: count for pill, count, _url in page.context["totals"]}
    assert totals == {"On track": 1, "At risk": 0, "Off track": 1, "Achieved": 0, "Missed": 0, "No data": 0}
    assert [group.label for group in page.context["groups"]] == ["Availability", "Changes"]
    (line,) = page.context["groups"][1].lines
    assert (line.objective, line.actions, len(line.view.missing)) == (bad, 1, 1)
    assert good.reference in page.content.decode()
    by_owner = client.get(URL, {"by": "owner"}).context["groups"]
    assert [group.label for group in by_owner] == ["Ratna Dewi", "Sari Melati"]


def test_each_total_leads_to_as_many_objectives(made, client, compliance):
    for value in (99, 99, 97):
        made(value)
    made(98, start_date=D(2025, 1, 1), due_date=D(2025, 12, 31))
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    for _pill, count, url in client.get(URL).context["totals"]:
        page = client.get(url)
        assert page.context["total"] == count


def test_a_cycle_that_is_over_stands_as_on_its_last_day(made, client, compliance):
    last = made(*[99.6] * 12, start_date=D(2025, 1, 1), due_date=D(2025, 12, 31), title="Uptime of 99.5% in 2025")
    follows = made(98.6)
    Objective.objects.filter(pk=follows.pk).update(predecessor=last)
    then = Dashboard(user=compliance, today=D(2026, 3, 20), year=2025)
    assert (then.on, then.totals[Verdict.ACHIEVED], len(then.rows)) == (D(2025, 12, 31), 1, 1)
    now = Dashboard(user=compliance, today=D(2026, 3, 20))
    assert [(cycle.year, in_all) for cycle, _counts, in_all in now.years] == [(2025, 1), (2026, 1)]
    (group,) = now.groups()
    assert group.lines[0].before.verdict == Verdict.ACHIEVED
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    assert "This cycle is over" in client.get(URL, {"cycle": "2025"}).content.decode()


@pytest.mark.parametrize("cycle", ["0000", "9999", "abcd", "20255", "²⁰²⁵", "-025"])
def test_a_cycle_that_there_is_not(client, compliance, cycle):
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    assert client.get(URL, {"cycle": cycle}).status_code == 404


def test_cycles_follow_the_organization():
    assert Cycle.holding(D(2026, 3, 31), 4) == Cycle(D(2025, 4, 1))
    assert Cycle.holding(D(2026, 4, 1), 4).end == D(2027, 3, 31)
    assert Cycle(D(2025, 4, 1)).label == "Apr 2025 – Mar 2026"


def test_a_contributor_sees_what_is_theirs_and_an_outsider_nothing(made, client, compliance, contributor, outsider):
    made(99)
    made(99, owner=compliance)
    assert len(Dashboard(user=contributor, today=D(2026, 3, 20)).rows) == 1
    client.force_login(outsider, backend="smsplan.accounts.backends.WindowedBackend")
    assert client.get(URL).status_code == 403
    client.force_login(contributor, backend="smsplan.accounts.backends.WindowedBackend")
    theirs, other = Objective.objects.order_by("pk")
    assert client.get(f"/objectives/{theirs.pk}/pdf/").status_code == 200
    assert client.get(f"/objectives/{other.pk}/pdf/").status_code == 404


def test_pages_hold_every_objective_once_at_a_constant_cost(made, compliance, django_assert_num_queries):
    first = made(99)
    rows = [Objective.objects.get(pk=first.pk) for _ in range(PAGE + 5)]
    for number, row in enumerate(rows):
        row.pk, row._state.adding, row.reference, row.area = None, True, f"OBJ-{900 + number}", f"Area {number % 4}"
    Objective.objects.bulk_create(rows)
    shown = Dashboard(user=compliance, today=D(2026, 3, 20))
    seen = [line.objective.pk for place in (0, PAGE) for group in shown.groups(place) for line in group.lines]
    assert len(seen) == len(set(seen)) == PAGE + 6
    assert shown.groups(PAGE)[0].continued
    with django_assert_num_queries(3):
        shown.groups()


def test_one_objective_on_paper(made, client, compliance):
    one = made(98.6, 98.7, area="Availability", title="Uptime of 99.5% of the desk")
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    page = client.get(f"/objectives/{one.pk}/pdf/")
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.content)).pages)
    assert one.title in text and "February 2026" not in text.split("Values")[0] and "98.7%" in text
