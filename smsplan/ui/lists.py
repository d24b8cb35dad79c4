"""The list page: queryset, filterset, table and sheets make a register's list."""

from typing import Any
from urllib.parse import urlencode

import django_filters
import django_tables2
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateResponseMixin

from smsplan.ui.entry import Anyone, Entry
from smsplan.ui.exports import XLSX_TYPE, Sheet, as_csv, as_xlsx
from smsplan.ui.forms import dress_filters
from smsplan.ui.parts import Action, Empty

PER_PAGE = (25, 50, 100)


class ListPage(Entry, TemplateResponseMixin):
    """A register's list: searched, filtered, sorted, paged and exported from one queryset.

    State lives in the URL. An htmx request gets the results alone. `?_export=csv|xlsx` downloads exactly what the
    filter shows, all pages of it, in the order shown. Costs one COUNT and one page query, plus what filters need.
    """

    template_name = "ui/list.html"
    results_template = "ui/_results.html"
    filterset_class: type[django_filters.FilterSet] | None = None
    table_class: type[django_tables2.Table] | None = None
    queryset: QuerySet | None = None
    search_field = "q"
    create_url: str = ""
    create_label: str = gettext_lazy("New")
    create_permission: str | tuple[str, ...] | Anyone | None = None
    export_name: str = ""
    empty: Empty | None = None
    per_page = 50

    # What a register supplies ----------------------------------------------------------------------

    def get_queryset(self) -> QuerySet:
        """Everything this person may see, before filters."""
        if self.queryset is None:
            raise ImproperlyConfigured(f"{type(self).__qualname__} needs get_queryset().")
        return self.queryset.all()

    def get_sheets(self, queryset: QuerySet) -> list[Sheet]:
        """The tables of the filtered queryset, for export. Needed when `export_name` is set."""
        raise NotImplementedError

    def exported(self, format: str, count: int) -> None:
        """A hook called before the download starts: `format` is csv or xlsx, `count` the rows of the filter."""

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """More keyword arguments for the filterset."""
        return {}

    def get_table_kwargs(self) -> dict[str, Any]:
        """More keyword arguments for the table."""
        return {}

    def get_empty(self) -> Empty:
        """What is shown when there is nothing yet."""
        return self.empty or Empty(title=_("Nothing here yet"))

    # The machinery ---------------------------------------------------------------------------------

    def get_primary(self) -> Action | None:
        """The create button, for those who may create."""
        url = str(self.create_url)
        if url and self.may(self.create_permission):
            return Action(label=str(self.create_label), url=url, icon="plus")
        return None

    def get_filterset(self, queryset: QuerySet) -> django_filters.FilterSet | None:
        """The filterset bound to the URL."""
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(
            data=self.request.GET, queryset=queryset, request=self.request, **self.get_filterset_kwargs()
        )
        dress_filters(filterset.form)
        return filterset

    def get_table(self, queryset: QuerySet) -> django_tables2.Table:
        """The table, ordered as the URL says, with the primary key as the last word so that pages never overlap."""
        if self.table_class is None:
            raise ImproperlyConfigured(f"{type(self).__qualname__} needs table_class.")
        table = self.table_class(data=queryset, request=self.request, **self.get_table_kwargs())
        sort = [name for name in self.request.GET.getlist("sort") if name]
        if sort:
            table.order_by = sort
        data = table.data.data
        if isinstance(data, QuerySet) and data.ordered and data.query.order_by:
            if not {"pk", "-pk", "id", "-id"} & {name for name in data.query.order_by if isinstance(name, str)}:
                table.data.data = data.order_by(*data.query.order_by, "pk")
        return table

    def paginate(self, table: django_tables2.Table) -> None:
        """Cut the page the URL asks for; a page that is no more becomes the last one."""
        per_page = self.request.GET.get("per_page", "")
        self.page_size = int(per_page) if per_page in {str(size) for size in PER_PAGE} else self.per_page
        try:
            table.paginate(page=self.request.GET.get("page", 1), per_page=self.page_size)
        except PageNotAnInteger:
            table.paginate(page=1, per_page=self.page_size)
        except EmptyPage:
            table.page = table.paginator.page(table.paginator.num_pages)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, its results alone, or a download."""
        self.filterset = self.get_filterset(self.get_queryset())
        if self.filterset is None:
            queryset = self.get_queryset()
        elif self.filterset.is_valid():
            queryset = self.filterset.qs
        else:  # Never show or export everything in the name of a filter that was not understood.
            queryset = self.filterset.queryset.none()
        self.table = self.get_table(queryset)
        if "_export" in request.GET:
            return self.export(request.GET["_export"])
        self.paginate(self.table)
        htmx = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-History-Restore-Request")
        context = self.get_context_data(partial=htmx, **kwargs)
        response = self.response_class(
            request=request,
            template=[self.results_template] if htmx else self.get_template_names(),
            context=context,
            using=self.template_engine,
        )
        if htmx:
            response.headers["HX-Push-Url"] = request.path + self.query(self.state())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def state(self, **changes: Any) -> list[tuple[str, str]]:
        """The URL's parameters without empty ones, with `changes` (None removes)."""
        pairs = [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if value and not name.startswith("_") and name not in changes
        ]
        return pairs + [(name, str(value)) for name, value in changes.items() if value is not None]

    def query(self, pairs: list[tuple[str, str]]) -> str:
        """`?a=b`, or nothing."""
        return f"?{urlencode(pairs)}" if pairs else ""

    def get_chips(self) -> list[dict[str, str]]:
        """The active filters, in words, each with the URL of the list without it."""
        if self.filterset is None or not self.filterset.is_bound:
            return []
        form = self.filterset.form
        data = self.request.GET
        chips = []
        for name in form.fields:
            bound = form[name]
            names = [key for key in data if key == name or key.startswith(f"{name}_")]
            names = [key for key in names if key == name or key not in form.fields]
            if not any(value for key in names for value in data.getlist(key)):
                continue
            if name == self.search_field:
                words = f"“{data.get(name, '')}”"
            else:
                words = filter_words(bound)
            url = self.request.path + self.query(self.state(page=None, **dict.fromkeys(names)))
            chips.append({"label": str(bound.label), "value": words, "url": url, "search": name == self.search_field})
        return chips

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Table, filters, chips, counts and the links around them."""
        context = super().get_context_data(**kwargs)
        form = self.filterset.form if self.filterset is not None else None
        chips = self.get_chips()
        total = self.table.paginator.count
        path = self.request.path
        exports = []
        if self.export_name:
            for format, label in (("csv", "CSV"), ("xlsx", "Excel (XLSX)")):
                exports.append(
                    {"label": label, "url": path + self.query(self.state(page=None, per_page=None, _export=format))}
                )
        search = form[self.search_field] if form is not None and self.search_field in form.fields else None
        filters = [form[name] for name in form.fields if name != self.search_field] if form is not None else []
        page = self.table.page
        context |= {
            "table": self.table,
            "filterset": self.filterset,
            "search": search,
            "filters": filters,
            "filter_errors": form is not None and bool(form.errors),
            "chips": chips,
            "active_filters": len([chip for chip in chips if not chip["search"]]),
            "reset_url": path
            + self.query([(name, value) for name, value in self.state() if name in {"sort", "per_page"}]),
            "exports": exports,
            "total": total,
            "first": page.start_index() if total else 0,
            "last": page.end_index() if total else 0,
            "pages": [
                {"number": number, "url": path + self.query(self.state(page=number))}
                if isinstance(number, int)
                else None
                for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
            ]
            if page.paginator.num_pages > 1
            else [],
            "previous_url": path + self.query(self.state(page=page.number - 1)) if page.has_previous() else "",
            "next_url": path + self.query(self.state(page=page.number + 1)) if page.has_next() else "",
            "page_sizes": [
                {
                    "size": size,
                    "url": path + self.query(self.state(page=None, per_page=size)),
                    "active": size == self.page_size,
                }
                for size in PER_PAGE
            ],
            "sort": self.request.GET.getlist("sort"),
            "per_page": self.request.GET.get("per_page", ""),
            "empty": self.get_empty() if not total and not chips else None,
            "results_path": path,
        }
        return context

    def export(self, format: str) -> HttpResponseBase:
        """A download of every row of the filter. 404 for another format or a list that has no export."""
        if not self.export_name or format not in {"csv", "xlsx"}:
            raise Http404
        queryset = self.table.data.data
        sheets = self.get_sheets(queryset)
        self.exported(format, queryset.count())
        stamp = timezone.localdate().isoformat()
        filename = f"{self.export_name}-{stamp}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
        if format == "csv":
            return StreamingHttpResponse(as_csv(sheets[0]), content_type="text/csv; charset=utf-8", headers=headers)
        return HttpResponse(as_xlsx(sheets), content_type=XLSX_TYPE, headers=headers)


def filter_words(bound: Any) -> str:
    """The value of a filter as its reader knows it: choice labels, record names, dates in the reader's format."""
    form = bound.form
    value = form.cleaned_data.get(bound.name) if hasattr(form, "cleaned_data") else None
    if value in (None, "") or bound.name in form.errors:
        return ", ".join(form.data.getlist(bound.name))
    if isinstance(value, slice):
        parts = [(_("from"), value.start), (_("until"), value.stop)]
        return " ".join(f"{word} {_as_words(end)}" for word, end in parts if end is not None)
    choices = flat_choices(getattr(bound.field, "choices", ()))
    values = value if isinstance(value, (list, tuple, set, QuerySet)) else [value]
    return ", ".join(str(choices.get(str(item)) or _as_words(item)) for item in values)


def flat_choices(choices: Any) -> dict[str, Any]:
    """Value -> label, groups opened; choices that come from the database are left alone."""
    if hasattr(choices, "queryset"):
        return {}
    flat: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            flat |= {str(inner): text for inner, text in label}
        else:
            flat[str(value)] = label
    return flat


def _as_words(value: Any) -> str:
    if value is True:
        return _("Yes")
    if value is False:
        return _("No")
    if hasattr(value, "strftime"):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value)
