"""The pages that are measured and whose queries are counted, by name."""

from collections.abc import Callable

from django.urls import reverse

from changes.models import Change
from objectives.models import Objective
from risks.models import Opportunity, Risk
from smp.models import Version
from smsplan.context.models import Service


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
        "risk matrix": reverse("risks:matrix"),
        "risk": _first(Risk, "risks:detail"),
        "risk, history": _first(Risk, "risks:detail") + "?tab=history",
        "opportunities": reverse("opportunities:list"),
        "opportunity": _first(Opportunity, "opportunities:detail"),
        "objectives": reverse("objectives:list"),
        "objective": _first(Objective, "objectives:detail"),
        "changes": reverse("changes:list"),
        "change": _first(Change, "changes:detail"),
        "plan": reverse("smp:list"),
        "plan, version": _first(Version, "smp:detail"),
        "reviews": reverse("reviews:list"),
        "evidence": reverse("evidence:list"),
        "services": reverse("context:services"),
        "service": _first(Service, "context:service"),
        "practices": reverse("context:practices"),
        "obligations": reverse("context:obligations"),
        "inbox": reverse("inbox:inbox"),
    }


def _first(model, name: str, order: Callable = lambda queryset: queryset.order_by("pk")) -> str:
    return reverse(name, args=[order(model.objects).first().pk])
