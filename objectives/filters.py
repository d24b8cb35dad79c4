"""Search and filters of the list of objectives. Their state is the list's address."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from objectives import alignment, attention, selectors
from objectives.models import Objective
from objectives.periods import period_ending, period_starting
from objectives.wording import period_label
from smsplan.context.models import Organization, Service
from smsplan.records.filters import LinkedFilter, PersonChoiceFilter
from smsplan.records.search import NotingFilterSet, SearchFilter
from smsplan.ui.today import today

#: Stands for an objective that serves nothing which stands today.
NOTHING = "none"


class ObjectiveFilterForm(forms.Form):
    """The filters as they are most asked for; the search comes first, so that it sees all that the person may see."""

    field_order = (
        "q", "attention", "state", "verdict", "area", "owner", "sponsor", "service", "serves", "cycle", "due", "risk",
        "created_by",
    )  # fmt: skip


class ObjectiveFilter(NotingFilterSet):
    """The list's search and filters."""

    q = SearchFilter(label=_("Search"))
    attention = django_filters.ChoiceFilter(
        choices=[(key, each.label) for key, each in attention.OBJECTIVES.items()],
        label=_("Attention"),
        method="needing",
    )
    state = django_filters.ChoiceFilter(choices=Objective.State.choices, label=_("State"))
    verdict = django_filters.ChoiceFilter(choices=selectors.Verdict.choices, label=_("Progress"), method="stands")
    area = django_filters.ChoiceFilter(label=_("Area"), choices=lambda: areas())
    owner = PersonChoiceFilter(label=_("Owner"), nobody=_("No person named"))
    sponsor = PersonChoiceFilter(label=_("Sponsor"), nobody=_("No person named"))
    service = django_filters.ModelChoiceFilter(
        field_name="services", queryset=Service.objects.only("reference", "title"), label=_("Service")
    )
    serves = django_filters.ChoiceFilter(label=_("Serves"), choices=lambda: served(), method="serving")
    cycle = django_filters.ChoiceFilter(label=_("Planning cycle"), choices=lambda: cycles(), method="of_cycle")
    due = django_filters.DateFromToRangeFilter(field_name="due_date", label=_("Due date"))
    risk = LinkedFilter(field_name="risks", label=_("Risk to it"))
    created_by = PersonChoiceFilter(label=_("Entered by"))

    class Meta:
        model = Objective
        form = ObjectiveFilterForm
        fields = ()

    def needing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What asks for attention."""
        return attention.OBJECTIVES[value].narrow(queryset, today())

    def stands(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Approved ones that stand there on the day shown."""
        return queryset.filter(pk__in=selectors.ids_by_verdict(value, queryset=queryset))

    def serving(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What serves a priority or a statement of the policy, or nothing of what stands (6.2.1 a)."""
        if value == NOTHING:
            return queryset.exclude(serves__overlap=[text for _label, texts in _standing() for text in texts])
        return queryset.filter(serves__contains=[value])

    def of_cycle(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What runs in the planning cycle that begins in that year."""
        start = datetime.date(int(value), Organization.get().cycle_start_month, 1)
        return queryset.filter(start_date__lte=period_ending("yearly", start), due_date__gte=start)


def areas() -> list[tuple[str, str]]:
    """The areas in use."""
    names = Objective.objects.exclude(area="").order_by("area").values_list("area", flat=True).distinct()
    return [(name, name) for name in names]


def _standing() -> list[tuple[str, list[str]]]:
    organization = Organization.get()
    return [
        (_("Strategic priorities"), alignment.priorities(organization.strategic_priorities)),
        (_("Statements of the service management policy"), alignment.statements(organization.policy)),
    ]


def served() -> list[tuple[Any, Any]]:
    """What an objective can serve, in groups, and nothing of it."""
    groups = [(label, [(text, text) for text in texts]) for label, texts in _standing() if texts]
    return [(NOTHING, _("Nothing that stands")), *groups]


def cycles() -> list[tuple[str, str]]:
    """The planning cycles in which objectives run, the newest first, by the year in which each begins. Two queries."""
    month = Organization.get().cycle_start_month
    first, last = Objective.objects.aggregate(first=Min("start_date"), last=Max("due_date")).values()
    if first is None or last is None:
        return []
    years = range(period_starting("yearly", last, month).year, period_starting("yearly", first, month).year - 1, -1)
    starts = [datetime.date(year, month, 1) for year in years]
    return [
        (str(start.year), period_label("yearly", start, period_ending("yearly", start), cycle_month=month))
        for start in starts
    ]
