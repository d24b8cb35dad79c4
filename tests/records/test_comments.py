"""The discussion of a record: who may say something, who is told, and what a browser makes of the text."""

from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError

from risks.models import Risk
from risks.services import risk_create
from smsplan.accounts import roles
from smsplan.accounts.services import person_save
from smsplan.audit.models import Action, Event
from smsplan.inbox.models import Notification
from smsplan.records import comments
from smsplan.records.models import Comment
from smsplan.records.services import NotAllowed
from tests.people import person
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def risk(people):
    return risk_create(actor=people.compliance, title="Ticket history lost", owner=people.contributor)


def address(record) -> str:
    return f"/discussion/{ContentType.objects.get_for_model(record).pk}/{record.pk}/"


def say(record, actor, text="Well seen.") -> Comment:
    return comments.comment_add(record=record, text=text, actor=actor)


def test_a_comment_is_kept_with_author_history_and_event(people, risk):
    comment = say(risk, people.contributor, "  First line\r\nsecond line \n")
    assert comment.text == "First line\nsecond line"
    assert [row.history_actor_name for row in comment.history.all()] == ["Sari Melati <contributor@example.test>"]
    event = Event.objects.get(action=Action.COMMENTED)
    assert (event.target_id, event.actor) == (risk.pk, people.contributor)


def test_who_may(as_person, people, risk):
    said = {role: as_person(getattr(people, role)).post(address(risk), {"text": "Yes."}).status_code for role in (
        "compliance", "manager", "contributor", "auditor", "administrator", "outsider"
    )}  # fmt: skip
    assert said == {
        "compliance": 302, "manager": 302, "contributor": 302, "auditor": 403, "administrator": 403, "outsider": 403,
    }  # fmt: skip
    assert Comment.objects.count() == 3


def test_who_does_not_see_the_record_neither_reads_nor_comments(as_person, people):
    other = risk_create(actor=people.compliance, title="Not theirs")
    client = as_person(people.contributor)
    assert client.get(address(other)).status_code == 404
    assert client.post(address(other), {"text": "Hello"}).status_code == 404
    assert client.get(address(other) + "people/?q=ra").status_code == 404
    comment = say(other, people.manager)
    assert client.get(f"/discussion/{comment.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4001, "no\0thing"])
def test_what_is_refused_keeps_what_was_typed(as_person, people, risk, text):
    answer = as_person(people.manager).post(address(risk), {"text": text})
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == text
    assert not Comment.objects.exists()
    with pytest.raises(ValidationError):
        say(risk, people.manager, text)


def test_a_browsers_line_breaks_do_not_count_twice(as_person, people, risk):
    text = "\r\n".join(["x" * 99] * 40)
    assert len(text) > 4000 >= len(text.replace("\r\n", "\n"))
    assert as_person(people.manager).post(address(risk), {"text": text}).status_code == 302


def test_sent_twice_is_said_once(as_person, people, risk):
    client = as_person(people.manager)
    form = {"text": "Once.", "submission": uuid4().hex}
    first, second = client.post(address(risk), form), client.post(address(risk), form)
    assert Comment.objects.count() == 1
    assert first.url == second.url == f"/risks/{risk.pk}/?tab=discussion#comment-{Comment.objects.get().pk}"


def test_the_tab_shows_it_with_the_count(as_person, people, risk):
    say(risk, people.manager, "Ask the vendor: https://vendor.example/a?b=1&c=2 <script>alert(1)</script>")
    page = as_person(people.auditor).get(f"/risks/{risk.pk}/?tab=discussion")
    html = page.content.decode()
    assert next(tab.count for tab in page.context["tabs"] if tab.key == "discussion") == 1
    assert 'href="https://vendor.example/a?b=1&amp;c=2"' in html
    assert "<script>alert" not in html
    assert 'name="text"' not in html, "an auditor reads only"
    assert 'name="text"' in as_person(people.manager).get(f"/risks/{risk.pk}/?tab=discussion").content.decode()


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,<b>", "//evil.example"])
def test_only_web_addresses_become_links(people, risk, text):
    assert "<a" not in comments.as_html(say(risk, people.manager, text))


def test_every_register_has_the_tab(as_person, people):
    from tests.everything import one_of_each

    keys = one_of_each(people)
    for prefix in ("risks/", "opportunities/", "objectives/", "changes/", "reviews/", "context/services/"):
        page = as_person(people.compliance).get(f"/{prefix}{keys[prefix]['pk']}/?tab=discussion")
        assert page.context["tab"].key == "discussion", prefix
        assert page.context["comment_url"], prefix


# Mentions -----------------------------------------------------------------------------------------


def told() -> list[str]:
    notes = Notification.objects.filter(key__startswith="comment:").order_by("recipient__email")
    return [note.recipient.email.partition("@")[0] for note in notes]


def test_mentioned_people_are_told_once_with_the_way_there(people, risk):
    comment = say(risk, people.manager, "@Ratna Kusuma, and again @ratna kusuma; @Sari Melati too.")
    assert told() == ["compliance", "contributor"]
    note = Notification.objects.get(recipient=people.contributor)
    assert note.url == f"/risks/{risk.pk}/?tab=discussion#comment-{comment.pk}"
    assert "Bambang Hartono" in note.title and risk.reference in note.title
    assert {found.email for found in comment.mentions.all()} == {"compliance@example.test", "contributor@example.test"}


def test_only_who_may_see_the_record_is_told(people):
    hidden = risk_create(actor=people.compliance, title="Not theirs")
    people.auditor.is_active = False
    person_save(person=people.auditor, actor=None, role_names=[roles.AUDITOR])
    say(hidden, people.manager, "@Sari Melati @Orang Luar @Made Surya @Bambang Hartono @Ratna Kusuma")
    assert told() == ["compliance"]


def test_the_longest_name_is_meant(people, risk):
    person("putri@example.test", roles.MANAGER, full_name="Ratna Kusuma Putri")
    say(risk, people.manager, "@Ratna Kusuma Putri please")
    assert told() == ["putri"]


@pytest.mark.parametrize(
    "text", ["mail x@Ratna Kusuma", "https://a.example/@Ratna Kusuma", "@ Ratna Kusuma", "@Ratna Kusumawati", "@Ratna"]
)
def test_what_is_no_mention(people, risk, text):
    say(risk, people.manager, text)
    assert told() == []


def test_namesakes_are_told_apart_by_address(people, risk):
    person("other@example.test", roles.MANAGER, full_name="Ratna Kusuma")
    found = dict(comments.people_to_mention(risk, "ratna"))
    assert {who.email: handle for who, handle in found.items()} == {
        "compliance@example.test": "compliance@example.test", "other@example.test": "other@example.test",
    }  # fmt: skip
    comment = say(risk, people.manager, "@other@example.test look")
    assert told() == ["other"]
    assert comments.as_html(comment) == '<span class="mention">@other@example.test</span> look'


def test_the_picker_offers_who_may_see_the_record(as_person, people):
    hidden = risk_create(actor=people.compliance, title="Not theirs")
    found = as_person(people.manager).get(address(hidden) + "people/", {"q": ""}).json()["people"]
    assert {entry["handle"] for entry in found} == {"Bambang Hartono", "Made Surya", "Ratna Kusuma", "Wahyu Adi"}
    assert as_person(people.auditor).get(address(hidden) + "people/").status_code == 403


def test_a_name_with_markup_stays_text(people, risk):
    person("odd@example.test", roles.MANAGER, full_name="<b>Odd</b>")
    html = comments.as_html(say(risk, people.manager, "@<b>Odd</b> & co"))
    assert html == '<span class="mention">@&lt;b&gt;Odd&lt;/b&gt;</span> &amp; co'


# Taking it back -----------------------------------------------------------------------------------


def test_the_author_withdraws_and_the_history_keeps_it(as_person, people, risk):
    comment = say(risk, people.contributor, "Said in haste")
    assert as_person(people.manager).post(f"/discussion/{comment.pk}/withdraw/").status_code == 403
    with pytest.raises(PermissionDenied):
        comments.comment_withdraw(comment=comment, actor=people.compliance)
    client = as_person(people.contributor)
    assert client.post(f"/discussion/{comment.pk}/withdraw/").status_code == 302
    page = client.get(f"/risks/{risk.pk}/?tab=discussion")
    assert "Said in haste" not in page.content.decode()
    assert "withdrawn by its author" in page.content.decode()
    assert next(tab.count for tab in page.context["tabs"] if tab.key == "discussion") == 0
    assert [row.text for row in comment.history.all()] == ["Said in haste"] * 2
    assert client.post(f"/discussion/{comment.pk}/withdraw/").status_code == 409
    with pytest.raises(NotAllowed):
        comments.comment_withdraw(comment=comment, actor=people.contributor)


def test_a_record_may_refuse_comments(people, risk, monkeypatch):
    monkeypatch.setattr(Risk, "takes_comments", False, raising=False)
    with pytest.raises(PermissionDenied):
        say(risk, people.manager)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_two_windows_at_once():
    from django.test import Client

    author = person("author@example.test", roles.COMPLIANCE)
    risk = risk_create(actor=author, title="Risk")
    form = {"text": "Once.", "submission": uuid4().hex}
    windows = [Client() for _number in range(4)]
    for window in windows:
        window.force_login(author, backend="smsplan.accounts.backends.WindowedBackend")
    answers = at_once([lambda window=window: window.post(address(risk), form).status_code for window in windows])
    assert answers == [302] * 4
    assert Comment.objects.count() == 1
