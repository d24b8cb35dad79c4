"""Importing a checked file in the worker: one transaction, all rows or none."""

from collections import Counter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.records import longwork
from smsplan.records.imports.columns import Row
from smsplan.records.imports.examining import as_update_of, examine
from smsplan.records.imports.importer import Importer
from smsplan.records.models import ImportRow, ImportRun
from smsplan.records.services import require
from smsplan.records.tabular import read_table

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision


class Refused(Exception):
    """Nothing was imported; the message says why and what to do."""


@transaction.atomic
def bring_in(run: ImportRun, importer: Importer, report: longwork.Reporter) -> None:
    """Import every row as its check said, or none of them.

    Raises Refused when a record or the register is no longer as it was when the file was checked, TableProblem,
    PermissionDenied.
    """
    require(importer.actor.is_active and importer.actor.has_perm(importer.permission))
    reason = reason_kept("Imported from %(name)s", name=run.name)
    table = read_table(run.name, bytes(run.content), max_rows=settings.IMPORT_MAX_ROWS)
    checked = {row.number: row for row in run.rows.all()}
    _nobody_changed(importer, [row for row in checked.values() if row.revision is not None and _writes(row)])
    done: Counter[str] = Counter()
    written = []
    for place, row in enumerate(examine(importer, table, run.matching, run.words)):
        if place % 100 == 0:
            report(5 + 90 * place // len(table.lines), gettext_noop("Importing each row"))
        kept = checked[row.number]
        did, record = _bring_in_row(importer, row, kept, reason)
        done[did] += 1
        if record is not None:
            kept.record_id = record.pk
            written.append(kept)
    ImportRow.objects.bulk_update(written, ["record_id"], batch_size=1000)
    report(97, gettext_noop("Finishing"))
    _finish(run, importer, done)


def _writes(row: ImportRow) -> bool:
    return row.outcome == Outcome.UPDATE or row.decision == Decision.UPDATE


def _nobody_changed(importer: Importer, rows: list[ImportRow]) -> None:
    """Lock the records that will change, in the order of their keys. Raises Refused naming those that moved on."""
    known = {row.record_id: row.revision for row in rows}
    changed = [reference for pk, revision, reference in importer.versions(known) if revision != known[pk]]
    if changed:
        raise Refused(
            ngettext(
                "%(references)s was changed after the file was checked; nothing was imported. Check the file again.",
                "%(references)s were changed after the file was checked; nothing was imported. Check the file again.",
                len(changed),
            )
            % {"references": ", ".join(changed[:20]) + (" …" if len(changed) > 20 else "")}
        )


def _bring_in_row(importer: Importer, row: Row, kept: ImportRow, reason: str):
    """(what was done, the record that it was done to)."""
    if kept.decision == Decision.SKIP:
        return "skipped", None
    if kept.decision == Decision.UPDATE:
        record = importer.records({"pk": kept.record_id}).first()
        row = as_update_of(importer, row, record) if record is not None else row
    if row.problems:
        raise Refused(_refusal(row.number, [problem.message for problem in row.problems]))
    wanted = Outcome.NEW if kept.decision == Decision.NEW else Outcome.UPDATE if kept.decision else kept.outcome
    if row.outcome == Outcome.UNCHANGED and wanted in {Outcome.UPDATE, Outcome.UNCHANGED}:
        return "unchanged", None
    if row.outcome != wanted:
        message = _("The register is no longer as it was when the file was checked.")
        raise Refused(_refusal(row.number, [message]))
    try:
        if row.record is None:
            return "new", importer.create(row, reason=reason)
        return "updated", importer.update(row, reason=reason)
    except ValidationError as error:
        raise Refused(_refusal(row.number, error.messages)) from None


def _refusal(number: int, messages: list[str]) -> str:
    return _("Row %(row)d: %(why)s Nothing was imported; check the file again.") % {
        "row": number,
        "why": " ".join(messages),
    }


def _finish(run: ImportRun, importer: Importer, done: Counter[str]) -> None:
    run.state = ImportRun.State.DONE
    run.result = {name: done[name] for name in ("new", "updated", "unchanged", "skipped")}
    run.imported = done["new"] + done["updated"]
    run.save(update_fields=["state", "result", "imported"])
    longwork.finish(run)
    record_event(
        action=Action.IMPORTED,
        actor=importer.actor,
        label=run.name,
        detail={"register": importer.kind, "rows": run.imported, "sha256": run.sha256} | run.result,
    )
