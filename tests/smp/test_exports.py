"""The plan's tables for downloads and evidence packs."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from smp import content, services
from smp.exports import sheets
from smp.models import Distribution, Version
from smp.services.reviewing import drift_seen
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.evidence import contents
from smsplan.reviews.gather import smp_now
from smsplan.ui.exports import as_csv
from tests.smp.conftest import approve, publish_now, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(draft, author, manager, second_manager) -> Version:
    """Approved by two, one after the other."""
    version = submit(draft, author, manager, second_manager, in_order=True)
    approve(version, manager)
    approve(version, second_manager)
    return publish_now(version)


@pytest.fixture
def lived(in_force, author, manager, contributor) -> Version:
    """Reviewed by one, acknowledged by one of the two who have to."""
    services.distribution_change(
        actor=author,
        roles=Group.objects.filter(name=roles.CONTRIBUTOR),
        people=[manager],
        within_days=14,
        revision=Distribution.get().revision,
    )
    services.version_acknowledge(version=in_force, actor=contributor)
    services.version_review(
        version=in_force, actor=manager, reason="Still right.", revision=in_force.revision, seen=drift_seen(in_force)
    )
    return Version.objects.get(pk=in_force.pk)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a sheet as a reader of the CSV has them."""
    sheet = next(sheet for sheet in sheets() if sheet.name == name)
    return list(csv.DictReader(io.StringIO(b"".join(as_csv(sheet)).decode("utf-8-sig"))))


def test_versions_tell_their_submissions_and_what_proves_them(in_force):
    row = rows("smp-versions")[0]
    assert (row["Version"], row["Submissions"], row["State"]) == ("1.0", "1", "In force")
    assert row["Approved by"] == "Manager, Second", "everybody who approved it, not the last alone"
    assert row["SHA-256 of the content"] == in_force.content_sha256
    assert row["SHA-256 of the document"] == in_force.publication.sha256
    assert row["Document signed by"] == in_force.publication.signer


def test_approvers_stand_in_their_order_with_their_approval(in_force):
    found = rows("smp-approvers")
    assert [(row["Place"], row["Approver"]) for row in found] == [("1", "Manager"), ("2", "Second")]
    assert all(row["Approved"] and row["One after the other"] == "Yes" for row in found)


def test_reviews_and_acknowledgements(lived):
    review = rows("smp-reviews")[0]
    assert (review["Who"], review["Why no change is needed"]) == ("Manager", "Still right.")
    assert review["Next review"] == lived.next_review_on.isoformat()
    given = rows("smp-acknowledgements")
    assert [(row["Version"], row["Who"]) for row in given] == [("1.0", "Contributor")]
    asked = {row["Name"]: bool(row["Acknowledged"]) for row in rows("smp-readers")}
    assert asked == {"Contributor": True, "Manager": False}


def test_nothing_is_in_force_yet(draft):
    assert rows("smp-readers") == [] and rows("smp-acknowledgements") == []


def test_an_evidence_pack_holds_document_content_and_reviews(lived):
    document = next(document for document in contents.documents() if document.folder == "smp")
    assert document.sha256 == lived.publication.sha256
    assert content.fingerprint(json.loads(document.content)) == lived.content_sha256
    assert document.title == "SMP 1.0: In force"
    facts = "\n".join(value for _label, value in document.facts)
    assert "Password, typed again" in facts and "Still right." in facts
    told = dict(document.facts)
    assert told["Authors"] == "Author" and told["Acknowledged"].startswith("Contributor, ")
    assert "SMS changes it takes up" not in told, "it names none"


def test_a_management_review_sees_where_the_plan_stands(lived):
    found = smp_now()
    assert found["acknowledgement"] == {"acknowledged": 1, "expected": 2, "percentage": 50}
    assert [(review["by"], review["reason"]) for review in found["reviews"]] == [("Manager", "Still right.")]
    assert found["version"]["approved_by"] == "Manager, Second"
    assert found["open"] is None


class TestWhoIsMissing:
    def test_the_list_says_it_and_can_be_taken_along(self, client, lived, author):
        client.force_login(author)
        address = reverse("smp:acknowledgements")
        page = client.get(address).content.decode()
        assert "1 of 2 have acknowledged SMP 1.0 (50 %)" in page
        assert page.index("Still missing") < page.index("Acknowledged</span>")
        missing = client.get(address, {"state": "missing", "_export": "csv"})
        text = b"".join(missing.streaming_content).decode("utf-8-sig")
        assert "manager@example.test" in text and "contributor@example.test" not in text
        assert Event.objects.filter(action=Action.EXPORTED).count() == 1

    def test_it_is_for_who_sees_the_plans_life(self, client, lived, manager, auditor, contributor):
        for who, status in ((manager, 200), (auditor, 200), (contributor, 403)):
            client.force_login(who)
            assert client.get(reverse("smp:acknowledgements")).status_code == status

    def test_compliance_chooses_on_the_page(self, client, lived, author, second_manager):
        client.force_login(author)
        address = reverse("smp:distribution")
        page = client.get(address)
        contributors = Group.objects.get(name=roles.CONTRIBUTOR)
        data = {
            "roles": [contributors.pk],
            "people": [second_manager.pk],
            "within_days": 30,
            "revision": page.context["form"]["revision"].value(),
            "change_reason": "The second Manager decides, too",
        }
        assert client.post(address, data).status_code == 302
        distribution = Distribution.get()
        assert (distribution.within_days, list(distribution.people.all())) == (30, [second_manager])
        assert client.post(address, data | {"within_days": 5}).status_code == 409
        assert Distribution.get().within_days == 30

    def test_others_do_not(self, client, lived, manager, auditor):
        for who in (manager, auditor):
            client.force_login(who)
            assert client.get(reverse("smp:distribution")).status_code == 403
            assert client.get(reverse("smp:pick_reader")).status_code == 403

    def test_the_picker_offers_who_can_acknowledge(self, client, lived, author, auditor):
        client.force_login(author)
        found = client.get(reverse("smp:pick_reader"), {"picker_name": "people", "picker_search": "example"})
        assert "Second" in found.content.decode() and "Auditor" not in found.content.decode()
