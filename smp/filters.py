import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.accounts.roles import ROLE_LABELS, ROLES


class ReaderFilter(django_filters.FilterSet):
    """Who has to acknowledge the version in force: search, and who is still missing."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(
        label=_("Acknowledgement"),
        choices=[("missing", _("Still missing")), ("given", _("Acknowledged"))],
        method="by_state",
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=[(role, ROLE_LABELS[role]) for role in ROLES], method="by_role"
    )

    class Meta:
        model = User
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Name, e-mail or job title hold every word."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(full_name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word)
            )
        return queryset

    def by_state(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Who has, or has not, acknowledged it."""
        return queryset.filter(acknowledged_at__isnull=value == "missing")

    def by_role(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Who has the role, once each."""
        return queryset.filter(pk__in=User.objects.with_role(value).values("pk"))
