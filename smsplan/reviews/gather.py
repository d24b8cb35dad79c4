"""The inputs of a management review (9.3), read from the registers, as one JSON document.

`gather` writes plain values, words in the active language, dates in ISO form; `present` gives the dates back to pages
and documents. Draft page, frozen page and PDF all show the same shape.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

import changes.selectors
import objectives.selectors
import risks.selectors
import smp.readers
import smp.selectors
from changes.models import Change
from changes.tables import state_pill as change_pill
from objectives.charts import chart_of, spark_of
from objectives.models import Objective, Verdict
from risks.models import CriteriaBook
from risks.tables import level_pill
from smp.control import approver_names
from smsplan.context.models import Organization
from smsplan.reviews.models import Review

FORMAT = 1
TOP_RISKS = 10
#: Where objectives need attention, the worst first, and how many of them are drawn.
ATTENTION = (Verdict.OFF_TRACK, Verdict.AT_RISK)
CHARTS = 12


def canonical(content: Mapping[str, Any]) -> bytes:
    """The JSON that is hashed: keys in order, no blanks, UTF-8. Raises ValueError for NaN."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON."""
    return hashlib.sha256(canonical(content)).hexdigest()


def gather(review: Review) -> dict[str, Any]:
    """What the registers say now, in the active language; objectives as on the review's day when that is past."""
    now = timezone.now()
    on = min(review.held_on, timezone.localdate(now))
    organization = Organization.get()
    return {
        "format": FORMAT,
        "language": get_language(),
        "gathered_at": now.isoformat(timespec="seconds"),
        "organization": {"name": organization.name, "classification": organization.classification},
        "review": record(review),
        "previous": previous(review),
        "objectives": objectives_on(on),
        "risks": risks_now(),
        "changes": changes_now(since=_last_review_day(review)),
        "smp": smp_now(),
    }


def record(review: Review) -> dict[str, Any]:
    """The review itself: who met, what was decided."""
    return {
        "reference": review.reference,
        "title": review.title,
        "held_on": review.held_on.isoformat(),
        "chair": str(review.chair),
        "attendees": [
            {"name": str(person), "title": person.job_title} for person in review.attendees.order_by("full_name", "pk")
        ],
        "guests": _lines(review.guests),
        "decisions": review.decisions,
        "actions": _lines(review.actions),
    }


def previous(review: Review) -> dict[str, Any] | None:
    """What the review before this one decided, and the actions it left (9.3 a)."""
    last = _before(review)
    if last is None:
        return None
    return {
        "reference": last.reference,
        "title": last.title,
        "held_on": last.held_on.isoformat(),
        "decisions": last.decisions,
        "actions": _lines(last.actions),
    }


def objectives_on(day: datetime.date) -> dict[str, Any]:
    """Approved objectives with where they stand on `day`, and charts of those that need attention (9.3 g)."""
    running = Objective.objects.decided().select_related("owner").order_by("due_date", "reference")
    views = objectives.selectors.with_progress(running, on=day)
    worst = sorted((view for view in views if view.verdict in ATTENTION), key=lambda one: ATTENTION.index(one.verdict))
    counts: dict[tuple[str, str], int] = {}
    for view in views:
        key = (str(view.pill.label), view.pill.colour)
        counts[key] = counts.get(key, 0) + 1
    return {
        "on": day.isoformat(),
        "counts": [{"label": label, "colour": colour, "count": count} for (label, colour), count in counts.items()],
        "rows": [
            {
                "reference": view.objective.reference,
                "title": view.objective.title,
                "url": view.objective.get_absolute_url(),
                "owner": str(view.objective.accountable),
                "target": view.target_figure,
                "last": view.last_figure if view.measured else "",
                "period": view.last_period,
                "due_on": _iso(view.objective.due_date),
                "verdict": str(view.pill.label),
                "colour": view.pill.colour,
                "why": view.sentence,
                "spark": spark_of(view),
            }
            for view in views
        ],
        "charts": [_chart(view) for view in worst[:CHARTS]],
        "without_chart": max(0, len(worst) - CHARTS),
    }


def _chart(view: objectives.selectors.ObjectiveView) -> dict[str, Any]:
    """An objective that needs attention, with its values, their planned course and where they lead."""
    return {
        "reference": view.objective.reference,
        "title": view.objective.title,
        "url": view.objective.get_absolute_url(),
        "verdict": str(view.pill.label),
        "colour": view.pill.colour,
        "why": " ".join(filter(None, (view.sentence, view.outlook))),
        "chart": chart_of(view),
    }


def risks_now() -> dict[str, Any]:
    """The residual risk matrix, open risks per level, and the worst of them (9.3 k)."""
    book = CriteriaBook()
    drawn = risks.selectors.matrix(kind="residual", book=book)
    top = []
    for risk in risks.selectors.top_risks(TOP_RISKS):
        pill = level_pill(risk.level, book.of(risk.criteria_id))
        top.append(
            {
                "reference": risk.reference,
                "title": risk.title,
                "url": risk.get_absolute_url(),
                "owner": str(risk.accountable),
                "level": getattr(pill, "label", pill),
                "colour": getattr(pill, "colour", "grey"),
                "treatment": str(risk.get_strategy_display()),
                "review_on": _iso(risk.review_date),
            }
        )
    levels = []
    for level, count in risks.selectors.level_counts().items():
        pill = level_pill(level, book.in_force)
        levels.append(
            {
                "label": getattr(pill, "label", ""),  # Nothing: not assessed yet.
                "colour": getattr(pill, "colour", "grey"),
                "count": count,
            }
        )
    return {
        "matrix": {
            "x_title": str(drawn.x_title),
            "y_title": str(drawn.y_title),
            "column_labels": [str(label) for label in drawn.column_labels],
            "row_labels": [str(label) for label in drawn.row_labels],
            "rows": [
                [{"label": str(cell.label), "colour": cell.colour, "count": cell.count} for cell in row]
                for row in drawn.rows
            ],
        },
        "levels": levels,
        "top": top,
    }


def changes_now(*, since: datetime.date | None) -> dict[str, Any]:
    """SMS changes by state, those in flight, and those verified since the last review (9.3 l)."""
    today = timezone.localdate()
    counts = changes.selectors.summary()
    verified = changes.selectors.verified_since(since or today - datetime.timedelta(days=365))
    return {
        "counts": [
            {"label": str(state.label), "colour": change_pill(Change(state=state)).colour, "count": count}
            for state, count in counts.items()
            if count
        ],
        "in_flight": [
            {
                **_change(change),
                "state": str(change.get_state_display()),
                "colour": change_pill(change).colour,
                "planned_end_on": _iso(change.planned_end),
                "overdue": change.overdue(today),
            }
            for change in changes.selectors.in_flight()
        ],
        "verified": [
            {
                **_change(change),
                "effective": change.effective,
                "verified_on": _iso(timezone.localdate(change.verified_at)),
                "evidence": change.evidence,
            }
            for change in verified
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "reference": change.reference,
        "title": change.title,
        "url": change.get_absolute_url(),
        "owner": str(change.accountable),
    }


def smp_now() -> dict[str, Any]:
    """The plan in force: its next review, reviews since, acknowledgement, drift, and the version in work."""
    version = smp.selectors.version_in_force()
    if version is None:
        return {"version": None, "drifts": []}
    drifts = smp.selectors.drifts(version)
    progress = smp.readers.progress(version)
    open_version = smp.selectors.draft()
    return {
        "version": {
            "number": version.number,
            "title": version.title,
            "url": version.get_absolute_url(),
            "effective_on": _iso(version.effective_on),
            "approved_by": ", ".join(approver_names(version)),
            "next_review_on": _iso(version.next_review_on),
            "overdue": bool(version.next_review_on and version.next_review_on < timezone.localdate()),
            "content_sha256": version.content_sha256,
        },
        "drifts": [drift.line for drift in drifts],
        "grave": sum(drift.grave for drift in drifts),
        "reviews": [
            {"by": review.by_name, "on": _iso(timezone.localdate(review.at)), "reason": review.reason}
            for review in version.reviews.order_by("at", "pk")
        ],
        "acknowledgement": {
            "acknowledged": progress.acknowledged,
            "expected": progress.expected,
            "percentage": progress.percentage,
        },
        "open": {"number": open_version.number, "state": open_version.get_state_display()} if open_version else None,
    }


def present(content: Any) -> Any:
    """A gathered document for templates: what is named `..._on` and `..._at` becomes dates and times again."""
    if isinstance(content, Mapping):
        return {key: _parsed(key, value) for key, value in content.items()}
    if isinstance(content, list):
        return [present(value) for value in content]
    return content


def _parsed(key: str, value: Any) -> Any:
    if isinstance(value, str) and (key == "on" or key.endswith("_on")):
        return parse_date(value) or value
    if isinstance(value, str) and key.endswith("_at"):
        return parse_datetime(value) or value
    return present(value)


def _before(review: Review) -> Review | None:
    return Review.objects.frozen().filter(held_on__lte=review.held_on).exclude(pk=review.pk).first()


def _last_review_day(review: Review) -> datetime.date | None:
    last = _before(review)
    return last.held_on if last else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
