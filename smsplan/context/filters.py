import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from smsplan.context.models import Obligation, Service


class ContextFilter(django_filters.FilterSet):
    """Search by reference, name and accountable role."""

    q = django_filters.CharFilter(method="search", label=_("Search"))

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Every word stands in one of them."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(reference__icontains=word) | Q(title__icontains=word) | Q(owner_role__icontains=word)
            )
        return queryset


class ServiceFilter(ContextFilter):
    """The service list's filters."""

    state = django_filters.ChoiceFilter(choices=Service.State.choices, label=_("State"))
    criticality = django_filters.ChoiceFilter(choices=Service.Criticality.choices, label=_("Criticality"))

    class Meta:
        model = Service
        fields = ()


class ObligationFilter(ContextFilter):
    """The obligation list's filters."""

    kind = django_filters.ChoiceFilter(choices=Obligation.Kind.choices, label=_("Kind"))

    class Meta:
        model = Obligation
        fields = ()
