"""The pages of evidence packs, role by role."""

import datetime
import hashlib
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from smsplan.audit.models import Action, Event
from smsplan.evidence.models import Pack

pytestmark = pytest.mark.django_db

READ = {"compliance": 200, "manager": 200, "auditor": 200, "administrator": 200, "contributor": 403, "outsider": 403}
ASK = {"compliance": 200, "manager": 200, "auditor": 200, "administrator": 403, "contributor": 403, "outsider": 403}


@pytest.mark.parametrize("role", READ)
def test_who_may_read_and_ask(as_person, people, pack, role):
    client = as_person(getattr(people, role))
    assert client.get(reverse("evidence:list")).status_code == READ[role]
    assert client.get(reverse("evidence:detail", args=[pack.pk])).status_code == READ[role]
    assert client.get(reverse("evidence:progress", args=[pack.pk])).status_code == READ[role]
    assert client.get(reverse("evidence:create")).status_code == ASK[role]


def test_a_form_sent_twice_makes_one_pack(as_person, people):
    client = as_person(people.auditor)
    data = {"title": "Audit 2026", "language": "en", "submission": str(uuid.uuid4())}
    first = client.post(reverse("evidence:create"), data)
    second = client.post(reverse("evidence:create"), data)
    pack = Pack.objects.get()
    assert first.status_code == second.status_code == 302 and first.url == second.url == pack.get_absolute_url()
    assert pack.reference == "EVP-0001" and pack.requested_by == people.auditor


def test_a_purpose_is_asked_for(as_person, people):
    answer = as_person(people.auditor).post(reverse("evidence:create"), {"title": "", "language": "en"})
    assert answer.status_code == 422 and not Pack.objects.exists()


def test_the_list_shows_the_fingerprint(as_person, people):
    from smsplan.evidence import signing

    page = as_person(people.auditor).get(reverse("evidence:list")).content.decode()
    assert signing.grouped(signing.fingerprint()) in page


def test_a_pack_that_is_not_ready_is_not_handed_out(as_person, people, pack):
    answer = as_person(people.auditor).get(reverse("evidence:download", args=[pack.pk]), follow=True)
    assert "not ready yet" in answer.content.decode()


def test_retry_is_only_for_what_failed(as_person, people, pack):
    client = as_person(people.auditor)
    client.post(reverse("evidence:retry", args=[pack.pk]))
    assert Event.objects.filter(action=Action.REQUESTED).count() == 1
    Pack.objects.filter(pk=pack.pk).update(work_state=Pack.Progress.FAILED, error="The disk is full.")
    page = client.get(pack.get_absolute_url()).content.decode()
    assert "The disk is full." in page and reverse("evidence:retry", args=[pack.pk]) in page
    client.post(reverse("evidence:retry", args=[pack.pk]))
    pack.refresh_from_db()
    assert pack.work_state == Pack.Progress.QUEUED and pack.error == ""
    assert reverse("evidence:progress", args=[pack.pk]) in client.get(pack.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_download_is_an_event_with_the_hash(as_person, people, built):
    client = as_person(people.auditor)
    answer = client.get(reverse("evidence:download", args=[built.pk]))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == built.sha256
    assert answer["Content-Disposition"] == f'attachment; filename="{built.reference}.zip"'
    event = Event.objects.get(action=Action.DOWNLOADED)
    assert event.actor == people.auditor and event.detail["sha256"] == built.sha256 and event.address


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["administrator", "contributor", "outsider"])
def test_who_may_not_download(as_person, people, built, role):
    assert as_person(getattr(people, role)).get(reverse("evidence:download", args=[built.pk])).status_code == 403


def test_an_auditor_outside_the_access_window_is_out(as_person, people, pack):
    client = as_person(people.auditor)
    assert client.get(reverse("evidence:list")).status_code == 200
    people.auditor.access_until = timezone.localdate() - datetime.timedelta(days=1)
    people.auditor.save()
    for name in ("detail", "download"):
        answer = client.get(reverse(f"evidence:{name}", args=[pack.pk]))
        assert answer.status_code == 302 and reverse("account_login") in answer.url


def test_a_pack_is_never_removed(pack):
    from django.db import transaction
    from django.db.utils import IntegrityError

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Pack.objects.all().delete()
