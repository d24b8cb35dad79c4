import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.reviews.models import Review


class ReviewFilter(django_filters.FilterSet):
    """The review list's search and filters."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=Review.State.choices, label=_("State"))
    chair = django_filters.ModelChoiceFilter(queryset=User.objects.only("full_name", "email"), label=_("Chair"))

    class Meta:
        model = Review
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Reference, title, decisions, actions or chair hold every word."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(decisions__icontains=word)
                | Q(actions__icontains=word)
                | Q(chair__full_name__icontains=word)
            )
        return queryset
