import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smsplan.evidence.models import Pack


class PackFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    work_state = django_filters.ChoiceFilter(label=_("State"), choices=Pack.Progress.choices)

    class Meta:
        model = Pack
        fields = ("q", "work_state")

    def search(self, queryset, name, value):
        """Reference or purpose."""
        return queryset.filter(Q(reference__icontains=value) | Q(title__icontains=value))
