"""Why an objective stands where it stands, in sentences (6.2): pure rules and words, values in and text out."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.forecast import Forecast
from objectives.progress import Direction, Plan, Progress, Rule

Show = Callable[[Decimal], str]


def explain(progress: Progress, plan: Plan, show: Show = str) -> str:
    """The sentences behind the verdict, in the reader's language. `show` writes a figure with its unit."""
    if progress.reason == "plan":
        return _("Progress can be judged once target, start and due date are set.")
    if progress.reason == "values":
        text = (
            _("The due date has passed and nothing was measured.") if progress.final else _("Nothing was measured yet.")
        )
        return f"{text} {_gaps(progress)}".strip()
    parts = [f"{_figure(progress, plan, show)}; {_wanted(progress, plan, show)}."]
    if progress.reason == "lapse":
        parts.append(_("In one period it fell further below than the tolerance allows."))
    elif progress.lost and not progress.final:
        parts.append(_("The target can't be reached any more."))
    parts.append(_gaps(progress))
    return " ".join(part for part in parts if part)


def _figure(progress: Progress, plan: Plan, show: Show) -> str:
    value, count = show(progress.standing), progress.count
    match Rule(plan.rule):
        case Rule.AVERAGE:
            return ngettext(
                "%(value)s on average over %(count)d period", "%(value)s on average over %(count)d periods", count
            ) % {"value": value, "count": count}
        case Rule.SUM:
            return ngettext(
                "%(value)s in all over %(count)d period", "%(value)s in all over %(count)d periods", count
            ) % {"value": value, "count": count}
        case Rule.MINIMUM:
            return _("The lowest value is %(value)s") % {"value": value}
        case Rule.MAXIMUM:
            return _("The highest value is %(value)s") % {"value": value}
        case Rule.EVERY_PERIOD:
            return _("The worst period's value is %(value)s") % {"value": value}
        case Rule.REDUCTION:
            if progress.standing < 0:
                return _("It has grown by %(value)s") % {"value": show(-progress.standing)}
            return _("Reduced by %(value)s so far") % {"value": value}
    return _("The latest value is %(value)s") % {"value": value}


def _wanted(progress: Progress, plan: Plan, show: Show) -> str:
    """What it is held against, and what the rest of the cycle has to bring."""
    if progress.need is not None and progress.remaining and not progress.lost:
        words = ngettext(
            "the remaining period needs %(need)s to reach %(target)s",
            "needs %(need)s in each of the remaining %(count)d to reach %(target)s",
            progress.remaining,
        )
        return words % {"need": show(progress.need), "count": progress.remaining, "target": show(plan.target)}
    if progress.final or progress.expected == plan.goal:
        return _("the target is %(target)s") % {"target": target_words(plan, show)}
    return _("the plan for this time is %(expected)s, on the way to %(target)s") % {
        "expected": _side(plan, show(progress.expected)),
        "target": target_words(plan, show),
    }


def target_words(plan: Plan, show: Show) -> str:
    """The target in words: at least 99.5%, at most 2 h, 40 to 60."""
    if plan.direction == Direction.WITHIN:
        return _("%(low)s to %(high)s") % {"low": show(plan.target), "high": show(plan.upper)}
    return _side(plan, show(plan.target))


def _side(plan: Plan, figure: str) -> str:
    if plan.direction == Direction.AT_MOST:
        return _("at most %(figure)s") % {"figure": figure}
    if plan.direction == Direction.AT_LEAST:
        return _("at least %(figure)s") % {"figure": figure}
    return figure


def forecast_words(found: Forecast | None, plan: Plan, show: Show = str) -> str:
    """Where it leads if it goes on like this; empty without a forecast."""
    if found is None:
        return ""
    short = plan.shortfall(found.value, plan.goal)
    sure = all(plan.shortfall(end, plan.goal) <= 0 for end in (found.low, found.high))
    figures = {"value": show(found.value), "low": show(found.low), "high": show(found.high)}
    if short > 0:
        words = _("If it goes on like this: %(value)s at the due date (%(low)s to %(high)s), short of the target.")
    elif sure:
        words = _("If it goes on like this: %(value)s at the due date (%(low)s to %(high)s), the target is met.")
    else:
        words = _("If it goes on like this: %(value)s at the due date (%(low)s to %(high)s), met but not surely.")
    return words % figures


def _gaps(progress: Progress) -> str:
    count = len(progress.missing)
    if not count:
        return ""
    return ngettext("%(count)d period was not measured.", "%(count)d periods were not measured.", count) % {
        "count": count
    }
