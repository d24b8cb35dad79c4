"""The floors of the first page, the plan and the changes: the rows that these pages show, read and written out.

Nothing is judged: no verdict, no drift, no rights, no words of any language.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from changes.models import Change, ChangeMilestone, Communication, Training
from changes.plans import PARTS
from objectives.models import Measurement, Milestone, Objective
from risks.models import Opportunity, Risk
from smp.models import Acknowledgement, Decision, PlanReview, Section, Version
from smsplan.accounts.models import User
from smsplan.audit.models import Event
from smsplan.bench.maker import EMAIL
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import ActionItem
from smsplan.reviews.models import Review

#: How many rows of its history the drift page shows, register by register, at full size.
DRIFTED: tuple[tuple[type[Model], int], ...] = (
    (Service, 3),
    (Practice, 2),
    (Obligation, 2),
    (Objective, 30),
    (Risk, 30),
)

Rows = Sequence[Iterable[Any]]


def home(request: HttpRequest) -> HttpResponse:
    """The version in force, the person's work, five objectives with their values, counts, changes and events."""
    objectives = list(Objective.objects.running().order_by("due_date")[:5])
    values = Measurement.objects.filter(objective__in=objectives).order_by("objective", "period_start")
    changes = Change.objects.select_related("owner").order_by("planned_end")[:5]
    risks = Risk.objects.open().order_by().values_list("likelihood", "impact", "level").annotate(n=Count("pk"))
    return _written(
        request,
        [(version, version.effective_on, version.next_review_on) for version in _versions()],
        [(register.count(),) for register in _registers(User.objects.get(email=EMAIL))],
        [(action.reference, action.title, action.due) for action in ActionItem.objects.open()[:5]],
        [(one.reference, one.title, one.target, one.unit, one.due_date) for one in objectives],
        [(value.period_start, value.value) for value in values],
        Objective.objects.order_by().values_list("state").annotate(n=Count("pk")),
        risks,
        [(change.reference, change.title, change.state, change.planned_end) for change in changes],
        Change.objects.order_by().values_list("state").annotate(n=Count("pk")),
        [(event.action, event.target_label, event.at, event.actor_name) for event in Event.objects.defer("detail")[:6]],
    )


def work(request: HttpRequest) -> HttpResponse:
    """What is the person's, register by register."""
    return _written(request, *_work())


def plan(request: HttpRequest) -> HttpResponse:
    """Every version, who decided about it, reviews, the sections of two, changes to take up, how many acknowledged."""
    versions = list(_versions())
    decisions = Decision.objects.filter(version__in=versions)
    sections = Section.objects.filter(version__in=versions)
    counts = [(Acknowledgement.objects.count(), User.objects.count())]
    reviews = PlanReview.objects.filter(version__in=versions)
    changes = Change.objects.filter(state__in=("verified", "closed"), effective=True)
    return _written(
        request,
        [(version, version.state, version.created_by, version.approved_by) for version in versions],
        [(decision.kind, decision.by_name, decision.at) for decision in decisions],
        [(section.title, bool(section.body)) for section in sections],
        [(review.by_name, review.at) for review in reviews],
        [(change.reference, change.title) for change in changes],
        counts,
    )


def document(request: HttpRequest) -> HttpResponse:
    """The version in force: its frozen text, and the tables in it."""
    version = Version.objects.in_force().select_related("approved_by").get()
    decisions = [(decision.kind, decision.by_name, decision.at) for decision in version.decisions.all()]
    return render(request, "document.html", {"version": version, "decisions": decisions})


def section(request: HttpRequest) -> HttpResponse:
    """One section in a form, the names of the others, and the services that its live block shows."""
    written = Section.objects.select_related("version").order_by("pk").last()
    others = Section.objects.filter(version=written.version).only("title").order_by("position")
    services = [(one.reference, one.title, one.governed, one.supported, one.improved) for one in Service.objects.all()]
    context = {"section": written, "groups": [[(one.title,) for one in others], services]}
    return render(request, "section.html", context)


def drift(request: HttpRequest) -> HttpResponse:
    """The last saves of the records that have changed."""
    saves = [_saves(model).order_by("-history_id")[:count] for model, count in DRIFTED]
    return _written(
        request,
        *[[(one.reference, one.title, one.history_date, one.history_actor_name) for one in rows] for rows in saves],
    )


def changes(request: HttpRequest) -> HttpResponse:
    """50 of all changes, with a count."""
    rows = Change.objects.select_related("owner").order_by("-reference")
    return _written(request, _of_changes(rows[:50]), [(rows.count(),)])


def change(request: HttpRequest) -> HttpResponse:
    """One change with all its rows and what it affects."""
    one = Change.objects.select_related("owner", "submitted_by", "approved_by").order_by("pk").first()
    return _written(
        request,
        [(one.reference, one.title, one.description, one.purpose, one.owner, one.planned_start, one.planned_end)],
        *[[(str(row),) for row in kind.objects.filter(change=one)] for kind in PARTS.values()],
        *[[(row.reference, row.title) for row in rows.all()] for rows in (one.services, one.practices, one.risks)],
    )


def board(request: HttpRequest) -> HttpResponse:
    """30 changes of each state with their milestones."""
    rows = Change.objects.select_related("owner").prefetch_related("milestones").order_by("planned_end")
    counts = Change.objects.order_by().values_list("state").annotate(n=Count("pk"))
    cards = [row for state, _count in counts for row in rows.filter(state=state)[:30]]
    steps = [(change.reference, len(change.milestones.all())) for change in cards]
    return _written(request, counts, _of_changes(cards), steps)


def calendar(request: HttpRequest) -> HttpResponse:
    """The changes that run in this month, and what is planned for its days."""
    first = timezone.localdate().replace(day=1)
    days = (first, first + datetime.timedelta(days=31))
    running = Change.objects.select_related("owner").filter(planned_start__lte=days[1], planned_end__gte=days[0])
    kinds = (ChangeMilestone, Communication, Training)
    planned = [kind.objects.filter(due__range=days).select_related("change", "owner") for kind in kinds]
    return _written(
        request,
        _of_changes(running),
        *[[(row.due, str(row), row.change.reference) for row in rows] for rows in planned],
    )


def _versions() -> QuerySet[Version]:
    return Version.objects.select_related("created_by", "approved_by").defer("frozen")


def _saves(model: type[Model]) -> QuerySet[Any]:
    return model.history.all()


def _work() -> list[Rows]:
    """The person's own rows in each register that has something to do in it."""
    person = User.objects.get(email=EMAIL)
    running = Objective.objects.running().filter(owner=person)
    rows: list[Rows] = [[(one.reference, one.title) for one in register] for register in _registers(person)]
    rows.append(Measurement.objects.filter(objective__in=running).values_list("period_start", "value"))
    rows.append(Milestone.objects.filter(objective__in=running).values_list("title", "due"))
    kinds = (ChangeMilestone, Communication, Training)
    return rows + [[(str(row), row.due) for row in kind.objects.filter(owner=person)] for kind in kinds]


def _registers(person: User) -> list[QuerySet[Any]]:
    # Who may change every objective and decide on proposals has theirs before them too.
    return [
        Risk.objects.proposed(),
        Opportunity.objects.proposed(),
        ActionItem.objects.to_check(),
        Objective.objects.running(),
        ActionItem.objects.open().filter(owner=person),
        Risk.objects.open().filter(owner=person, review_date__lte=timezone.localdate() + datetime.timedelta(days=30)),
        Opportunity.objects.open().filter(owner=person),
        Objective.objects.running().filter(owner=person),
        Change.objects.filter(owner=person),
        Review.objects.filter(chair=person),
    ]


def _of_changes(rows: Iterable[Change]) -> Rows:
    return [
        (row.reference, row.title, row.owner, row.significance, row.state, row.planned_start, row.planned_end)
        for row in rows
    ]


def _written(request: HttpRequest, *groups: Rows | QuerySet) -> HttpResponse:
    return render(request, "rows.html", {"groups": groups})
