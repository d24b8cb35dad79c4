"""When somebody is reminded: pure rules, days in and a stage out; nothing of Django's."""

import datetime
from dataclasses import dataclass

WEEK = 7


@dataclass(frozen=True)
class Plan:
    """The days on which a thing is reminded of: days before it is due, the day itself, and every week once it is late.

    `late_from` is the number of days after the due date on which the first weekly reminder falls.
    """

    before: tuple[int, ...] = ()
    on_the_day: bool = False
    late_from: int = 1


#: The annual review of the Service Management Plan (the guide: reviewed at least annually).
SMP_REVIEW = Plan(before=(60, 30, 14, 7, 1), late_from=1)
#: A period's value can be entered from its last day on, and is overdue the day after.
MEASUREMENT = Plan(late_from=1)
#: A risk's acceptance is renewed, or the risk treated, before it ends.
ACCEPTANCE = Plan(before=(30, 7), on_the_day=True, late_from=WEEK)
#: A version is to be read once it is in force, so its readers are told at once; there are at most 90 days for it.
ACKNOWLEDGEMENT = Plan(before=(90, 3), on_the_day=True, late_from=WEEK)
#: Everything else: on its day, then weekly.
ORDINARY = Plan(on_the_day=True, late_from=WEEK)

PLANS = {
    "smp_review": SMP_REVIEW,
    "smp_acknowledgement": ACKNOWLEDGEMENT,
    "measurement": MEASUREMENT,
    "acceptance": ACCEPTANCE,
}


def plan_for(kind: str) -> Plan:
    """The reminders of a kind of due thing."""
    return PLANS.get(kind, ORDINARY)


def stage(due: datetime.date, today: datetime.date, plan: Plan = ORDINARY) -> str | None:
    """The latest stage that has come by `today`, or None before the first.

    Asked after an outage of any length it gives the newest stage alone: what was missed before it is not made up one by
    one. Each stage has its own word for ever ("before-30", "due", "late-2"), under which a reminder is claimed.
    """
    passed = (today - due).days
    if passed >= plan.late_from:
        return f"late-{(passed - plan.late_from) // WEEK + 1}"
    if plan.on_the_day and passed >= 0:
        return "due"
    come = [days for days in plan.before if -passed <= days]
    return f"before-{min(come)}" if come else None


def stage_day(due: datetime.date, name: str, plan: Plan = ORDINARY) -> datetime.date:
    """The day on which a stage begins. Raises ValueError for a word that is no stage."""
    kind, _dash, number = name.partition("-")
    if kind == "due":
        return due
    if kind == "before":
        return due - datetime.timedelta(days=int(number))
    if kind == "late":
        return due + datetime.timedelta(days=plan.late_from + (int(number) - 1) * WEEK)
    raise ValueError(f"Not a stage: {name!r}")
