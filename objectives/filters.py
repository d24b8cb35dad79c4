import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives import selectors
from objectives.models import Objective
from smsplan.accounts.models import User

_ASKED = [("", "---------"), ("true", _("Yes"))]


class ObjectiveFilter(django_filters.FilterSet):
    """The list's search and filters."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=Objective.State.choices, label=_("State"))
    area = django_filters.ChoiceFilter(label=_("Area"), choices=lambda: areas())
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.only("full_name", "email"), label=_("Owner"), null_label=_("Without owner")
    )
    measurement_overdue = django_filters.BooleanFilter(
        label=_("Measurement overdue"), method="has_measurement_overdue", widget=forms.Select(choices=_ASKED)
    )
    verdict = django_filters.ChoiceFilter(choices=selectors.Verdict.choices, label=_("Progress"), method="stands")

    class Meta:
        model = Objective
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Reference, sentence, area or metric hold every word."""
        return selectors.search(queryset, value)

    def has_measurement_overdue(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """Approved ones with a period that ended without a value."""
        return queryset.filter(pk__in=selectors.overdue_ids(timezone.localdate())) if value else queryset

    def stands(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Approved ones that stand there today."""
        return queryset.filter(pk__in=selectors.ids_by_verdict(value, queryset=queryset))


def areas() -> list[tuple[str, str]]:
    """The areas in use."""
    names = Objective.objects.exclude(area="").order_by("area").values_list("area", flat=True).distinct()
    return [(name, name) for name in names]
