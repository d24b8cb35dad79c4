"""Services, practices and obligations with the risks on them, and the stringency that follows (Clause 8).

The context knows nothing of risks, so its pages that show them are made here, above it.
"""

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import stringency
from risks.models import CriteriaBook, Risk
from risks.stringency import Stringency, stringency_of
from risks.tables import level_pill
from smsplan.context import views
from smsplan.context.tables import PracticeTable, ServiceTable
from smsplan.ui.parts import Pill
from smsplan.ui.tables import PillColumn

#: How many risks a page names; the rest is in the list that it links to.
NAMED = 20


def stringency_pill(value: Stringency) -> Pill:
    """The stringency in word and colour."""
    return Pill(str(stringency.LABELS[value]), stringency.COLOURS[value])


def worst_level(field: str) -> Subquery:
    """For each row of the outer query the highest level of the open risks linked to it by `field`; None without."""
    linked = Risk.objects.open().filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Subquery(linked.annotate(worst=Max("level")).values("worst"))


class StringencyColumn(PillColumn):
    """Control stringency from `worst_level`, which the list's queryset carries."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            "verbose_name": gettext_lazy("Control stringency"),
            "accessor": "pk",
            "order_by": ("worst_level",),
            "pill": lambda value, record: stringency_pill(stringency_of(record.worst_level)),
        }
        super().__init__(**kwargs)

    def order(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        """By level; without a risk comes below the lowest."""
        level = F("worst_level")
        return queryset.order_by(level.desc(nulls_last=True) if is_descending else level.asc(nulls_first=True)), True


class RisksBelow:
    """A mixin for a detail page of the context: the open risks that are linked by `risk_field`."""

    template_name = "context/with_risks.html"
    risk_field = ""

    def linked(self) -> QuerySet[Risk]:
        """The open risks on this record, whoever may see them, worst first."""
        rows = Risk.objects.open().filter(**{self.risk_field: self.record.pk})
        return rows.order_by(F("level").desc(nulls_last=True), "reference")

    def get_tab_context(self, key: str) -> dict[str, Any]:
        context = super().get_tab_context(key)
        if key != "overview":
            return context
        book = CriteriaBook()
        visible = self.linked().visible_to(self.request.user).select_related("owner")
        rows = list(visible[: NAMED + 1])
        name = {"services": "service", "practices": "practice", "obligations": "obligation"}[self.risk_field]
        query = urlencode({"attention": "open", name: self.record.pk})
        return (
            context
            | {
                "risks": [(risk, level_pill(risk.level, book.of(risk.criteria_id))) for risk in rows[:NAMED]],
                "more_risks": len(rows) > NAMED,
                "risks_url": f"{reverse('risks:list')}?{query}",
                "may_see_risks": self.may(("risks.view_risk", "risks.own_risk")),
            }
            | self.stringency_context()
        )

    def stringency_context(self) -> dict[str, Any]:
        """What the page says of stringency; an obligation has none."""
        return {}


class WithStringency(RisksBelow):
    """The same with the control stringency: it follows from all open risks, also from those this person can't see."""

    controls = staticmethod(stringency.practice_controls)

    def stringency_context(self) -> dict[str, Any]:
        worst = self.linked().exclude(level=None).first()
        value = stringency_of(worst.level if worst else None)
        user = self.request.user
        decided_by = worst if value > Stringency.STANDARD else None
        if decided_by and not Risk.objects.visible_to(user).filter(pk=decided_by.pk).exists():
            why = _("A risk of level %(level)s decides it.") % {"level": decided_by.get_level_display()}
            decided_by = None
        elif decided_by:
            why = _("Decided by the highest open risk, of level %(level)s:") % {"level": worst.get_level_display()}
        elif worst:
            why = _("No open risk here is above level %(level)s.") % {"level": worst.get_level_display()}
        else:
            why = _("No open risk here has been assessed.")
        return {
            "stringency": stringency_pill(value),
            "controls": type(self).controls(value),
            "why": why,
            "decided_by": decided_by,
        }


class ServicePage(WithStringency, views.ServiceDetail):
    """One service, with the risks on it and how strict its change control must be."""

    risk_field = "services"
    controls = staticmethod(stringency.service_controls)


class PracticePage(WithStringency, views.PracticeDetail):
    """One practice, with the risks on it and how strict its controls must be."""

    risk_field = "practices"


class ObligationPage(RisksBelow, views.ObligationDetail):
    """One obligation, with the risks on it."""

    risk_field = "obligations"


class ServiceListTable(ServiceTable):
    """The service list's columns with the stringency."""

    stringency = StringencyColumn()

    class Meta(ServiceTable.Meta):
        sequence = ("reference", "title", "criticality", "stringency", "...")


class PracticeListTable(PracticeTable):
    """The practice list's columns with the stringency."""

    stringency = StringencyColumn()

    class Meta(PracticeTable.Meta):
        sequence = ("reference", "title", "clause", "stringency", "...")


class ServiceList(views.ServiceList):
    """The service portfolio with the control stringency of each service."""

    table_class: type[tables.Table] = ServiceListTable

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().annotate(worst_level=worst_level("services"))


class PracticeList(views.PracticeList):
    """The practices with the control stringency of each."""

    table_class: type[tables.Table] = PracticeListTable

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().annotate(worst_level=worst_level("practices"))
