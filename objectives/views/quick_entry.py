"""Entering everything that is due on one page, from the keyboard."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from objectives import entry
from smsplan.ui.parts import Action, Crumb, Empty
from smsplan.ui.views import Entry

#: Rows on a page.
PER_PAGE = 100


class QuickEntry(Entry, View):
    """All values that are due for this person; Enter saves a row and goes to the next."""

    permission = "objectives.measure_objective"
    title = gettext_lazy("Enter values")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Objectives"), reverse("objectives:list"))]

    def extra_actions(self) -> list[Action]:
        return [Action(_("Import values"), reverse("measurements:import"), "upload")]

    @cached_property
    def may_see_all(self) -> bool:
        """Whether this person records values for others too."""
        return self.request.user.has_perm("objectives.change_objective")

    @cached_property
    def everybody(self) -> bool:
        """Whether what is due for everybody is shown."""
        return self.may_see_all and self.request.GET.get("whose") == "all"

    def get(self, request):
        return self._answer(self._gaps())

    def post(self, request):
        """One row, which answers with itself; or all into which something was typed, each judged on its own."""
        name = request.POST.get("row", "")
        if name and getattr(request, "htmx", False):
            return self._row(name)
        saved, refused = [], []
        for key in entry.typed_keys(request.POST):
            row = entry.row_named(key, request.user, data=request.POST)
            if row is not None:
                (saved if self._save(row) else refused).append(row)
        if saved:
            messages.success(
                request,
                ngettext("%(count)d value is recorded.", "%(count)d values are recorded.", len(saved))
                % {"count": len(saved)},
            )
        if not refused:
            return HttpResponseRedirect(request.get_full_path())
        return self._answer(self._gaps(), saved=saved, refused=refused)

    def _row(self, name: str):
        row = entry.row_named(name, self.request.user, data=self.request.POST)
        if row is None:
            raise PermissionDenied
        done = self._save(row)
        of = self.request.POST.get("of", "")
        of = int(of) if of.isdecimal() and len(of) < 7 else 0
        left = len(self._gaps())
        context = {"row": row, "partial": True, "of": of, "words": entry.progress_words(max(of - left, 0), of)}
        context["percent"] = 100 * max(of - left, 0) // of if of else 100
        return render(self.request, "objectives/_quick_row.html", context, status=200 if done else 422)

    def _save(self, row: entry.EntryRow) -> bool:
        return entry.save(row, actor=self.request.user)

    def _gaps(self):
        return entry.due_for(self.request.user, today=timezone.localdate(), everybody=self.everybody)

    def _answer(self, gaps, *, saved=(), refused=()):
        done = {row.key: row for row in [*saved, *refused]}
        pages = Paginator(gaps, PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        rows = [
            done.pop(row.key, row)
            for row in entry.rows_for(list(page.object_list), today=timezone.localdate(), data=None)
        ]
        # What was saved is no longer due, and what was refused may be recorded by somebody else: they stand first.
        rows = [*done.values(), *rows]
        of = len(gaps) + len(saved)
        context = {
            "page": self.get_page(),
            "rows": rows,
            "pages": page,
            "of": of,
            "words": entry.progress_words(len(saved), of),
            "percent": 100 * len(saved) // of if of else 100,
            "refused": len(refused),
            "everybody": self.everybody,
            "may_see_all": self.may_see_all,
            "empty": Empty(
                title=_("No value is due"),
                text=_("As soon as a period of an approved objective ends, its value can be entered here."),
                clause=_("ISO/IEC 20000-1, 9.1: what is measured, when, and by whom."),
                example=_("Record the value for October 2026"),
            ),
        }
        return render(self.request, "objectives/quick_entry.html", context, status=422 if refused else 200)
