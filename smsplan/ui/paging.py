"""The order and the pages of a list, so that neither costs more the longer the register is."""

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet
from django_tables2.rows import BoundRows


def settled(queryset: QuerySet) -> QuerySet:
    """The queryset in its order, with what is empty last in either direction, and so that pages never overlap.

    The primary key has the last word, in the direction of the first: one index then answers both together.
    """
    asked = queryset.query.order_by
    if not asked or not all(isinstance(name, str) for name in asked) or {"pk", "id"} & {n.lstrip("-") for n in asked}:
        return queryset
    order = [
        F(name[1:]).desc(nulls_last=True) if name.startswith("-") and _may_be_empty(queryset.model, name[1:]) else name
        for name in asked
    ]
    return queryset.order_by(*order, "-pk" if asked[0].startswith("-") else "pk")


def _may_be_empty(model: type[Model], path: str) -> bool:
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if getattr(field, "null", True):
            return True
        model = field.related_model
    return False


class ListPaginator(Paginator):
    """Finds the keys of a page first, from its nearer end, and reads those rows alone, in the same query."""

    def page(self, number: int | str) -> Page:
        """The page of this number. Raises PageNotAnInteger and EmptyPage, as Django's does."""
        number = self.validate_number(number)
        rows = self.object_list
        queryset = getattr(rows.data, "data", None)
        if not isinstance(queryset, QuerySet) or queryset.query.distinct or not queryset.ordered:
            return super().page(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        keys = queryset.values("pk")[first:last]
        if first > self.count - last:
            keys = queryset.reverse().values("pk")[self.count - last : self.count - first]
        return self._get_page(BoundRows(queryset.filter(pk__in=keys), rows.table, rows.pinned_data), number, self)
