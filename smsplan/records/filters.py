"""Filters that the lists of several registers have."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from smsplan.accounts.models import User


class PersonChoiceFilter(django_filters.ModelChoiceFilter):
    """One person, or nobody where `nobody` says how that is called."""

    def __init__(self, *, nobody: Any = None, **kwargs):
        kwargs |= {"queryset": User.objects.only("full_name", "email").order_by("full_name")}
        if nobody:
            kwargs["null_label"] = nobody
        super().__init__(**kwargs)


class LinkedFilter(django_filters.ModelChoiceFilter):
    """One of the records that a register is linked to, in either direction, of those that the person may see."""

    def __init__(self, **kwargs):
        super().__init__(queryset=self.choosable, **kwargs)

    def choosable(self, request: Any) -> QuerySet:
        """What there is to choose from."""
        related = self.model._meta.get_field(self.field_name).related_model
        rows = related.objects.only("reference", "title").order_by("reference")
        return rows.visible_to(request.user) if request is not None else rows.none()
