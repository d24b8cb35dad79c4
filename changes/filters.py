import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changes import states
from changes.models import Change, SmpSection
from smsplan.accounts.models import User
from smsplan.context.models import Practice, Service

_YES = forms.Select(choices=[("", "---------"), ("true", _("Yes"))])


class ChangeFilter(django_filters.FilterSet):
    """The change list's search and filters."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.MultipleChoiceFilter(
        choices=Change.State.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    significance = django_filters.ChoiceFilter(choices=Change.Significance.choices, label=_("Significance"))
    owner = django_filters.ModelChoiceFilter(queryset=User.objects.only("full_name", "email"), label=_("Owner"))
    service = django_filters.ModelChoiceFilter(
        field_name="services", queryset=Service.objects.only("reference", "title"), label=_("Affected service")
    )
    practice = django_filters.ModelChoiceFilter(
        field_name="practices", queryset=Practice.objects.only("reference", "title"), label=_("Affected practice")
    )
    section = django_filters.ChoiceFilter(
        choices=SmpSection.choices, label=_("Affected part of the Service Management Plan"), method="touching"
    )
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="is_overdue", widget=_YES)
    in_flight = django_filters.BooleanFilter(label=_("In flight"), method="is_in_flight", widget=_YES)

    class Meta:
        model = Change
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Reference, title, description, purpose or owner hold every word."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(description__icontains=word)
                | Q(purpose__icontains=word)
                | Q(owner_role__icontains=word)
                | Q(owner__full_name__icontains=word)
            )
        return queryset

    def touching(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Changes that touch this part of the plan."""
        return queryset.filter(smp_sections__contains=[value])

    def is_overdue(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """To be implemented, and their planned end has passed."""
        if not value:
            return queryset
        return queryset.filter(state__in=(states.APPROVED, states.IN_PROGRESS), planned_end__lt=timezone.localdate())

    def is_in_flight(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """Approved and not yet verified."""
        return queryset.filter(state__in=states.IN_FLIGHT) if value else queryset
