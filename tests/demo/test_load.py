"""The demo organization, loaded once: every register filled, the plan in force, the people able to sign in."""

import datetime
import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.utils import timezone

from changes.models import Change
from objectives.models import Measurement, Objective
from objectives.selectors import missing_measurements, with_progress
from risks.models import Assessment, Category, Opportunity, Risk
from smp.images import shown_images
from smp.models import PlanReview, Publication, Version
from smp.readers import missing_readers, progress
from smp.selectors import drifts
from smsplan.accounts.models import User
from smsplan.audit.models import Event
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.demo import load as loading
from smsplan.demo.people import DEMO_PASSWORD, PEOPLE
from smsplan.evidence.models import Pack
from smsplan.records.models import Attachment, Comment
from smsplan.reviews.models import Review, ReviewDocument

pytestmark = pytest.mark.django_db
MODELS = (
    User, Service, Practice, Obligation, Risk, Assessment, Opportunity, Objective, Measurement, Change, Version, Review,
    Attachment, Pack, Event,
)  # fmt: skip
GUIDE = [
    ("Change management process circumvented; uncontrolled changes deployed to production", 3),
    ("Service desk tool fails or loses data; ticket history lost", 2),
    ("Key incident manager leaves organization; expertise lost", 3),
    ("New BSSN cybersecurity regulation published; SMS controls must be revised", 2),
]


@pytest.mark.slow
def test_demo_organization(client):
    """One test, because loading takes a while."""
    call_command("demo_load", verbosity=0)
    counts = {model: model._base_manager.count() for model in MODELS}
    assert all(counts.values()), counts
    call_command("demo_load", verbosity=0)
    assert {model: model._base_manager.count() for model in MODELS} == counts, "loaded twice"
    people_sign_in(client)
    registers_tell_a_year()
    plan_is_in_force()
    reviews_are_frozen()
    nothing_lies_ahead()
    owner_has_work()


def people_sign_in(client):
    for email, name, _role in PEOPLE:
        person = authenticate(None, email=email, password=DEMO_PASSWORD)
        assert person is not None and person.full_name == name
        assert person.groups.count() == 1
        client.force_login(person, backend="smsplan.accounts.backends.WindowedBackend")
        assert client.get("/").status_code == 200
    assert User.objects.filter(is_active=False).exists()


def registers_tell_a_year():
    assert Service.objects.count() == 8
    assert Practice.objects.count() == 14
    for title, level in GUIDE:
        assert Risk.objects.get(title=title).inherent.level == level, title
    assert not Category.objects.filter(risks=None).exists()
    assert set(Risk.objects.values_list("state", flat=True)) == set(Risk.State.values)
    assert set(Opportunity.objects.values_list("state", flat=True)) == set(Opportunity.State.values)
    assert set(Change.objects.values_list("state", flat=True)) == set(Change.State.values)
    assert Objective.objects.exclude(opportunity=None).count() == 2
    assert {"draft", "submitted", "approved", "withdrawn"} <= set(Objective.objects.values_list("state", flat=True))
    verdicts = {str(view.pill.label) for view in with_progress(Objective.objects.decided())}
    assert {"On track", "At risk", "Off track", "Achieved", "Missed", "No data"} == verdicts
    assert Risk.objects.overdue().count() in range(2, 6)
    assert not Service.objects.filter(targets="").exists()


def plan_is_in_force():
    versions = list(Version.objects.order_by("major", "minor"))
    assert [(version.number, version.state) for version in versions] == [
        ("1.0", "superseded"),
        ("2.0", "superseded"),
        ("2.1", "approved"),
        ("2.2", "draft"),
    ]
    assert all(section.written for version in versions for section in version.sections.all())
    *published, draft = versions
    for version in published:
        assert version.created_by.email == version.submitted_by.email == "compliance@demo.test"
        asked = [row.person.email for row in version.approvers.filter(submission=version.submission)]
        given = [decision.by.email for decision in version.decisions.filter(kind="approved")]
        assert given == (asked or ["manager@demo.test"])
        assert version.next_review_on > version.effective_on
        stored(Publication.objects.get(version=version))
    texts = [{section.key: section.body for section in version.sections.all()} for version in versions]
    assert texts[0]["scope"] != texts[1]["scope"]
    assert texts[1]["roles"] != texts[2]["roles"]
    assert texts[2]["practices"] != texts[3]["practices"]
    own = [section for section in draft.sections.standing() if section.own]
    assert len(own) == 1 and own[0].position == 2
    assert shown_images(draft, [own[0].body]), "the picture of the version before"
    assert [len(version.frozen["images"]) for version in published] == [1, 1, 1]
    comments = Comment.objects.filter(target_type__model="section")
    assert comments.filter(resolved_at=None).count() == 1 < comments.count()
    assert [change.title for change in draft.changes.all()] == [
        "Put an automated deployment gate in front of production"
    ]
    assert PlanReview.objects.count() == 2
    assert any(each.kind == "change_verified" for each in drifts()), "what is verified waits for the version to come"
    reading = progress(published[-1])
    assert 0 < reading.acknowledged < reading.expected
    assert missing_readers(published[-1]).filter(email="contributor@demo.test").exists()


def reviews_are_frozen():
    assert sorted(Review.objects.values_list("state", flat=True)) == ["draft", "frozen", "frozen", "frozen"]
    for document in ReviewDocument.objects.all():
        stored(document)


def stored(document):
    content = (Path(settings.MEDIA_ROOT) / document.file.name).read_bytes()
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == document.sha256


def nothing_lies_ahead():
    now = timezone.now()
    oldest = Event.objects.earliest("at").at
    assert now - oldest > datetime.timedelta(days=365)
    assert not Event.objects.filter(at__gt=now).exists()
    for model in (Risk, Objective, Change, Measurement):
        assert not model.history.filter(history_date__gt=now).exists()
    for risk in Risk.objects.all():
        assert risk.history.earliest("history_date").history_date >= risk.created_at


def owner_has_work():
    late = [objective for objective, _period in missing_measurements(timezone.localdate())]
    assert {objective.owner.email for objective in late} == {"contributor@demo.test"}


@pytest.mark.slow
def test_a_failed_load_leaves_nothing(monkeypatch):
    before, stored_by_then = loading._stored_files(), set()

    def broken(*_args, **_kwargs):
        stored_by_then.update(loading._stored_files() - before)
        raise RuntimeError("no more")

    monkeypatch.setattr(loading, "pack_request", broken)
    # What takes long and stores nothing is left out, and the documents: the files of the registers are enough.
    for story in (loading.risk_life, loading.objectives, loading.plan):
        monkeypatch.setattr(story, "write", lambda _world: None)
    with pytest.raises(RuntimeError, match="no more"):
        loading.load()
    assert stored_by_then
    assert not loading.is_loaded()
    assert not User.objects.exists()
    assert Organization.get().name == ""
    assert loading._stored_files() == before
