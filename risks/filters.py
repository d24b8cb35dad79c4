import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from risks.models import Category, Level, Opportunity, Risk, RiskCriteria, Scale
from smsplan.accounts.models import User
from smsplan.context.models import Practice, Service


class PersonChoiceFilter(django_filters.ModelChoiceFilter):
    """One person, or nobody."""

    def __init__(self, **kwargs):
        kwargs |= {"null_label": _("Without owner"), "queryset": User.objects.only("full_name", "email")}
        super().__init__(**kwargs)


class RiskFilter(django_filters.FilterSet):
    """The risk list's search and filters."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=Risk.State.choices, label=_("State"))
    level = django_filters.ChoiceFilter(choices=Level.choices, label=_("Risk level"))
    category = django_filters.ModelChoiceFilter(queryset=Category.objects.all(), label=_("Category"))
    owner = PersonChoiceFilter(label=_("Owner"))
    service = django_filters.ModelChoiceFilter(
        field_name="services", queryset=Service.objects.only("reference", "title"), label=_("Service")
    )
    practice = django_filters.ModelChoiceFilter(
        field_name="practices", queryset=Practice.objects.only("reference", "title"), label=_("Practice")
    )
    attention = django_filters.ChoiceFilter(
        choices=[
            ("open", _("Open")),
            ("overdue", _("Review overdue")),
            ("unassessed", _("Not assessed")),
            ("untreated", _("High without treatment")),
        ],
        label=_("Attention"),
        method="needing",
    )
    likelihood = django_filters.ChoiceFilter(
        choices=lambda: RiskCriteria.in_force().likelihood_choices(), label=_("Likelihood"), method="scored"
    )
    impact = django_filters.ChoiceFilter(
        choices=lambda: RiskCriteria.in_force().impact_choices(), label=_("Impact"), method="scored"
    )

    class Meta:
        model = Risk
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Reference, description, cause, consequence, treatment or accountable role hold every word."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(cause__icontains=word)
                | Q(consequence__icontains=word)
                | Q(treatment__icontains=word)
                | Q(owner_role__icontains=word)
                | Q(owner__full_name__icontains=word)
            )
        return queryset

    def scored(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The present likelihood or impact, as the matrix counts it; `kind=inherent` asks for the inherent one."""
        if self.data.get("kind") == "inherent":
            return queryset.filter(**{f"inherent__{name}": value})
        return queryset.filter(**{name: value})

    def needing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What asks for attention."""
        if value == "open":
            return queryset.open()
        if value == "overdue":
            return queryset.overdue(timezone.localdate())
        if value == "unassessed":
            return queryset.open().filter(level=None)
        return queryset.open().filter(level__gte=Level.HIGH, treatment="")


class OpportunityFilter(django_filters.FilterSet):
    """The opportunity list's search and filters."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=Opportunity.State.choices, label=_("State"))
    benefit = django_filters.ChoiceFilter(choices=Scale.choices, label=_("Benefit"))
    effort = django_filters.ChoiceFilter(choices=Scale.choices, label=_("Effort"))
    owner = PersonChoiceFilter(label=_("Owner"))
    service = django_filters.ModelChoiceFilter(
        field_name="services", queryset=Service.objects.only("reference", "title"), label=_("Service")
    )
    attention = django_filters.ChoiceFilter(
        choices=[("open", _("Open")), ("overdue", _("Review overdue"))], label=_("Attention"), method="needing"
    )

    class Meta:
        model = Opportunity
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Reference, title or description hold every word."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(reference__icontains=word) | Q(title__icontains=word) | Q(description__icontains=word)
            )
        return queryset

    def needing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What asks for attention."""
        rows = queryset.open()
        return rows.filter(review_date__lt=timezone.localdate()) if value == "overdue" else rows
