"""`?as_of=` on the pages of the risk register: as it stood, marked as such, and nothing to do."""

import csv
import datetime
import io
import re

import pytest
import time_machine
from django.utils import timezone

from risks.models import Opportunity, Risk
from risks.services import risk_assess, risk_close, risk_create
from smsplan.audit.as_of.links import PastLinks
from smsplan.audit.models import Action, Event
from smsplan.records.comments import comment_add
from smsplan.records.services import save_record

pytestmark = pytest.mark.django_db

THEN = datetime.date(2026, 3, 2)


def on(day: datetime.date):
    """The clock at ten in the morning in Jakarta."""
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(3), tzinfo=datetime.UTC), tick=True)


@pytest.fixture
def risk(people) -> Risk:
    """High and open on the day THEN; renamed, low, reassigned and closed since."""
    author = people.compliance
    with on(THEN):
        risk = risk_create(
            actor=author, title="Key person leaves", likelihood=3, impact=3, owner=people.contributor,
            review_date=THEN + datetime.timedelta(days=10), treatment="Train a deputy",
        )  # fmt: skip
        comment_add(record=risk, text="Said then", actor=author)
    with on(THEN + datetime.timedelta(days=30)):
        risk.title, risk.owner = "Key person left", people.manager
        save_record(risk, actor=author)
        comment_add(record=risk, text="Said later", actor=author)
        risk_assess(risk=risk, actor=author, kind="residual", likelihood=1, impact=1, rationale="Deputy trained")
        risk_close(risk=risk, actor=author, reason="Gone")
        risk_create(actor=author, title="Made later", likelihood=3, impact=3)
    return Risk.objects.get(pk=risk.pk)


def titles(page) -> list[str]:
    return [row.record.title for row in page.context["table"].paginated_rows]


def test_the_list_with_search_filters_and_order(as_person, people, risk):
    client = as_person(people.auditor)
    assert titles(client.get("/risks/?as_of=2026-03-02")) == ["Key person leaves"]
    assert titles(client.get("/risks/?as_of=2026-03-02&q=leaves")) == ["Key person leaves"]
    assert titles(client.get("/risks/?as_of=2026-03-02&q=left")) == []
    assert titles(client.get("/risks/?as_of=2026-03-02&level=3&attention=open&sort=-title")) == ["Key person leaves"]
    assert titles(client.get(f"/risks/?as_of=2026-03-02&owner={people.contributor.pk}")) == ["Key person leaves"]
    assert titles(client.get(f"/risks/?as_of=2026-03-02&owner={people.manager.pk}")) == []
    assert sorted(titles(client.get("/risks/"))) == ["Key person left", "Made later"]


def test_overdue_is_judged_by_that_day(as_person, people, risk):
    client = as_person(people.auditor)
    assert "overdue-word" not in client.get("/risks/?as_of=2026-03-12").content.decode()
    assert "overdue-word" in client.get("/risks/?as_of=2026-03-13").content.decode()
    assert titles(client.get("/risks/?as_of=2026-03-12&attention=overdue")) == []
    assert titles(client.get("/risks/?as_of=2026-03-13&attention=overdue")) == ["Key person leaves"]


def test_the_matrix_agrees_with_the_list_that_its_cell_opens(as_person, people, risk):
    client = as_person(people.auditor)
    page = client.get("/risks/matrix/?as_of=2026-03-02")
    counts = {cell.url: cell.count for row in page.context["matrix"].rows for cell in row}
    (url,) = [url for url, count in counts.items() if count]
    assert counts[url] == 1
    html = page.content.decode()
    (link,) = {link for link in re.findall(r'href="([^"]*likelihood=3[^"]*)"', html)}
    assert "as_of=2026-03-02" in link
    assert titles(client.get(link.replace("&amp;", "&"))) == ["Key person leaves"]


def test_the_record_with_its_tabs(as_person, people, risk):
    client = as_person(people.auditor)
    address = f"/risks/{risk.pk}/?as_of=2026-03-02"
    page = client.get(address)
    html = page.content.decode()
    assert "Key person leaves" in html and "Key person left" not in html
    assert page.context["record"].state == Risk.State.ASSESSED and page.context["record"].owner == people.contributor
    said = client.get(f"{address}&tab=discussion").content.decode()
    assert "Said then" in said and "Said later" not in said
    history = client.get(f"{address}&tab=history")
    assert len(history.context["saves"]) == 1
    assert next(tab for tab in page.context["tabs"] if tab.key == "assessments").count == 1
    assert all("as_of=2026-03-02" in url for url in re.findall(rf'href="(/risks/{risk.pk}/\?tab=[^"]*)"', html))


def test_a_record_made_later_is_not_there(as_person, people, risk):
    later = Risk.objects.get(title="Made later")
    assert as_person(people.auditor).get(f"/risks/{later.pk}/?as_of=2026-03-02").status_code == 404
    assert as_person(people.auditor).get(f"/risks/{later.pk}/").status_code == 200


def test_scope_holds_in_the_past(as_person, people, risk):
    assert as_person(people.outsider).get("/risks/?as_of=2026-03-02").status_code == 403
    hidden = Risk.objects.get(title="Made later")
    assert as_person(people.contributor).get(f"/risks/{hidden.pk}/?as_of=2026-11-01").status_code == 404
    client = as_person(people.outsider)
    client.logout()
    assert client.get("/risks/?as_of=2026-03-02").status_code == 302


def test_before_the_first_record_the_register_says_so(as_person, people, risk):
    html = as_person(people.compliance).get("/risks/?as_of=2020-01-01").content.decode()
    assert "Nothing was here on 1 January 2020" in html
    assert "Import" not in html


def test_it_is_marked_and_offers_another_day_and_the_way_back(as_person, people, risk):
    html = as_person(people.compliance).get("/risks/?as_of=2026-03-02&level=3").content.decode()
    assert "As of 2 March 2026" in html
    assert '<a class="btn btn-outline btn-sm" href="/risks/?level=3" data-own-day>' in html
    picker = re.search(r'<form method="get" action="/risks/" class="as-of-form".*?</form>', html, re.S)[0]
    assert 'name="level" value="3"' in picker and picker.count('name="as_of"') == 1
    assert f'max="{timezone.localdate().isoformat()}"' in picker


@pytest.mark.parametrize("address", ["/risks/?", "/risks/{pk}/?", "/opportunities/?", "/risks/{pk}/?tab=files&"])
def test_nothing_can_be_done_there(as_person, people, risk, address):
    url = address.format(pk=risk.pk)
    client = as_person(people.compliance)
    today, past = client.get(url), client.get(f"{url}as_of=2026-03-02")
    assert today.context["page"].primary or today.context["page"].actions
    assert past.context["page"].primary is None
    assert all("matrix" in action.url for action in past.context["page"].actions)
    assert not past.context.get("moves")
    content = past.content.decode().partition('id="content"')[2]
    forms = re.findall(r"<form\b[^>]*post[^>]*>", content)
    # One's own views and columns of a list are no part of the register.
    assert not [form for form in forms if not re.search("/(views|preference)/", form)]
    assert not re.findall(r'href="[^"]*/(?:new|edit|import|assess|close|bulk)/', content)


def test_today_offers_the_way_there(as_person, people, risk):
    page = as_person(people.auditor).get("/risks/?level=3").context["page"]
    assert page.actions[-1].url == f"/risks/?level=3&as_of={timezone.localdate().isoformat()}"
    assert as_person(people.auditor).get(page.actions[-1].url).status_code == 200


def test_writing_is_refused(as_person, people, risk):
    client = as_person(people.compliance)
    for url in (f"/risks/{risk.pk}/edit/", f"/risks/{risk.pk}/close/", "/risks/"):
        answer = client.post(f"{url}?as_of=2026-03-02", {"reason": "x"})
        assert answer.status_code == 405 and answer.headers["Allow"] == "GET, HEAD"
    assert client.head("/risks/?as_of=2026-03-02").status_code == 200


BAD = [
    "",
    "yesterday",
    "2026-02-30",
    "20260302",
    "2026-3-2",
    "0000-01-01",
    "2026-03-02T00:00",
    "２０２６-03-02",
    "9999-12-31",
]


@pytest.mark.parametrize("day", BAD)
def test_a_day_that_is_none_is_said_in_words(as_person, people, day):
    answer = as_person(people.auditor).get("/risks/", {"as_of": day, "level": "3"})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert 'role="alert"' in html and 'href="/risks/?level=3"' in html


@pytest.mark.parametrize("day", ["0001-01-01", "1945-08-17"])
def test_any_day_of_the_past_will_do(as_person, people, day):
    assert as_person(people.auditor).get("/risks/", {"as_of": day}).status_code == 200


def test_a_page_that_cannot_show_the_past_says_so(as_person, people):
    answer = as_person(people.compliance).get("/people/me/?as_of=2026-03-02")
    assert answer.status_code == 400
    assert 'href="/people/me/"' in answer.content.decode()


def test_htmx_gets_results_whose_links_stay(as_person, people, risk):
    answer = as_person(people.auditor).get("/risks/?as_of=2026-03-02&q=leaves", HTTP_HX_REQUEST="true")
    html = answer.content.decode()
    assert "<html" not in html
    assert "as_of=2026-03-02" in answer.headers["HX-Push-Url"]
    assert f'href="/risks/{risk.pk}/?as_of=2026-03-02"' in html


def test_the_export_is_of_that_day_and_an_event(as_person, people, risk):
    client = as_person(people.auditor)
    answer = client.get("/risks/?as_of=2026-03-02&level=3&_export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Risk Description"] for row in rows] == ["Key person leaves"]
    event = Event.objects.get(action=Action.EXPORTED)
    assert "as_of=2026-03-02" in event.detail["query"] and event.actor == people.auditor
    assert event.at.date() >= timezone.now().date() - datetime.timedelta(days=1)
    assert client.get("/risks/?as_of=2026-03-02&_export=xlsx").status_code == 200


def test_opportunities_too(as_person, people):
    with on(THEN):
        record = save_record(Opportunity(title="Then"), actor=people.compliance)
    with on(THEN + datetime.timedelta(days=5)):
        record.title = "Now"
        save_record(record, actor=people.compliance)
    client = as_person(people.auditor)
    assert titles(client.get("/opportunities/?as_of=2026-03-02")) == ["Then"]
    assert "Then" in client.get(f"/opportunities/{record.pk}/?as_of=2026-03-02").content.decode()
    assert client.get("/opportunities/matrix/?as_of=2026-03-02").context["unevaluated"] == 1


def test_the_readers_rights_are_whole_again_afterwards(as_person, people, risk):
    client = as_person(people.compliance)
    client.get(f"/risks/{risk.pk}/?as_of=2026-03-02")
    assert client.get("/risks/").context["page"].primary is not None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/risks/", "/risks/?as_of=2026-03-02"),
        ("/risks/?level=3", "/risks/?level=3&as_of=2026-03-02"),
        ("?sort=title", "?sort=title&as_of=2026-03-02"),
        ("/risks/matrix/#cell", "/risks/matrix/?as_of=2026-03-02#cell"),
        ("/risks/?as_of=2025-01-01", "/risks/?as_of=2025-01-01"),
        ("/risks/new/", "/risks/new/"),
        ("#content", "#content"),
        ("https://example.org/risks/", "https://example.org/risks/"),
        ("//example.org/risks/", "//example.org/risks/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("/nowhere/", "/nowhere/"),
    ],
)
def test_which_links_stay_in_the_past(url, kept):
    assert PastLinks(THEN, "/risks/").address(url) == kept
