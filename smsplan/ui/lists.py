"""The list page: queryset, filterset, table and sheets make a register's list."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
import django_tables2
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateResponseMixin

from smsplan.ui.chips import filter_words
from smsplan.ui.entry import Anyone, Entry
from smsplan.ui.exports import XLSX_TYPE, Sheet, as_csv, as_xlsx
from smsplan.ui.filter_panel import FilterPanel
from smsplan.ui.forms import dress_filters
from smsplan.ui.paging import ListPaginator, settled
from smsplan.ui.parts import Action, Empty, Face, Selection
from smsplan.ui.tables import BaseTable
from smsplan.ui.today import past_day

PER_PAGE = (25, 50, 100)


class ListPage(FilterPanel, Entry, TemplateResponseMixin):
    """A register's list: searched, filtered, sorted, paged and exported from one queryset.

    State lives in the URL. An htmx request gets the results alone. `?_export=csv|xlsx` downloads exactly what the
    filter shows, all pages of it, in the order shown. `?columns=a,b` shows these columns, where the table has them.
    Costs one COUNT and one page query, plus what filters and chosen columns need.
    """

    template_name = "ui/list.html"
    results_template = "ui/_results.html"
    #: What stands in the place of the table and its pages, where a register is shown otherwise, as a board.
    rows_template = ""
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

    def preferred_columns(self) -> list[str]:
        """The columns that this person chose for this list; none for the table's own choice."""
        return []

    def preferred_page_size(self) -> int | None:
        """How many rows this person wants on a page of this list."""
        return None

    def get_faces(self) -> list[Face]:
        """The ways to look at this register, with the same filters; none for a register with one way."""
        return []

    def get_selection(self) -> Selection | None:
        """What can be done with rows that are ticked; None for a list without boxes."""
        return None

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
        if isinstance(table.data.data, QuerySet):
            table.data.data = settled(table.data.data)
        return table

    def filtered(self) -> QuerySet:
        """What the filters of the URL leave of everything this person may see."""
        self.filterset = self.get_filterset(self.get_queryset())
        if self.filterset is None:
            return self.get_queryset()
        if self.filterset.is_valid():
            return self.filterset.qs
        # Never show, export or change everything in the name of a filter that was not understood.
        return self.filterset.queryset.none()

    def show_columns(self, table: django_tables2.Table) -> None:
        """Show the columns of the URL, else those this person chose, else the table's own; fetch what they need."""
        if not isinstance(table, BaseTable):
            return
        asked = self.request.GET.get("columns", "").split(",")
        self.columns = table.show(asked) or table.show(self.preferred_columns()) or table.show(table.at_first())
        if isinstance(table.data.data, QuerySet):
            table.data.data = table.fetching(table.data.data, self.columns)

    def paginate(self, table: django_tables2.Table) -> None:
        """Cut the page the URL asks for; a page that is no more becomes the last one."""
        per_page = self.request.GET.get("per_page", "")
        if per_page in {str(size) for size in PER_PAGE}:
            self.page_size = int(per_page)
        else:
            self.page_size = self.preferred_page_size() or self.per_page
        try:
            table.paginate(ListPaginator, page=self.request.GET.get("page", 1), per_page=self.page_size)
        except PageNotAnInteger:
            table.paginate(ListPaginator, page=1, per_page=self.page_size)
        except EmptyPage:
            table.page = table.paginator.page(table.paginator.num_pages)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, its results alone, the fields of its filters alone, or a download."""
        if request.GET.get("_filters") == "alone":
            return self.filters_alone()
        self.table = self.get_table(self.filtered())
        if "_export" in request.GET:
            return self.export(request.GET["_export"])
        self.show_columns(self.table)
        self.selection = self.get_selection()
        self.table.selectable = self.selection is not None
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

    def known_query(self, query: str) -> str:
        """An address without what this list does not know, page and page size: safe to keep and to come back to."""
        pairs = [(n, v) for n, vs in QueryDict(query).lists() for v in vs if v and n in self.known and "\0" not in v]
        return urlencode(pairs)

    @cached_property
    def known(self) -> set[str]:
        """The names of what an address of this list may say: its filters, order and columns."""
        names = {"sort", "columns", *getattr(self.filterset_class, "parameters", ())}
        # A form costs more than most of a page's queries: the page's own is asked, if it is there.
        filterset = getattr(self, "filterset", None) or self.get_filterset(self.get_queryset().none())
        for name, field in (filterset.form.fields if filterset is not None else {}).items():
            names |= {name, *(f"{name}_{suffix}" for suffix in getattr(field.widget, "suffixes", ()))}
        return names

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
        page = self.table.page
        context |= {
            "table": self.table,
            "filterset": self.filterset,
            "search": search,
            "results_notes": getattr(self.filterset, "notes", []),
            "filter_errors": form is not None and bool(form.errors),
            "chips": chips,
            "active_filters": len([chip for chip in chips if not chip["search"]]),
            "reset_url": self.reset_url(),
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
            "kept": [(name, value) for name, value in self.state() if name in self.kept_names],
            "rows_template": self.rows_template,
            "faces": self.get_faces(),
            "selection": self.selection,
            "empty": self.get_empty() if not total and not chips else None,
            "results_path": path,
        } | self.filter_context(self.filterset)
        return context

    def export(self, format: str) -> HttpResponseBase:
        """A download of every row of the filter. 404 for another format or a list that has no export."""
        if not self.export_name or format not in {"csv", "xlsx"}:
            raise Http404
        queryset = self.table.data.data
        sheets = self.get_sheets(queryset)
        self.exported(format, queryset.count())
        past = past_day()
        stamp = f"as-of-{past.isoformat()}" if past else timezone.localdate().isoformat()
        filename = f"{self.export_name}-{stamp}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
        if format == "csv":
            return StreamingHttpResponse(as_csv(sheets[0]), content_type="text/csv; charset=utf-8", headers=headers)
        return HttpResponse(as_xlsx(sheets), content_type=XLSX_TYPE, headers=headers)
