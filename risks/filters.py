"""Search and filters of the risk and opportunity lists. Their state is the list's address."""

from functools import cached_property

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from risks import attention
from risks.models import Category, CriteriaBook, Level, Opportunity, Risk, Scale
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.filters import LinkedFilter, PersonChoiceFilter
from smsplan.records.search import NotingFilterSet, SearchFilter
from smsplan.ui.parts import Action, Note
from smsplan.ui.today import today

#: Where a risk keeps each of its assessments: the one that counts in columns of its own, the others behind a key.
KINDS = {"residual": "", "inherent": "inherent__", "target": "target__"}
#: What finds merged risks too; any other list leaves them out.
SHOWS_MERGED = ("q", "state", "attention")


class StepFilter(django_filters.ChoiceFilter):
    """A step of likelihood or impact, in the words of the criteria in force."""

    @property
    def field(self):
        """The form's field; its choices are read when they are needed."""
        self.extra["choices"] = lambda: getattr(self.parent.book.in_force, f"{self.field_name}_choices")()
        return super().field


class RegisterFilter(NotingFilterSet):
    """What risks and opportunities are both searched and filtered by."""

    q = SearchFilter(label=gettext_lazy("Search"))
    owner = PersonChoiceFilter(label=gettext_lazy("Owner"), nobody=gettext_lazy("No person named"))
    service = django_filters.ModelChoiceFilter(
        field_name="services", queryset=Service.objects.only("reference", "title"), label=gettext_lazy("Service")
    )
    practice = django_filters.ModelChoiceFilter(
        field_name="practices", queryset=Practice.objects.only("reference", "title"), label=gettext_lazy("Practice")
    )
    obligation = django_filters.ModelChoiceFilter(
        field_name="obligations",
        queryset=Obligation.objects.only("reference", "title"),
        label=gettext_lazy("Obligation"),
    )
    review = django_filters.DateFromToRangeFilter(field_name="review_date", label=gettext_lazy("Review date"))
    created_by = PersonChoiceFilter(label=gettext_lazy("Proposed or entered by"))

    @cached_property
    def book(self) -> CriteriaBook:
        """The versions of the criteria, read once for filters and table."""
        return CriteriaBook()


class RiskFilterForm(forms.Form):
    """The filters as they are most asked for; the search comes first, so that it sees all that the person may see."""

    field_order = (
        "q", "attention", "state", "level", "likelihood", "impact", "kind", "owner", "category", "source", "strategy",
        "service", "practice", "obligation", "objective", "change", "review", "created_by",
    )  # fmt: skip


class RiskFilter(RegisterFilter):
    """The risk list's search and filters."""

    attention = django_filters.ChoiceFilter(
        choices=[(key, each.label) for key, each in attention.RISKS.items()],
        label=gettext_lazy("Attention"),
        method="needing",
    )
    state = django_filters.ChoiceFilter(choices=Risk.State.choices, label=gettext_lazy("State"))
    level = django_filters.ChoiceFilter(choices=Level.choices, label=gettext_lazy("Risk level"), method="scored")
    likelihood = StepFilter(field_name="likelihood", label=gettext_lazy("Likelihood"), method="scored")
    impact = StepFilter(field_name="impact", label=gettext_lazy("Impact"), method="scored")
    kind = django_filters.ChoiceFilter(
        choices=[
            ("residual", gettext_lazy("That counts now")),
            ("inherent", gettext_lazy("Inherent")),
            ("target", gettext_lazy("Target")),
        ],
        label=gettext_lazy("Assessment"),
        help_text=gettext_lazy("The one whose level, likelihood and impact are meant."),
        method="of_kind",
    )
    category = django_filters.ModelChoiceFilter(queryset=Category.objects.all(), label=gettext_lazy("Category"))
    source = django_filters.ChoiceFilter(choices=Risk.Source.choices, label=gettext_lazy("Source"))
    strategy = django_filters.ChoiceFilter(choices=Risk.Strategy.choices, label=gettext_lazy("Treatment"))
    objective = LinkedFilter(field_name="objectives", label=gettext_lazy("Objective at stake"))
    change = LinkedFilter(field_name="changes", label=gettext_lazy("SMS change"))

    class Meta:
        model = Risk
        form = RiskFilterForm
        fields = ()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """All filters; merged risks show only where they are searched or asked for."""
        queryset = super().filter_queryset(queryset)
        if any(self.form.cleaned_data.get(name) for name in SHOWS_MERGED):
            return queryset
        left_out = queryset.filter(state=Risk.State.MERGED).count()
        if left_out:
            text = ngettext("Without %(count)d merged risk.", "Without %(count)d merged risks.", left_out)
            link = Action(ngettext("Show it", "Show them", left_out), self._address(state=Risk.State.MERGED.value))
            self.notes.append(Note(text % {"count": left_out}, "grey", link))
        return queryset.exclude(state=Risk.State.MERGED)

    def _address(self, **more: str) -> str:
        """This list with a filter more."""
        query = self.data.copy()
        query.pop("page", None)
        query.update(more)
        return f"?{query.urlencode()}"

    def of_kind(self, queryset: QuerySet, _name: str, _value: str) -> QuerySet:
        """Says of which assessment level, likelihood and impact are meant; nothing by itself."""
        return queryset

    def scored(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By level, or by a step of likelihood or impact, as the matrix counts them.

        A step means a cell of the matrix only under criteria whose scales are as long as those in force.
        """
        where = KINDS[self.form.cleaned_data.get("kind") or "residual"]
        queryset = queryset.filter(**{f"{where}{name}": value})
        if name == "level":
            return queryset
        return queryset.filter(**{f"{where}criteria__in": self.book.same_scale()})

    def needing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What asks for attention."""
        return attention.RISKS[value].narrow(queryset, today(), self.book)


class OpportunityFilterForm(forms.Form):
    """The same for opportunities."""

    field_order = (
        "q", "attention", "state", "benefit", "effort", "owner", "service", "practice", "obligation", "review",
        "created_by",
    )  # fmt: skip


class OpportunityFilter(RegisterFilter):
    """The opportunity list's search and filters."""

    attention = django_filters.ChoiceFilter(
        choices=[(key, each.label) for key, each in attention.OPPORTUNITIES.items()],
        label=gettext_lazy("Attention"),
        method="needing",
    )
    state = django_filters.ChoiceFilter(choices=Opportunity.State.choices, label=gettext_lazy("State"))
    benefit = django_filters.ChoiceFilter(choices=Scale.choices, label=gettext_lazy("Benefit"))
    effort = django_filters.ChoiceFilter(choices=Scale.choices, label=gettext_lazy("Effort"))

    class Meta:
        model = Opportunity
        form = OpportunityFilterForm
        fields = ()

    def needing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What asks for attention."""
        return attention.OPPORTUNITIES[value].narrow(queryset, today(), None)
