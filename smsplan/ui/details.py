"""The detail page: one record, what it says, what may be done with it, and its tabs."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin

from smsplan.ui.entry import Entry
from smsplan.ui.parts import Fact, Move, Pill, Step, Tab
from smsplan.ui.today import past_day


class DetailPage(Entry, TemplateResponseMixin):
    """One record of a queryset, by `pk`; outside the queryset it does not exist (404).

    A register's template extends `ui/detail.html` and fills the blocks `summary` (above the tabs), `overview`, `side`,
    and `tab_content` for other tabs; a tab that names a template is filled with that template.
    """

    template_name = "ui/detail.html"
    queryset: QuerySet | None = None
    pk_url_kwarg = "pk"

    def get_queryset(self) -> QuerySet:
        """Everything this person may see."""
        if self.queryset is None:
            raise ImproperlyConfigured(f"{type(self).__qualname__} needs get_queryset().")
        return self.queryset.all()

    def get_object(self) -> Any:
        """The record. Raises Http404 outside the queryset."""
        try:
            record = self.get_queryset().filter(pk=self.kwargs[self.pk_url_kwarg]).first()
        except (TypeError, ValueError, OverflowError):
            record = None
        if record is None:
            raise Http404
        return record

    @cached_property
    def record(self) -> Any:
        """The record, read once."""
        return self.get_object()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.render_to_response(self.get_context_data(**kwargs))

    # What a register supplies ----------------------------------------------------------------------

    def get_reference(self) -> str:
        """The record's reference."""
        return str(getattr(self.record, "reference", "") or "")

    def get_title(self) -> str:
        """The record's title."""
        return str(getattr(self.record, "heading", "") or getattr(self.record, "title", "") or self.record)

    def get_pill(self) -> Pill | None:
        """The record's state."""
        return None

    def get_steps(self) -> list[Step]:
        """The stages of the record's life, for the stepper."""
        return []

    def get_moves(self) -> list[Move]:
        """The transitions this person may make now."""
        return []

    def get_facts(self) -> list[Fact]:
        """Key facts, shown beside the overview."""
        return []

    def get_tabs(self) -> Sequence[tuple[str, str, int | None, str]]:
        """(key, label, count, template) of each tab; the first is shown by default."""
        return [("overview", _("Overview"), None, "")]

    def get_tab_context(self, key: str) -> dict[str, Any]:
        """Context that only the shown tab needs, so that a page never pays for tabs it does not show."""
        return {}

    # The machinery ---------------------------------------------------------------------------------

    def tabs(self) -> list[Tab]:
        """The tabs as links, the shown one marked; an unknown `?tab=` shows the first."""
        rows = list(self.get_tabs())
        wanted = self.request.GET.get("tab", "")
        if wanted not in {key for key, *_rest in rows}:
            wanted = rows[0][0] if rows else ""
        path = self.request.path
        return [
            Tab(
                key=key,
                label=str(label),
                count=count,
                template=template,
                active=key == wanted,
                url=path if position == 0 else f"{path}?tab={key}",
            )
            for position, (key, label, count, template) in enumerate(rows)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Record, reference, title, pill, steps, moves, facts, tabs and the shown tab."""
        context = super().get_context_data(**kwargs)
        tabs = self.tabs()
        current = next((tab for tab in tabs if tab.active), None)
        context |= {
            "record": self.record,
            "reference": self.get_reference(),
            "title": context["page"].title,
            "pill": self.get_pill(),
            "steps": self.get_steps(),
            "moves": self.get_moves() if past_day() is None else [],
            "facts": self.get_facts(),
            "tabs": tabs,
            "tab": current,
        }
        if current is not None:
            context |= self.get_tab_context(current.key)
        return context
