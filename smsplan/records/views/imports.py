"""Importing a table: upload, match its columns, look at what it would do, confirm all rows or none."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.records import imports
from smsplan.records.imports.template import csv_template, xlsx_template
from smsplan.records.models import ImportRow, ImportRun, LongWork
from smsplan.records.tabular import TableProblem, column_name
from smsplan.records.views.work import WorkPoll, WorkStatus
from smsplan.ui.exports import XLSX_TYPE, Sheet, as_csv
from smsplan.ui.parts import Crumb
from smsplan.ui.views import Entry

#: Rows of the preview on a page.
PER_PAGE = 50
#: What a person chooses for a word that stands for nothing.
NOTHING = "-"

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision
State = ImportRun.State


class ImportInto(Entry):
    """A register that a table is imported into; `import_paths` makes its addresses.

    `kind` is the importer's name and the namespace of the addresses.
    """

    kind = ""
    title = gettext_lazy("Import")
    register_title = ""

    @cached_property
    def importer(self) -> imports.Importer:
        """A new one for each request: it remembers people and records."""
        return imports.importer_for(self.kind, self.request.user)

    def get_breadcrumbs(self) -> list[Crumb]:
        """The register that the rows go into."""
        return [Crumb(str(self.register_title), reverse(f"{self.kind}:list"))]

    def url(self, name: str, *args) -> str:
        """An address of this register."""
        return reverse(f"{self.kind}:{name}", args=args)

    def get_run(self) -> ImportRun:
        """The run of the address; only its uploader's. Raises Http404."""
        runs = ImportRun.objects.visible_to(self.request.user).filter(kind=self.kind).defer("content")
        return get_object_or_404(runs, pk=self.kwargs["run"])

    def answer(self, template: str, context: dict, status: int = 200) -> HttpResponse:
        """A page of the import."""
        page = self.get_page()
        page.lead = ""
        context |= {"page": page, "importer": self.importer, "import_url": self.url("import")}
        return render(self.request, template, context, status=status)


class UploadPage(ImportInto, View):
    """Choose a file. Nothing is saved before it is confirmed."""

    def get(self, request):
        return self._answer()

    def post(self, request):
        upload = request.FILES.get("file")
        if upload is None:
            return self._answer(refused=_("Choose a CSV or XLSX file first."))
        if upload.size > settings.IMPORT_MAX_BYTES:
            most = settings.IMPORT_MAX_BYTES // 1024 // 1024
            return self._answer(refused=_("The file is larger than %(most)d MB.") % {"most": most})
        try:
            run = imports.keep_upload(self.importer, name=upload.name, content=upload.read())
        except TableProblem as problem:
            return self._answer(refused=str(problem), name=upload.name)
        return redirect(self.url("import_run", run.pk))

    def _answer(self, **refusal):
        columns = [column for column in self.importer.columns if not column.readonly]
        context = {
            "lead": self.lead,
            "columns": columns,
            "template_url": self.url("import_template"),
            "most_rows": settings.IMPORT_MAX_ROWS,
        }
        return self.answer("records/import.html", context | refusal, 422 if refusal else 200)


class RunPage(ImportInto, View):
    """One file on its way: its columns, its check, the decisions, the import and what came of it."""

    def get(self, request, run):
        return self._answer(self.get_run())

    def post(self, request, run):
        act = request.POST.get("act", "")
        acts = {"match": self._match, "explain": self._explain, "decide": self._decide, "confirm": self._confirm}
        if act.startswith("all-"):
            act = "decide"
        if act not in acts:
            return self._answer(self.get_run(), refusals=[_("Choose what to do with the file.")], status=422)
        run = self.get_run()
        try:
            return acts[act](run)
        except ValidationError as error:
            return self._answer(self.get_run(), refusals=error.messages, status=409)

    # Acts ------------------------------------------------------------------------------------------

    def _match(self, run: ImportRun):
        matching = [self.request.POST.get(f"column-{place}", "") for place in range(len(run.headings))]
        try:
            imports.check_again(run, self.importer, matching=matching)
        except imports.Unmatched as error:
            run.matching = matching
            return self._answer(run, refusals=error.messages, status=422)
        return redirect(self.url("import_run", run.pk))

    def _explain(self, run: ImportRun):
        words: dict[str, dict[str, str]] = {}
        if self.request.POST.get("check") == str(run.checks):
            for place, unknown in enumerate(run.found.get("unknown", ())):
                choice = self.request.POST.get(f"word-{place}", "")
                known = {key for key, _label in self.importer.by_key[unknown["key"]].choices.options()}
                if choice in known | {NOTHING}:
                    said = words.setdefault(unknown["key"], {})
                    said[imports.folded(unknown["word"])] = "" if choice == NOTHING else choice
        imports.check_again(run, self.importer, words=words)
        return redirect(self.url("import_run", run.pk))

    def _decide(self, run: ImportRun):
        self._keep_decisions(run)
        act = self.request.POST["act"]
        if act.startswith("all-"):
            imports.decide_all(run, act.removeprefix("all-"))
        if getattr(self.request, "htmx", False):
            return self.answer("records/_import_verdict.html", {"run": run} | self._verdict(run))
        return redirect(self.url("import_run", run.pk) + "?show=duplicate")

    def _confirm(self, run: ImportRun):
        self._keep_decisions(run)
        check = self.request.POST.get("check", "")
        imports.confirm(run, self.importer, check=int(check) if check.isdecimal() else 0)
        return redirect(self.url("import_run", run.pk))

    def _keep_decisions(self, run: ImportRun) -> None:
        """The choices that stood in the form, whichever button sent it."""
        if self.request.POST.get("check") != str(run.checks):
            return
        chosen = {
            int(name.removeprefix("row-")): value
            for name, value in self.request.POST.items()
            if name.startswith("row-") and name.removeprefix("row-").isdecimal() and len(name) < 14
        }
        if chosen:
            imports.decide(run, chosen)

    # What the page shows ---------------------------------------------------------------------------

    def _answer(self, run: ImportRun, *, refusals=(), status: int = 200):
        context = {"run": run, "refusals": refusals, "work": self._work(run)} | self._matching(run)
        if run.work_state == LongWork.Progress.READY and run.state in {State.CHECKED, State.DONE}:
            context |= self._verdict(run) | self._rows(run)
        return self.answer("records/import_run.html", context, status)

    def _work(self, run: ImportRun) -> WorkStatus | None:
        if run.state == State.MATCHING or run.work_state == LongWork.Progress.READY:
            return None
        return WorkStatus(run, poll_url=self.url("import_progress", run.pk))

    def _matching(self, run: ImportRun) -> dict:
        """The file's columns, each with what it is matched with."""
        places = [
            {
                "place": place,
                "heading": column_name(heading, place),
                "key": key,
                "readonly": key in self.importer.by_key and self.importer.by_key[key].readonly,
            }
            for place, (heading, key) in enumerate(zip(run.headings, run.matching, strict=True))
        ]
        matched = sum(bool(entry["key"]) for entry in places)
        return {
            "places": places,
            "matched": matched,
            "left_out": [entry["heading"] for entry in places if not entry["key"]],
            "equal": imports.equal_headings(run.headings),
            "unmatched": imports.matching_problems(self.importer, run.headings, run.matching),
            "may_match": run.state != State.DONE
            and run.work_state in {LongWork.Progress.READY, LongWork.Progress.FAILED},
        }

    def _verdict(self, run: ImportRun) -> dict:
        """How many rows do what, decisions included."""
        kinds = run.rows.order_by().values_list("outcome", "decision").annotate(count=Count("pk"))
        counts = {outcome: 0 for outcome in Outcome.values}
        decided = {decision: 0 for decision in Decision.values}
        for outcome, decision, count in kinds:
            counts[outcome] += count
            if decision:
                decided[decision] += count
        create = counts[Outcome.NEW] + decided[Decision.NEW]
        update = counts[Outcome.UPDATE] + decided[Decision.UPDATE]
        return {
            "counts": counts,
            "decided": decided,
            "create": create,
            "update": update,
            "write": create + update,
            "unchanged": counts[Outcome.UNCHANGED],
            "errors": run.found.get("errors", 0),
        }

    def _rows(self, run: ImportRun) -> dict:
        counts = dict(run.rows.order_by().values_list("outcome").annotate(count=Count("pk")))
        tabs = [(outcome, label, counts.get(outcome, 0)) for outcome, label in _TABS if counts.get(outcome)]
        if not self.importer.resembling:
            tabs = [(key, _("To decide") if key == Outcome.DUPLICATE else label, count) for key, label, count in tabs]
        names = [outcome for outcome, _label, _count in tabs]
        show = self.request.GET.get("show", "")
        show = show if show in names else names[0] if names else ""
        page = Paginator(run.rows.filter(outcome=show), PER_PAGE).get_page(self.request.GET.get("page"))
        keys = [key for key, _text in page.object_list[0].detail["cells"]] if page.object_list else []
        known = self._known(run, [row.record_id for row in page if row.record_id])
        rows = []
        for row in page:
            row.decided = row.get_decision_display()
            row.shown = [text for _key, text in row.detail["cells"]]
            row.target = known.get(row.record_id)
            rows.append(row)
        options = []
        for place, unknown in enumerate(run.found.get("unknown", ())):
            column = self.importer.by_key[unknown["key"]]
            options.append(unknown | {"place": place, "column": column, "options": column.choices.options()})
        return {
            "tabs": tabs,
            "show": show,
            "page_of_rows": page,
            "rows": rows,
            "heads": [self.importer.heading(key) for key in keys],
            "decisions": Decision.choices,
            "unknown": options,
            "errors_url": self.url("import_errors", run.pk),
        }

    def _known(self, run: ImportRun, keys: list[int]) -> dict:
        return {record.pk: record for record in self.importer.records({"pk__in": keys})} if keys else {}


#: The lists of rows, in the order in which a person has to see them.
_TABS = (
    (Outcome.ERROR, gettext_lazy("With errors")),
    (Outcome.DUPLICATE, gettext_lazy("Similar to others")),
    (Outcome.NEW, gettext_lazy("New")),
    (Outcome.UPDATE, gettext_lazy("Updates")),
    (Outcome.UNCHANGED, gettext_lazy("Unchanged")),
)


class RunProgress(ImportInto, WorkPoll):
    """The progress of a check or an import, polled by its page."""

    def get_work(self):
        run = self.get_run()
        return run, WorkStatus(run, poll_url=self.url("import_progress", run.pk))


class RunErrors(ImportInto, View):
    """Every error of a checked file as CSV, to be mended beside the file."""

    def get(self, request, run):
        run = self.get_run()
        rows = (
            (row.number, column, message)
            for row in run.rows.filter(outcome=Outcome.ERROR).iterator(chunk_size=500)
            for column, message in row.detail["problems"]
        )
        sheet = Sheet("errors", _("Errors"), [_("Row"), _("Column"), _("What is wrong, and the cure")], rows)
        return download(as_csv(sheet), f"{slugify(run.name) or 'file'}-errors.csv")


class TemplateDownload(ImportInto, View):
    """An empty table with the headings that the import knows: CSV, or XLSX with `?format=xlsx`."""

    def get(self, request):
        if request.GET.get("format") != "xlsx":
            return download(csv_template(self.importer), f"{self.kind}-template.csv")
        return HttpResponse(
            xlsx_template(self.importer),
            content_type=XLSX_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{self.kind}-template.xlsx"'},
        )


def download(content, name: str) -> StreamingHttpResponse:
    """A CSV download."""
    return StreamingHttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def import_paths(register: type[ImportInto]) -> list:
    """The addresses of a register's import."""

    def view(page: type[View]):
        return type(f"{register.__name__}{page.__name__}", (register, page), {"__doc__": page.__doc__}).as_view()

    return [
        path("import/", view(UploadPage), name="import"),
        path("import/template/", view(TemplateDownload), name="import_template"),
        path("import/<int:run>/", view(RunPage), name="import_run"),
        path("import/<int:run>/progress/", view(RunProgress), name="import_progress"),
        path("import/<int:run>/errors/", view(RunErrors), name="import_errors"),
    ]
