"""The pages of the register, as each role sees them."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from changes import services
from changes.models import Change
from risks.services import risk_create
from smsplan.audit.models import Action, Event
from tests.changes.conftest import plan, plan_rows, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(name: str, change: Change | None = None) -> str:
    return reverse(f"changes:{name}", args=[change.pk] if change else [])


def text(response) -> str:
    """The page without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form_data(**changes) -> dict:
    data = whole(submission=uuid.uuid4().hex, significance="minor", **changes)
    return {name: value for name, value in data.items() if value is not None}


def test_readers_see_all_contributors_their_own_others_nothing(as_, draft, auditor, contributor, outsider):
    mine = url("detail", draft)
    assert draft.title in text(as_(auditor).get(url("list")))
    assert draft.title in text(as_(contributor).get(url("list")))
    assert as_(contributor).get(mine).status_code == 200
    assert as_(outsider).get(url("list")).status_code == 403
    Change.objects.filter(pk=draft.pk).update(owner=None)
    assert draft.reference not in text(as_(contributor).get(url("list")))
    assert as_(contributor).get(mine).status_code == 404


def test_anonymous_people_are_sent_to_sign_in(client, draft):
    assert client.get(url("detail", draft)).status_code == 302


def test_create_saves_once_however_often_it_is_sent(as_, compliance):
    data = form_data()
    first = as_(compliance).post(url("create"), data)
    second = as_(compliance).post(url("create"), data)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    change = Change.objects.get()
    assert change.smp_sections == ["resources", "practices"] and change.history.count() == 1


def test_a_wrong_form_keeps_what_was_typed(as_, compliance):
    response = as_(compliance).post(url("create"), form_data(planned_end="2026-01-01"))
    assert response.status_code == 422
    assert "The planned end must not lie before the planned start." in text(response)
    assert "Requests get lost today." in response.content.decode()


def test_a_stale_save_shows_both_versions(as_, draft, compliance, colleague):
    data = form_data(revision=draft.revision, purpose="What I typed", owner=draft.owner_id)
    draft.purpose = "What a colleague saved"
    draft.smp_sections = ["quality"]
    services.change_save(change=draft, actor=colleague)
    response = as_(compliance).post(url("update", draft), data)
    page = text(response)
    assert response.status_code == 409
    assert "What I typed" in page and "What a colleague saved" in page
    assert "Quality criteria for processes" in page
    assert "quality," not in page


def test_the_detail_page_offers_only_what_may_be_done(as_, submitted, compliance, manager, auditor):
    moves = {
        compliance: {"cancel"},
        manager: {"approve", "return", "reject"},
        auditor: set(),
    }
    for user, expected in moves.items():
        page = as_(user).get(url("detail", submitted)).content.decode()
        offered = {act for act in services_acts() if f'href="{url(act, submitted)}"' in page}
        assert offered == expected, user


def services_acts() -> list[str]:
    return ["submit", "approve", "return", "reject", "start", "implement", "verify", "close", "cancel"]


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("proof.csv", b"week;in time\n18;91%\n")


def test_the_acts_by_their_pages(as_, draft, compliance, manager, contributor):
    def post(user, name, row=None, **data):
        address = reverse("changes:criterion", args=[draft.pk, row.pk]) if row else url(name, draft)
        return as_(user).post(address, data)

    assert post(compliance, "submit").status_code == 302
    assert post(compliance, "approve", reason="").status_code == 403
    assert post(manager, "return", reason="").status_code == 422
    assert post(manager, "return", reason="Which budget?").status_code == 302
    assert "Which budget?" in text(as_(compliance).get(url("detail", draft)))
    assert post(compliance, "submit").status_code == 302
    page = text(as_(manager).get(url("approve", draft)))
    assert "IDR 400,000,000" in page and "6 weeks" in page and page.count("Not committed yet") == 2
    assert post(manager, "approve", reason="Good").status_code == 302
    late = post(manager, "approve", reason="Again")
    assert late.status_code == 409 and "by now" in text(late)
    assert post(contributor, "start").status_code == 302
    early = post(contributor, "implement")
    assert early.status_code == 422 and "Not everything that was planned is done" in text(early)
    assert "Training: Agents: A two-hour course" in text(early) and 'class="optional"' not in early.text
    assert post(contributor, "implement", reason="The course is held in May").status_code == 302
    assert as_(contributor).get(url("verify", draft)).status_code == 403
    page = as_(manager).get(url("verify", draft))
    assert "98% of requests" in text(page) and "2 success criteria have to be judged first." in text(page)
    assert 'name="effective"' not in page.text and 'name="evidence"' not in page.text
    early = post(manager, "verify", effective="no", evidence="91% only")
    assert early.status_code == 409 and "Still to be judged: 98% of requests" in text(early)
    for criterion in draft.criteria.all():
        judged = reverse("changes:criterion", args=[draft.pk, criterion.pk])
        assert as_(contributor).get(judged).status_code == 403
        assert as_(manager).get(judged).status_code == 200
        assert post(manager, "criterion", criterion, met="no").status_code == 422
        answer = as_(manager).post(judged, {"met": "no", "evidence": "91% only", "file": proof()})
        assert answer.status_code == 302 and answer.url == url("verify", draft)
    page = as_(manager).get(url("verify", draft)).content.decode()
    assert "Not every success criterion is met" in page and "proof.csv" in page and 'name="effective"' in page
    early = post(manager, "verify", effective="yes", evidence="91% only")
    assert early.status_code == 409 and "was not effective." in text(early)
    assert post(manager, "verify", effective="no", evidence="91% only").status_code == 302
    page = as_(compliance).get(url("close", draft)).content.decode()
    assert f'href="{url("follow_up", draft)}"' in page
    assert post(compliance, "close").status_code == 422, "why nothing follows it"
    answer = post(compliance, "follow_up")
    follower = draft.follow_ups.get()
    assert answer.status_code == 302 and answer.url == url("update", follower)
    assert follower.reference in text(as_(compliance).get(url("close", draft)))
    assert f'href="{url("follow_up", draft)}"' not in as_(compliance).get(url("detail", draft)).content.decode()
    assert draft.reference in text(as_(compliance).get(url("detail", follower)))
    assert post(compliance, "close").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.effective, draft.evidence) == ("closed", False, "91% only")
    assert "Not effective" in text(as_(compliance).get(url("detail", draft)))


def test_an_incomplete_plan_says_what_is_missing(as_, compliance, contributor):
    change = plan(compliance, owner=contributor, rows=plan_rows(trainings=[]))
    page = as_(compliance).get(url("detail", change)).content.decode()
    assert f'href="{url("update", change)}#id_trainings">Training, or a note why nobody has to be trained</a>' in page
    page = as_(compliance).get(url("submit", change)).content.decode()
    assert f'href="{url("update", change)}#id_trainings"' in page and 'name="reason"' not in page
    response = as_(compliance).post(url("submit", change), {"reason": "By May, please"})
    assert response.status_code == 409 and "By May, please" in response.text, "what was typed is kept"
    assert "Still to be filled in: Training, or a note why nobody has to be trained." in text(response)


def test_an_edit_of_a_submitted_plan(as_, submitted, compliance):
    assert as_(compliance).get(url("update", submitted)).status_code == 403
    response = as_(compliance).post(url("update", submitted), form_data(revision=submitted.revision))
    assert response.status_code == 422 and "Only a draft can be edited" in text(response)


def test_history_speaks_in_words(as_, submitted, auditor):
    page = text(as_(auditor).get(url("detail", submitted) + "?tab=history"))
    assert "Required resources, Service management practices" in page
    assert "Submitted" in page and "in_progress" not in page


def test_rich_characters_are_escaped(as_, compliance, auditor):
    change = services.change_save(
        change=Change(**whole(title="<b>x</b>", purpose="<script>alert(1)</script>")), actor=compliance
    )
    page = as_(auditor).get(url("detail", change)).content.decode()
    assert "<script>alert(1)" not in page and "<b>x</b>" not in page


@pytest.mark.parametrize("query", ["?q=desk", "?state=draft", "?section=resources", "?in_flight=true", "?sort=-owner"])
def test_the_list_filters(as_, draft, auditor, query):
    assert as_(auditor).get(url("list") + query).status_code == 200


def test_the_list_takes_few_queries(as_, draft, auditor, django_assert_max_num_queries):
    client = as_(auditor)
    client.get(url("list"))
    with django_assert_max_num_queries(12):
        assert client.get(url("list")).status_code == 200


def test_exports_are_what_the_filter_shows_and_leave_a_trace(as_, draft, compliance, auditor):
    services.change_save(change=Change(**whole(title="Another change")), actor=compliance)
    response = as_(auditor).get(url("list") + "?q=adopt&_export=csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Adopt a new service desk tool" in body and "Another change" not in body
    assert Event.objects.get(action=Action.EXPORTED).detail["rows"] == 1
    assert as_(auditor).get(url("list") + "?_export=xlsx").content[:2] == b"PK"


def test_an_owner_reads_of_other_records_only_what_they_may_see(as_, draft, compliance, contributor, auditor):
    risk = risk_create(actor=compliance, title="Tickets are lost for good", likelihood=2, impact=3)
    draft.risks.set([risk])
    assert "Tickets are lost for good" in text(as_(auditor).get(url("detail", draft)))
    assert "Tickets are lost for good" not in text(as_(contributor).get(url("detail", draft)))
