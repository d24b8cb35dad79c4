"""An upload on its way: kept, matched, checked, decided on, confirmed. The heavy work is the worker's."""

import hashlib
import time
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smsplan.inbox.services import tell
from smsplan.records import longwork
from smsplan.records.imports import memory
from smsplan.records.imports.bringing_in import bring_in
from smsplan.records.imports.checking import check
from smsplan.records.imports.importer import Importer, importer_for
from smsplan.records.models import ImportRow, ImportRun, LongWork
from smsplan.records.services import NotAllowed, require
from smsplan.records.tabular import column_name, read_headings

State = ImportRun.State

#: Whoever waited longer than this many seconds may have left the page, and is told by the inbox.
TELL_AFTER = 10


class Unmatched(ValidationError):
    """Columns that can't be matched like this."""


@transaction.atomic
def keep_upload(importer: Importer, *, name: str, content: bytes) -> ImportRun:
    """Keep an uploaded file, and check it at once when its headings say enough.

    Raises TableProblem when it is no table.
    """
    require(importer.actor.has_perm(importer.permission))
    headings = list(read_headings(name, content))
    run = ImportRun.objects.create(
        kind=importer.kind,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        headings=headings,
        matching=memory.guess_matching(importer, headings),
        words=memory.remembered_words(importer),
        requested_by=importer.actor,
        work_state=LongWork.Progress.READY,
    )
    if not matching_problems(importer, headings, run.matching) and not equal_headings(headings):
        _queue(run, State.CHECKING, checks=1)
    return run


def equal_headings(headings: list[str]) -> list[str]:
    """Headings that stand more than once in the file: a person says which is meant."""
    folded = [heading.casefold() for heading in headings]
    return list(dict.fromkeys(heading for heading in headings if heading and folded.count(heading.casefold()) > 1))


def matching_problems(importer: Importer, headings: list[str], matching: list[str]) -> list[str]:
    """What has to be put right before the file can be checked; nothing when it can."""
    found = []
    for key in dict.fromkeys(filter(None, matching)):
        same = [column_name(heading, place) for place, heading in enumerate(headings) if matching[place] == key]
        if len(same) > 1:
            found.append(
                _("“%(column)s” is matched with several columns of the file: %(headings)s. Choose one of them.")
                % {"column": importer.heading(key), "headings": ", ".join(same)[:500]}
            )
    missing = [str(column.heading) for column in importer.columns if column.required and column.key not in matching]
    # Records that are updated need no more than their reference.
    if missing and not (importer.updates and "reference" in matching):
        found.append(
            _("The file has no column “%(missing)s”. Choose which of its columns it is.")
            % {"missing": "”, “".join(missing)}
        )
    return found


@transaction.atomic
def check_again(
    run: ImportRun,
    importer: Importer,
    *,
    matching: list[str] | None = None,
    words: dict[str, dict[str, str]] | None = None,
) -> ImportRun:
    """Check the file anew, after its columns were matched or words explained; what was chosen is remembered.

    Raises NotAllowed while it is being imported and once it is done; ValidationError for a matching that can't be.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == State.DONE or (run.state == State.IMPORTING and run.work_state != LongWork.Progress.FAILED):
        raise NotAllowed(_("This file was imported already; nothing was imported twice."))
    if matching is not None:
        if len(matching) != len(run.headings) or not {*matching} <= {"", *importer.by_key}:
            raise ValidationError(_("The file's headings are not those that were matched. Upload it again."))
        if found := matching_problems(importer, run.headings, matching):
            raise Unmatched(found)
        run.matching = matching
    for key, said in (words or {}).items():
        run.words = run.words | {key: run.words.get(key, {}) | said}
    memory.remember(importer, run.headings, run.matching, run.words)
    run.save(update_fields=["matching", "words"])
    _queue(run, State.CHECKING, checks=run.checks + 1)
    return run


def decide(run: ImportRun, decisions: dict[int, str]) -> None:
    """Keep what the person decided: row number -> ImportRow.Decision. What a row does not allow is left out."""
    if run.state != State.CHECKED:
        return
    for row in run.rows.filter(number__in=decisions, outcome=ImportRow.Outcome.DUPLICATE):
        _decide(row, decisions[row.number])


def decide_all(run: ImportRun, decision: str) -> None:
    """The same decision for every row that may be there already; those that can't be updated stay as they are."""
    if run.state != State.CHECKED or decision not in ImportRow.Decision.values:
        return
    rows = run.rows.filter(outcome=ImportRow.Outcome.DUPLICATE)
    if decision == ImportRow.Decision.UPDATE:
        rows = rows.filter(detail__may_update=True)
    if decision == ImportRow.Decision.NEW:
        rows = rows.exclude(detail__has_key="conflict")
    rows.update(decision=decision)


def _decide(row: ImportRow, decision: str) -> None:
    allowed = set(ImportRow.Decision.values)
    if not row.detail.get("may_update"):
        allowed.discard(ImportRow.Decision.UPDATE)
    if row.detail.get("conflict"):
        allowed.discard(ImportRow.Decision.NEW)
    if decision in allowed and decision != row.decision:
        row.decision = decision
        row.save(update_fields=["decision"])


@transaction.atomic
def confirm(run: ImportRun, importer: Importer, *, check: int) -> ImportRun:
    """Have a checked file imported. `check` is the number of the check that the person has seen.

    Raises PermissionDenied, NotAllowed when it was confirmed or checked anew meanwhile, or has errors.
    """
    require(importer.actor.has_perm(importer.permission))
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state in {State.IMPORTING, State.DONE}:
        raise NotAllowed(_("This file was imported already; nothing was imported twice."))
    if run.state != State.CHECKED or run.checks != check:
        raise NotAllowed(_("The file was checked again meanwhile. Look at the new preview before you confirm."))
    if run.found.get("errors"):
        raise NotAllowed(_("The file still has errors; nothing was imported."))
    _queue(run, State.IMPORTING, checks=run.checks)
    return run


def _queue(run: ImportRun, state: str, *, checks: int) -> None:
    run.state, run.checks = state, checks
    run.work_state, run.percent, run.step, run.error = LongWork.Progress.QUEUED, 0, "", ""
    run.attempts, run.queued_at, run.finished_at = 0, timezone.now(), None
    run.save(
        update_fields=[
            "state",
            "checks",
            "work_state",
            "percent",
            "step",
            "error",
            "attempts",
            "queued_at",
            "finished_at",
        ]
    )
    longwork.enqueue(run)


def work(run: ImportRun) -> None:
    """What the worker does with a run, in its person's language: the check or the import. Safe to run twice."""
    person = run.requested_by
    began = time.monotonic()
    with translation.override(person.language), timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
        importer = importer_for(run.kind, person)
        with longwork.Reporter(run) as report:
            try:
                if run.state == State.CHECKING:
                    check(run, importer, report)
                elif run.state == State.IMPORTING:
                    bring_in(run, importer, report)
            finally:
                if time.monotonic() - began > TELL_AFTER:
                    _tell(run)


def _tell(run: ImportRun) -> None:
    """Tell the person, who may have left the page by now, that the file is checked, imported or failed."""

    def words() -> tuple[str, str]:
        if run.state == State.DONE:
            return _("“%(name)s” is imported") % {"name": run.name}, ""
        if run.state == State.CHECKED:
            return _("“%(name)s” is checked; look at its preview") % {"name": run.name}, ""
        return _("“%(name)s” was not imported") % {"name": run.name}, _("The page of the import says why.")

    tell(
        recipient=run.requested_by,
        key=f"import:{run.pk}:{run.checks}:{run.state}",
        url=reverse(f"{run.kind}:import_run", args=[run.pk]),
        words=words,
    )
