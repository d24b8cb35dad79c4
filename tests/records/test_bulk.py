"""Changing many records at once: the effect first, then each saved with its own history row, all or none."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from objectives.models import Objective
from risks.bulk import OPPORTUNITIES, RISKS
from risks.models import Category, Opportunity, Risk
from risks.services import risk_close, risk_create
from smsplan.audit.models import Action, Event
from smsplan.context.models import Practice
from smsplan.records import bulk
from smsplan.records.services import save_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def risks(people):
    """Two that can be changed, one that is closed."""
    made = [
        risk_create(actor=people.compliance, title=title, likelihood=2, impact=2, owner=owner)
        for title, owner in (("One", None), ("Two", people.contributor), ("Over", None))
    ]
    risk_close(risk=made[2], actor=people.compliance, reason="Gone")
    return list(Risk.objects.order_by("pk"))


@pytest.fixture
def practices(people):
    return [save_record(Practice(title=title), actor=people.compliance) for title in ("Change", "Incident")]


def rows_of(answer) -> str:
    return re.search(r'name="rows" value="([^"]*)"', answer.content.decode())[1]


def preview(client, rows, **wish):
    return client.post("/risks/bulk/", {"rows": rows, "step": "preview", **wish})


def start(client, *risks, **more):
    return client.get("/risks/bulk/", {"pk": [risk.pk for risk in risks], **more})


def test_the_effect_is_shown_row_by_row_before_anything_is_written(as_person, people, risks):
    client = as_person(people.compliance)
    before = list(Risk.objects.values_list("revision", flat=True))
    answer = preview(client, rows_of(start(client, *risks)), owner=people.contributor.pk)
    shown = answer.context
    assert [(e.record.title, e.changes) for e in shown["changing"]] == [("One", [("Owner", "–", "Sari Melati")])]
    assert [(e.record.title, e.why_not) for e in shown["refused"]] == [("Over", "It is “Closed” and can't be edited.")]
    assert [e.record.title for e in shown["unchanged"]] == ["Two"]
    assert "Change one record" in answer.content.decode()
    assert list(Risk.objects.values_list("revision", flat=True)) == before


def test_what_was_shown_is_written_with_one_history_row_each_and_the_reason(as_person, people, risks, practices):
    client = as_person(people.compliance)
    risks[0].practices.set([practices[1]])
    category, day = Category.objects.first(), timezone.localdate() + datetime.timedelta(days=30)
    wish = {
        "owner": people.manager.pk,
        "category": category.pk,
        "review_date": day.isoformat(),
        "add_practices": [practices[0].pk],
        "remove_practices": [practices[1].pk],
    }
    page = preview(client, rows_of(start(client, *risks, query="q=zzz&sort=-title&evil=1")), **wish, query="sort=title")
    saves = {risk.pk: risk.history.count() for risk in risks}
    sent = {"rows": rows_of(page), "step": "apply", "reason": "Reorganized", "query": "sort=title&evil=//x", **wish}
    answer = client.post("/risks/bulk/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/risks/?sort=title")
    for risk in risks[:2]:
        risk.refresh_from_db()
        assert (risk.owner, risk.category, risk.review_date) == (people.manager, category, day)
        assert list(risk.practices.all()) == [practices[0]]
        assert risk.history.count() == saves[risk.pk] + 1
        row = risk.history.latest()
        assert (row.history_change_reason, row.history_user) == ("Reorganized", people.compliance)
        assert [link.practice_id for link in row.practices.all()] == [practices[0].pk]
    risks[2].refresh_from_db()
    assert risks[2].owner is None and risks[2].history.count() == saves[risks[2].pk]


def test_a_bulk_change_is_one_event_that_names_what_changed_of_which_records(as_person, people, risks):
    fresh = {risk.pk: risk.revision for risk in risks}
    wish = bulk.Wish({"owner": people.manager})
    change = {"register": RISKS, "wish": wish, "actor": people.compliance, "reason": "Reorganized"}
    assert bulk.records_change(revisions=fresh, **change) == 2
    event = Event.objects.get(action=Action.CHANGED_IN_BULK)
    assert (event.actor, event.reason, event.target_label) == (people.compliance, "Reorganized", "Risks")
    assert event.detail == {"rows": 2, "fields": ["Owner"], "records": ["RSK-0001", "RSK-0002"]}
    trail = as_person(people.auditor).get("/audit/?action=changed_in_bulk").content.decode()
    assert "rows: 2; changed: Owner; records: RSK-0001, RSK-0002" in trail

    fresh = dict(Risk.objects.values_list("pk", "revision"))
    assert bulk.records_change(revisions=fresh, **change) == 0
    assert Event.objects.filter(action=Action.CHANGED_IN_BULK).count() == 1, "what changes nothing is no event"


def test_a_record_saved_between_effect_and_confirmation_is_shown_again_and_nothing_is_written(as_person, people, risks):
    client = as_person(people.compliance)
    page = preview(client, rows_of(start(client, *risks)), owner=people.manager.pk)
    risks[1].title = "Two, said better"
    save_record(risks[1], actor=people.manager)
    sent = {"step": "apply", "reason": "Why not", "owner": people.manager.pk}
    answer = client.post("/risks/bulk/", sent | {"rows": rows_of(page)})
    assert answer.status_code == 409
    assert [effect.record.title for effect in answer.context["moved"]] == ["Two, said better"]
    assert "saved one of these records" in answer.content.decode()
    assert not Risk.objects.filter(owner=people.manager).exists(), "all or none"
    assert client.post("/risks/bulk/", sent | {"rows": rows_of(answer)}).status_code == 302
    assert Risk.objects.filter(owner=people.manager).count() == 2
    assert Risk.objects.get(pk=risks[1].pk).title == "Two, said better"


def test_a_reason_is_asked_for_and_what_was_shown_stays(as_person, people, risks):
    client = as_person(people.compliance)
    page = preview(client, rows_of(start(client, *risks)), owner=people.manager.pk)
    answer = client.post("/risks/bulk/", {"rows": rows_of(page), "step": "apply", "owner": people.manager.pk})
    assert answer.status_code == 422
    assert answer.context["changing"] and rows_of(answer) == rows_of(page)
    assert not Risk.objects.filter(owner=people.manager).exists()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({}, "Choose at least one thing"),
        ({"review_date": "2020-01-01"}, "past"),
        ({"review_date": "31 Foo"}, "date"),
        ({"owner": "999999"}, "valid choice"),
        ({"category": "x"}, "valid choice"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_words(as_person, people, risks, wish, words):
    client = as_person(people.compliance)
    answer = preview(client, rows_of(start(client, *risks)), **wish)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert rows_of(answer), "the selection is not lost"


def test_the_same_practice_is_not_added_and_taken_away(as_person, people, risks, practices):
    client = as_person(people.compliance)
    both = [practices[0].pk]
    answer = preview(client, rows_of(start(client, *risks)), add_practices=both, remove_practices=both)
    assert answer.status_code == 422 and "remove_practices" in answer.context["form"].errors


def test_a_value_is_taken_away_where_a_record_may_do_without_it(as_person, people, risks):
    client = as_person(people.compliance)
    Risk.objects.filter(pk=risks[0].pk).update(
        category=Category.objects.first(), review_date=timezone.localdate() + datetime.timedelta(days=9)
    )
    wish = {"clear_category": "on", "clear_review_date": "on"}
    page = preview(client, rows_of(start(client, risks[0])), **wish)
    (effect,) = page.context["changing"]
    assert [(label, new) for label, _old, new in effect.changes] == [("Review date", "–"), ("Category", "–")]
    assert effect.changes[1][1] == str(Category.objects.first())
    sent = {"rows": rows_of(page), "step": "apply", "reason": "Sorted anew", **wish}
    answer = client.post("/risks/bulk/", sent)
    assert answer.status_code == 302
    risks[0].refresh_from_db()
    assert (risks[0].category, risks[0].review_date) == (None, None)


def test_a_text_is_emptied_too(as_person, people):
    client = as_person(people.compliance)
    draft = save_record(Objective(title="Answer faster", area="Support"), actor=people.compliance)
    page = client.get("/objectives/bulk/", {"pk": draft.pk})
    sent = {"rows": rows_of(page), "step": "apply", "reason": "No areas any more", "clear_area": "on"}
    assert client.post("/objectives/bulk/", sent).status_code == 302
    draft.refresh_from_db()
    assert draft.area == ""


def test_a_field_is_not_both_set_and_cleared_and_a_risk_keeps_its_owner(as_person, people, risks):
    client = as_person(people.compliance)
    rows = rows_of(start(client, *risks))
    both = preview(client, rows, category=Category.objects.first().pk, clear_category="on")
    assert both.status_code == 422 and "clear_category" in both.context["form"].errors
    assert preview(client, rows, clear_owner="on").status_code == 422, "nobody is offered that, so nothing is chosen"


def test_what_was_chosen_to_be_cleared_goes_through_the_steps(as_person, people, risks):
    client = as_person(people.compliance)
    Risk.objects.filter(pk=risks[0].pk).update(category=Category.objects.first())
    page = preview(client, rows_of(start(client, *risks)), clear_category="on").content.decode()
    assert '<input type="hidden" name="clear_category" value="True"' in page
    assert '<input type="hidden" name="clear_review_date" value="True"' not in page


def test_all_of_a_filter_is_what_the_filter_shows(as_person, people, risks):
    client = as_person(people.compliance)
    page = client.get("/risks/bulk/", {"all": "1", "query": "q=One", "pk": [risks[1].pk]})
    assert rows_of(page).split(":")[0] == str(risks[0].pk) and page.context["count"] == 1
    nothing = client.get("/risks/bulk/", {"all": "1", "query": "level=enormous"})
    assert nothing.status_code == 302, "a filter that is not understood is not everything"


def test_too_many_are_refused_in_words(as_person, people, risks, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)
    client = as_person(people.compliance)
    answer = client.get("/risks/bulk/", {"all": "1"}, follow=True)
    assert "3 records are selected, and at most 2 can be changed at once" in answer.content.decode()
    rows = ",".join(f"{risk.pk}:{risk.revision}" for risk in risks)
    assert client.post("/risks/bulk/", {"rows": rows, "step": "apply", "reason": "x"}).status_code == 302
    with pytest.raises(ValidationError):
        bulk.records_change(
            register=RISKS, revisions={1: 1, 2: 1, 3: 1}, wish=bulk.Wish(), actor=people.compliance, reason="x"
        )


@pytest.mark.parametrize("pk", ["", "x", "0", "-1", "9" * 40, "1 OR 1=1", "\0"])
def test_nothing_ticked_leads_back_with_a_word(as_person, people, risks, pk):
    answer = as_person(people.compliance).get("/risks/bulk/", {"pk": pk, "query": "//evil.test"}, follow=True)
    assert answer.redirect_chain == [("/risks/", 302)]
    assert "Tick the rows" in answer.content.decode()


@pytest.mark.parametrize("rows", ["", "x:y", "1", ":", "99999999:1", "1:-1", "9" * 40 + ":1"])
def test_rows_that_make_no_sense_change_nothing(as_person, people, risks, rows):
    answer = as_person(people.compliance).post(
        "/risks/bulk/", {"rows": rows, "step": "apply", "reason": "x", "owner": people.manager.pk}
    )
    assert answer.status_code in {200, 302}
    assert not Risk.objects.filter(owner=people.manager).exists()


@pytest.mark.parametrize("who", ["manager", "contributor", "auditor", "outsider", "administrator"])
def test_only_who_may_change_the_register_changes_it_in_bulk(as_person, people, risks, who):
    client = as_person(getattr(people, who))
    assert client.get("/risks/bulk/", {"pk": risks[0].pk}).status_code == 403
    assert client.post("/risks/bulk/", {"rows": f"{risks[0].pk}:1"}).status_code == 403
    listed = client.get("/risks/")
    assert b'name="pk"' not in listed.content, "and is offered no boxes"
    with pytest.raises(PermissionDenied):
        bulk.records_change(
            register=RISKS, revisions={risks[0].pk: 1}, wish=bulk.Wish({"owner": None}), actor=getattr(people, who),
            reason="x",
        )  # fmt: skip


def test_every_row_of_the_list_has_a_box_that_is_sent_without_scripts(as_person, people, risks):
    page = as_person(people.compliance).get("/risks/?sort=reference").content.decode()
    assert page.count('<input type="checkbox" name="pk"') == len(risks)
    assert f'aria-label="Select {risks[0].reference}"' in page
    assert '<form class="selection" method="get" action="/risks/bulk/"' in page and "<noscript>" in page


def test_a_record_that_refuses_the_change_is_named_and_nothing_is_written(people, risks):
    Risk.objects.filter(pk=risks[1].pk).update(source="nowhere")
    fresh = {risk.pk: risk.revision for risk in risks}
    with pytest.raises(ValidationError, match=risks[1].reference):
        bulk.records_change(
            register=RISKS, revisions=fresh, wish=bulk.Wish({"owner": people.manager}), actor=people.compliance,
            reason="x",
        )  # fmt: skip
    assert not Risk.objects.filter(owner=people.manager).exists()


def test_opportunities_too(as_person, people):
    client = as_person(people.compliance)
    made = save_record(Opportunity(title="Automate"), actor=people.compliance)
    page = client.get("/opportunities/bulk/", {"pk": made.pk})
    assert "category" not in page.context["form"].fields
    sent = {"rows": rows_of(page), "step": "apply", "reason": "Named", "owner": people.manager.pk}
    assert client.post("/opportunities/bulk/", sent).status_code == 302
    made.refresh_from_db()
    assert made.owner == people.manager
    assert OPPORTUNITIES.permission == "risks.change_opportunity"
