"""Where the review of the plan stands: when it is due, and which drift nobody has looked at yet (6.3)."""

import datetime
from dataclasses import dataclass

from django.utils import translation
from django.utils.timezone import localdate

from smp import selectors
from smp.drifting import Told, told
from smp.models import PlanReview, Version
from smp.review_dates import due_for_drift

#: The annual review is announced so many days before.
SOON = 60


def noted(version: Version) -> list[str]:
    """The drift of the version in force as a review keeps it: in words, in the plan's own language."""
    with translation.override(version.language):
        return [drift.line for drift in selectors.drifts(version)]


def last_review(version: Version) -> PlanReview | None:
    """The latest time that somebody looked at this version and left it as it is."""
    return PlanReview.objects.filter(version=version).last()


def unseen(version: Version, entries: list[Told] | None = None) -> list[Told]:
    """The grave drift that has come up since the version's last review: it asks for another one.

    `entries` are what `told` says of the version, where it was asked already; in whatever language.
    """
    if entries is None or translation.get_language() != version.language:
        with translation.override(version.language):
            entries = told(version)
    grave = [each for each in entries if each.drift.grave]
    if not grave:
        return []
    review = last_review(version)
    return [each for each in grave if not _seen(each, review)]


def _seen(each: Told, review: PlanReview | None) -> bool:
    """Whether it was before the reviewer; by its time, or by its words when the history does not know the time."""
    if review is None:
        return False
    return each.at <= review.at if each.at is not None else each.drift.line in review.drift


@dataclass(frozen=True)
class ReviewWanted:
    """A review of the version in force that is due, or will be soon: by the calendar, for drift, or for both."""

    due: datetime.date
    drifts: list[Told]


def review_wanted(version: Version, *, today: datetime.date, within: int = SOON) -> ReviewWanted | None:
    """The review of the version in force that is due within so many days or overdue: twelve months after the last, or
    for grave drift.
    """
    drifts = unseen(version)
    # What the history does not know the day of has been there for all that is known since the version is in force.
    days = [due_for_drift(localdate(each.at) if each.at else version.effective_on) for each in drifts]
    if version.next_review_on is not None and version.next_review_on <= today + datetime.timedelta(days=within):
        days.append(version.next_review_on)
    return ReviewWanted(min(days), drifts) if days else None
