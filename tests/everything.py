"""One record of every kind, for tests that go to every address."""

import datetime
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from changes.models import Change, ChangeMilestone, Communication, Criterion, Impact, Training
from objectives.models import DashboardDocument, Milestone, Objective, Revision
from risks.models import Category, Opportunity, RiskCriteria
from risks.services import risk_create
from smp import services as smp_services
from smp.models import Version
from smsplan.context.models import Obligation, Practice, Service
from smsplan.evidence.services import pack_request
from smsplan.inbox.models import Notification
from smsplan.inbox.services import tell
from smsplan.records.actions import action_add
from smsplan.records.comments import comment_add
from smsplan.records.imports import importer_for, keep_upload
from smsplan.records.listing import view_create
from smsplan.records.models import Attachment, SavedView
from smsplan.records.services import attach, save_record
from smsplan.reviews.models import Review
from tests.people import People


def one_of_each(people: People) -> dict[str, dict[str, object]]:
    """For each placeholder path prefix the key of a record that exists."""
    owner, author = people.contributor, people.compliance
    risk = risk_create(actor=author, title="Risk", owner=owner, treatment="Act", likelihood=2, impact=2)
    attachment = attach(record=risk, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"), actor=author)
    table = b"Risk,Likelihood,Impact,Opportunity,Objective,Objective Area,Review Frequency\nA,Low,Low,B,C,D,monthly\n"
    uploads = {
        kind: {"run": keep_upload(importer_for(kind, author), name="table.csv", content=table).pk}
        for kind in ("risks", "opportunities", "objectives")
    }
    step = save_record(
        Milestone(
            objective=save_record(Objective(title="Objective", owner=owner), actor=author),
            title="Milestone",
            due=datetime.date(2026, 6, 30),
        ),
        actor=author,
    )
    tell(recipient=author, key="walk", url="/", words=lambda: ("Title", "Text"))
    change = a_revision(step.objective, people)
    draft = smp_services.version_draft(actor=author, reason_kind="initial", change_summary="First")
    own = smp_services.section_add(version=draft, actor=author, title="Own section")
    return {f"{kind}/import/": keys for kind, keys in uploads.items()} | {
        "objectives/measurements/import/": {
            "run": keep_upload(importer_for("measurements", author), name="table.csv", content=table).pk
        },
        "risks/": {"pk": risk.pk},
        "risks/views/": {"pk": a_view("risks", people).pk},
        "opportunities/views/": {"pk": a_view("opportunities", people).pk},
        "risks/criteria/": {"number": RiskCriteria.in_force().number},
        "risks/criteria/categories/": {"pk": Category.objects.first().pk},
        "opportunities/": {"pk": save_record(Opportunity(title="Opportunity", owner=owner), actor=author).pk},
        "objectives/from-opportunity/": {"pk": save_record(Opportunity(title="Other", owner=owner), actor=author).pk},
        "objectives/views/": {"pk": a_view("objectives", people).pk},
        "changes/views/": {"pk": a_view("changes", people).pk},
        "objectives/at-stake/": {"pk": risk.pk},
        "objectives/dashboard/pdf/": {"pk": a_dashboard_document(people).pk},
        "objectives/": {"pk": step.objective_id, "period": "2026-01-01", "milestone": step.pk, "revision": change.pk},
        "changes/": a_change(people),
        "smp/": {"pk": draft.pk, "key": "scope", "block": "services", "image": an_image(draft, people).pk},
        # Only the organization's own sections are renamed and taken out.
        "smp/<int:pk>/sections/<slug:key>/re": {"pk": draft.pk, "key": own.key},
        "reviews/": {"pk": a_review(people).pk},
        "evidence/": {"pk": pack_request(actor=author, title="Walk", language="en").pk},
        "context/services/": {"pk": save_record(Service(title="Service"), actor=author).pk},
        "context/practices/": {"pk": save_record(Practice(title="Practice"), actor=author).pk},
        "context/obligations/": {"pk": save_record(Obligation(title="Obligation"), actor=author).pk},
        "people/": {"pk": people.outsider.pk},
        "inbox/": {"pk": Notification.objects.get(key="walk").pk},
        "actions/": {"pk": action_add(target=risk, actor=author, title="Action", owner=owner).pk},
        "actions/new/": {"content_type": attachment.target_type_id, "pk": risk.pk},
        "files/<int:content_type>": {"content_type": attachment.target_type_id, "pk": risk.pk},
        "files/": {"pk": attachment.pk},
        "discussion/<int:content_type>": {"content_type": attachment.target_type_id, "pk": risk.pk},
        "discussion/<int:pk>/resolve/": {"pk": comment_add(record=own, text="Comment", actor=author).pk},
        "discussion/": {"pk": comment_add(record=risk, text="Comment", actor=author).pk},
    }


def an_image(draft: Version, people: People) -> Attachment:
    """An image for the text of a draft: one grey pixel."""
    pixel = io.BytesIO()
    Image.new("L", (1, 1)).save(pixel, "PNG")
    upload = SimpleUploadedFile("a.png", pixel.getvalue())
    return smp_services.image_add(version=draft, actor=people.compliance, upload=upload)


def a_revision(objective: Objective, people: People) -> Revision:
    """What was proposed for an objective."""
    revision = Revision(
        objective=objective,
        reason="A customer left",
        before={"target": None, "due_date": None},
        after={"target": "98", "due_date": "2026-12-31"},
        proposed_by=people.compliance,
    )
    return save_record(revision, actor=people.compliance)


def a_change(people: People) -> dict[str, int]:
    """The keys of a draft of a change, and of rows of it."""
    change = save_record(Change(title="Change", owner=people.contributor), actor=people.compliance)
    day = datetime.date(2026, 6, 30)
    rows = {
        "criterion": Criterion(change=change, description="It works"),
        "impact": Impact(change=change, description="It fails"),
        "communication": Communication(change=change, audience="Customers", message="It comes", due=day),
        "training": Training(change=change, audience="Agents", topic="How it works", due=day),
        "milestone": ChangeMilestone(change=change, title="It runs", due=day),
    }
    return {"pk": change.pk} | {name: save_record(row, actor=people.compliance).pk for name, row in rows.items()}


def a_dashboard_document(people: People) -> DashboardDocument:
    """A PDF of the dashboard that was asked for."""
    return DashboardDocument.objects.create(requested_by=people.compliance, year=2026, by="area", language="en")


def a_view(list_key: str, people: People) -> SavedView:
    """A shared view of a list."""
    return view_create(list_key=list_key, name="View", query="q=risk", actor=people.compliance, shared=True)


def a_review(people: People) -> Review:
    """A draft of a management review."""
    return save_record(
        Review(title="Review", held_on=datetime.date(2026, 1, 15), chair=people.manager), actor=people.compliance
    )


def address(path: str, keys: dict) -> str:
    """The path with its placeholders filled."""
    known = next((keys[prefix] for prefix in sorted(keys, key=len, reverse=True) if path.startswith(prefix)), {})
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(known[match[1]]), path)
