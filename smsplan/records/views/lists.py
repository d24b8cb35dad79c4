"""The list page of every register: exports are audit events; columns, page size and views are kept; rows are ticked."""

from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.translation import gettext as _

from smsplan.audit.events import Action, record_event, request_address
from smsplan.records import listing
from smsplan.records.bulk import BulkRegister
from smsplan.ui.parts import Selection
from smsplan.ui.today import past_day
from smsplan.ui.views import ListPage


class RecordListPage(ListPage):
    """A register's list.

    With `list_key` a person keeps its columns, page size and views; its addresses then come from `list_paths`.
    With `bulk` too, who may change records in bulk gets boxes to tick.
    """

    #: Names the list for ever, such as "risks"; empty for a list of which nothing is kept.
    list_key = ""
    bulk: BulkRegister | None = None

    def exported(self, format: str, count: int) -> None:
        """Write the export into the audit trail."""
        record_event(
            action=Action.EXPORTED,
            actor=self.request.user,
            label=str(self.title),
            detail={"format": format, "rows": count, "query": self.request.GET.urlencode()[:1000]},
            address=request_address(self.request),
        )

    @cached_property
    def kept(self) -> listing.Kept:
        """What this person keeps of the list."""
        return listing.kept_by(self.request.user, self.list_key) if self.list_key else listing.Kept()

    def preferred_columns(self) -> list[str]:
        """The columns this person chose."""
        return self.kept.columns

    def preferred_page_size(self) -> int | None:
        """The page size this person chose."""
        return self.kept.per_page

    def get_selection(self) -> Selection | None:
        """Bulk changes, for those who may make them; the past is not changed."""
        if self.bulk is None or past_day() is not None or not self.may(self.bulk.permission):
            return None
        return Selection(
            url=self.address("bulk"),
            one=_("Change one row…"),
            many=_("Change {n} rows…"),
            query=self.known_query(self.request.GET.urlencode()),
        )

    def address(self, name: str, *args: Any) -> str:
        """A page beside this list, by the name that `list_paths` gave it."""
        return reverse(f"{self.request.resolver_match.namespace}:{name}", args=args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also the menus of views and columns, where they are kept."""
        context = super().get_context_data(**kwargs)
        if self.list_key and not context["empty"] and past_day() is None:
            context |= {"view_menu": self.view_menu(), "column_menu": self.column_menu()}
        return context

    def column_menu(self) -> dict[str, Any]:
        """The columns to choose from, and where the choice is sent."""
        fixed = set(self.table.always_shown)
        return {
            "url": self.address("preference"),
            "columns": [
                {"name": column.name, "label": column.header, "shown": column.name in self.columns}
                for column in self.table.columns.iterall()
                if column.name not in fixed
            ],
            "changed": bool(self.kept.columns or self.kept.per_page),
            "query": self.request.GET.urlencode(),
        }

    def view_menu(self) -> dict[str, Any]:
        """The person's views and the shared ones as links, the one shown named, and where a new one is sent."""
        state = self.known_query(self.request.GET.urlencode())
        present = next((view for view in self.kept.views if str(view.pk) == self.request.GET.get("view")), None)
        changed = present is not None and sorted(parse_qsl(present.query)) != sorted(parse_qsl(state))
        return {
            "own": [self._view_link(view, present) for view in self.kept.views if view.own],
            "shared": [self._view_link(view, present) for view in self.kept.views if not view.own],
            "present": present,
            "changed": changed,
            "update_url": self.address("view_update", present.pk) if changed and present.own else "",
            "create_url": self.address("view_create"),
            "may_share": self.may(listing.SHARE),
            "query": self.query_with_columns(state),
            "all_url": self.request.path,
        }

    def query_with_columns(self, state: str) -> str:
        """The state with the columns as they are shown, where these are not the list's own."""
        if "columns=" in state or self.columns == self.table.at_first():
            return state
        return "&".join(part for part in (state, "columns=" + "%2C".join(self.columns)) if part)

    def _view_link(self, view: listing.NamedView, present: listing.NamedView | None) -> dict[str, Any]:
        return {
            "view": view,
            "url": view_address(self.request.path, view),
            "active": present is not None and view.pk == present.pk,
            "edit_url": self.address("view_rename", view.pk) if view.own else "",
        }


def view_address(path: str, view: Any) -> str:
    """A view of the list at `path` as an address that can be sent to a colleague."""
    return f"{path}?{view.query}&view={view.pk}" if view.query else f"{path}?view={view.pk}"
