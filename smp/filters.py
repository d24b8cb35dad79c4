import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.filters import PersonFilter
from smsplan.accounts.models import User


class ReaderFilter(PersonFilter):
    """Who has to acknowledge the version in force: search, role, and who is still missing."""

    #: Only people who may enter are asked.
    access = None
    state = django_filters.ChoiceFilter(
        label=_("Acknowledgement"),
        choices=[("missing", _("Still missing")), ("given", _("Acknowledged"))],
        method="by_state",
    )

    class Meta:
        model = User
        fields = ("q", "state", "role")

    def by_state(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Who has, or has not, acknowledged it."""
        return queryset.filter(acknowledged_at__isnull=value == "missing")
