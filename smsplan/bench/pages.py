"""The pages that are measured and whose queries are counted, by name."""

from urllib.parse import urlencode

from django.urls import reverse

from changes.models import Change
from objectives.models import Objective
from risks.models import Opportunity, Risk
from risks.tables import RiskTable
from smp import content
from smp.models import Version
from smsplan.context.models import Service
from smsplan.records.models import ActionItem


def pages() -> dict[str, str]:
    """Name and address of each page, on the database as it is."""
    risks = reverse("risks:list")
    return {
        "home": reverse("work:home"),
        "my work": reverse("work:list"),
        "risks": risks,
        "risks, last page": f"{risks}?page=9999",
        "risks, filtered": f"{risks}?attention=open&level=1&sort=review_date",
        "risks, searched": f"{risks}?q=core+banking",
        "risks, filter panel": f"{risks}?_filters=alone",
        "risk matrix": reverse("risks:matrix"),
        "risk criteria": reverse("risks:criteria"),
        "risk": _a_risk(),
        "risk, history": _a_risk() + "?tab=history",
        "risk, actions": _a_risk() + "?tab=actions",
        "actions": reverse("records:actions"),
        "action": _first(ActionItem, "records:action"),
        "opportunities": reverse("opportunities:list"),
        "opportunity matrix": reverse("opportunities:matrix"),
        "opportunity": _first(Opportunity, "opportunities:detail"),
        "objectives": reverse("objectives:list"),
        "objectives, dashboard": reverse("objectives:dashboard"),
        "objectives, by owner": f"{reverse('objectives:dashboard')}?by=owner&page=2",
        "objective": _first(Objective, "objectives:detail"),
        "changes": reverse("changes:list"),
        "changes, board": reverse("changes:board"),
        "changes, calendar": reverse("changes:calendar"),
        "change": _first(Change, "changes:detail"),
        "plan": reverse("smp:list"),
        "plan, version": _first(Version, "smp:detail"),
        "plan, in force": reverse("smp:in_force"),
        "plan, drift": reverse("smp:drift"),
        "plan, draft": _draft(),
        "plan, section": _draft("section", content.SECTIONS[0].key),
        "reviews": reverse("reviews:list"),
        "evidence": reverse("evidence:list"),
        "services": reverse("context:services"),
        "service": _first(Service, "context:service"),
        "practices": reverse("context:practices"),
        "obligations": reverse("context:obligations"),
        "inbox": reverse("inbox:inbox"),
    }


def growing_pages() -> dict[str, str]:
    """The risk list in every way that must not slow down as the register grows: each header both ways, and by text."""
    risks = reverse("risks:list")
    found = {"as it opens": risks, "last page": f"{risks}?page=9999", "filtered": f"{risks}?attention=open&level=1"}
    for text in ("core banking", "backup jakarta", "case", "rsk-0012"):
        found[f"searched for {text}"] = f"{risks}?{urlencode({'q': text})}"
    table = RiskTable([], book=object())
    for column in table.columns.iterall():
        if column.orderable:
            shown = "" if column.name in table.at_first() else f"&columns=reference,title,{column.name}"
            found[f"by {column.name}"] = f"{risks}?sort={column.name}{shown}"
            found[f"by {column.name}, downwards"] = f"{risks}?sort=-{column.name}{shown}"
    return found


#: The floor of a page: its address there; else the list of risks.
FLOORS = {
    "home": "/home/",
    "my work": "/work/",
    "changes, board": "/board/",
    "changes, calendar": "/calendar/",
    "changes": "/changes/",
    "change": "/change/",
    "plan, version": "/document/",
    "plan, in force": "/document/",
    "plan, drift": "/drift/",
    "plan, draft": "/document/",
    "plan, section": "/section/",
    "plan": "/plan/",
}


def floor_of(page: str) -> str:
    """The address of the floor that a page is held against: a bare view of the same rows."""
    return FLOORS.get(page, "/")


def _draft(name: str = "detail", *which: str) -> str:
    draft = Version.objects.filter(state=Version.State.DRAFT).get()
    return reverse(f"smp:{name}", args=[draft.pk, *which])


def _first(model, name: str) -> str:
    return reverse(name, args=[model.objects.order_by("pk").first().pk])


def _a_risk() -> str:
    """The first one with all that a page has to fetch: assessed twice, in treatment, with an action."""
    risk = Risk.objects.filter(state=Risk.State.TREATED, residual__isnull=False).order_by("pk").first()
    return _first(Risk, "risks:detail") if risk is None else reverse("risks:detail", args=[risk.pk])
