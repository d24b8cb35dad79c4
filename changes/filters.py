import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from changes import states
from changes.models import Change, SmpSection
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.filters import LinkedFilter, PersonChoiceFilter
from smsplan.records.search import NotingFilterSet, SearchFilter
from smsplan.ui.today import today

_YES = forms.Select(choices=[("", "---------"), ("true", _("Yes"))])


class ChangeFilter(NotingFilterSet):
    """The change list's search and filters."""

    q = SearchFilter(label=_("Search"))
    state = django_filters.MultipleChoiceFilter(
        choices=Change.State.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    significance = django_filters.ChoiceFilter(choices=Change.Significance.choices, label=_("Significance"))
    owner = PersonChoiceFilter(label=_("Owner"), nobody=_("No person named"))
    service = django_filters.ModelChoiceFilter(
        field_name="services", queryset=Service.objects.only("reference", "title"), label=_("Affected service")
    )
    practice = django_filters.ModelChoiceFilter(
        field_name="practices", queryset=Practice.objects.only("reference", "title"), label=_("Affected practice")
    )
    obligation = django_filters.ModelChoiceFilter(
        field_name="obligations", queryset=Obligation.objects.only("reference", "title"), label=_("Affected obligation")
    )
    risk = LinkedFilter(field_name="risks", label=_("Linked risk"))
    section = django_filters.ChoiceFilter(
        choices=SmpSection.choices, label=_("Affected part of the Service Management Plan"), method="touching"
    )
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="is_overdue", widget=_YES)
    planned = django_filters.DateFromToRangeFilter(field_name="planned_end", label=_("Planned end"))
    in_flight = django_filters.BooleanFilter(label=_("In flight"), method="is_in_flight", widget=_YES)

    follows = LinkedFilter(field_name="follows", label=_("Follows up"))
    not_effective = django_filters.BooleanFilter(label=_("Not effective"), method="was_not_effective", widget=_YES)
    waiting = django_filters.BooleanFilter(label=_("Not yet in the plan"), method="awaits_the_plan", widget=_YES)

    class Meta:
        model = Change
        fields = ()

    def touching(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Changes that touch this part of the plan."""
        return queryset.filter(smp_sections__contains=[value])

    def is_overdue(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """To be implemented, and their planned end has passed."""
        if not value:
            return queryset
        return queryset.filter(state__in=(states.APPROVED, states.IN_PROGRESS), planned_end__lt=today())

    def is_in_flight(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """Approved and not yet verified."""
        return queryset.filter(state__in=states.IN_FLIGHT) if value else queryset

    def was_not_effective(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """Verified, and did not do what it was made for."""
        return queryset.filter(effective=False) if value else queryset

    def awaits_the_plan(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        """Significant and verified, and no approved version of the Service Management Plan has taken it up."""
        return queryset.awaiting_plan() if value else queryset
