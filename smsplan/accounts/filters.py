import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.accounts.roles import ROLE_LABELS, ROLES


class PersonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=[(role, ROLE_LABELS[role]) for role in ROLES], field_name="groups__name"
    )
    access = django_filters.ChoiceFilter(
        label=_("Access"),
        choices=[("open", _("May enter")), ("closed", _("May not enter"))],
        method="by_access",
    )

    class Meta:
        model = User
        fields = ("q", "role", "access")

    def search(self, queryset, name, value):
        """Name, e-mail or job title."""
        return queryset.filter(
            Q(full_name__icontains=value) | Q(email__icontains=value) | Q(job_title__icontains=value)
        )

    def by_access(self, queryset, name, value):
        """Who may, or may not, enter today."""
        active = User.objects.active().values("pk")
        return queryset.filter(pk__in=active) if value == "open" else queryset.exclude(pk__in=active)
