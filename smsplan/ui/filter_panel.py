"""The filter panel of a list: its fields come when it is opened, since their choices may cost more than the rows."""

from typing import Any

import django_filters
from django.http import Http404, HttpResponse
from django.shortcuts import render

#: What an address says beside filters, and what a search or a change of filters leaves as it is.
KEPT = ("sort", "per_page", "columns", "view")
KEPT_BY_RESET = ("sort", "per_page")


class FilterPanel:
    """A mixin of the list page. `?_filters=alone` is the panel's fields, `?_filters=open` the page with them in it."""

    kept_names: tuple[str, ...] = KEPT
    kept_by_reset: tuple[str, ...] = KEPT_BY_RESET

    def filters_alone(self) -> HttpResponse:
        """The fields of the filter panel, for whoever opens it: their choices may cost more than the list."""
        filterset = self.get_filterset(self.get_queryset().none())
        if filterset is None:
            raise Http404
        context = {"filters": self.filter_fields(filterset), "reset_url": self.reset_url()}
        return render(self.request, "ui/_filters.html", context)

    def filter_fields(self, filterset: django_filters.FilterSet) -> list[Any]:
        """The bound fields of the panel: all but the search."""
        return [filterset.form[name] for name in filterset.form.fields if name != self.search_field]

    def reset_url(self) -> str:
        """The list without search and filters."""
        return self.request.path + self.query([pair for pair in self.state() if pair[0] in self.kept_by_reset])

    def filter_context(self, filterset: django_filters.FilterSet | None) -> dict[str, Any]:
        """The filter panel: open with its fields when asked for, else where its fields come from."""
        if filterset is None or set(filterset.form.fields) <= {self.search_field}:
            return {"filters": [], "filters_later": False}
        if self.request.GET.get("_filters") == "open":
            return {"filters": self.filter_fields(filterset), "filters_later": False}
        path, left = self.request.path, {*self.kept_names, self.search_field, "page"}
        return {
            "filters": [],
            "filters_later": True,
            "filters_active": [(name, value) for name, value in self.state() if name not in left],
            "filters_url": path + self.query(self.state(page=None, _filters="alone")),
            "filters_page_url": path + self.query(self.state(page=None, _filters="open")),
        }
