"""Checking an uploaded file in the worker: the dry run that the preview shows, row by row."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smsplan.records.imports.columns import Row
from smsplan.records.imports.examining import as_update_of, examine
from smsplan.records.imports.importer import Importer
from smsplan.records.imports.similar import Match, find_similar
from smsplan.records.longwork import Reporter
from smsplan.records.models import ImportRow, ImportRun
from smsplan.records.tabular import TableProblem, read_table

#: How much of a cell the preview shows.
SHOWN = 300
#: Columns of a row that the preview shows.
COLUMNS = 6
#: Unknown words that a person is asked about at a time.
ASKED = 100

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision


def check(run: ImportRun, importer: Importer, report: Reporter) -> None:
    """Find out what importing the file would do, and keep it for the preview. Raises TableProblem."""
    report(1, gettext_noop("Reading the file"))
    table = read_table(run.name, bytes(run.content), max_rows=settings.IMPORT_MAX_ROWS)
    if list(table.headings) != run.headings:
        raise TableProblem(_("The file's headings are not those that were matched. Upload it again."))
    rows = []
    for row in examine(importer, table, run.matching, run.words):
        rows.append(row)
        if len(rows) % 250 == 0:
            report(10 + 50 * len(rows) // len(table.lines), gettext_noop("Checking each row"))
    report(60, gettext_noop("Looking for rows that are in the register already"))
    new = [(row.number, row.cells.get(importer.title, "")) for row in rows if row.outcome == Outcome.NEW]
    similar = find_similar(
        new,
        importer.known_titles(),
        lambda part: report(60 + int(30 * part), gettext_noop("Looking for rows that are in the register already")),
    )
    report(90, gettext_noop("Writing the preview"))
    with transaction.atomic():
        _keep(run, importer, rows, similar)


def _keep(run: ImportRun, importer: Importer, rows: list[Row], similar: dict[int, Match]) -> None:
    records = importer.records({"pk__in": {match.record_id for match in similar.values() if match.record_id}})
    by_pk = {record.pk: record for record in records} if similar else {}
    kept = [_kept(run, importer, row, similar.get(row.number), by_pk) for row in rows]
    run.rows.all().delete()
    ImportRow.objects.bulk_create(kept, batch_size=1000)
    counts = Counter(str(row.outcome) for row in kept)
    run.found = {
        "rows": len(kept),
        "counts": counts,
        "errors": sum(len(row.problems) for row in rows),
        "unknown": _unknown(importer, rows),
    }
    run.state = ImportRun.State.CHECKED
    run.save(update_fields=["found", "state"])


def _kept(run: ImportRun, importer: Importer, row: Row, match: Match | None, records: dict) -> ImportRow:
    shown = [key for key in row.cells if not importer.by_key[key].readonly and key != "reference"][:COLUMNS]
    detail: dict[str, Any] = {
        "cells": [[key, row.cells[key][:SHOWN]] for key in shown],
        "notes": row.notes,
        "problems": [[problem.column, problem.message] for problem in row.problems],
        "changes": [[d.column, d.old[:SHOWN], d.new[:SHOWN]] for d in row.differences],
    }
    kept = ImportRow(
        run=run, number=row.number, title=row.cells.get(importer.title, ""), outcome=row.outcome, detail=detail
    )
    if row.record is not None:
        kept.record_id, kept.revision = row.record.pk, row.record.revision
        if row.conflict and not row.problems:
            kept.outcome, kept.decision = Outcome.DUPLICATE, Decision.SKIP
            kept.detail |= {
                "conflict": True,
                "may_update": True,
                "like": str(row.record),
                "like_url": row.record.get_absolute_url(),
            }
    elif match is not None and (match.number is not None or match.record_id in records):
        _resemble(kept, importer, row, match, records.get(match.record_id))
    return kept


def _resemble(kept: ImportRow, importer: Importer, row: Row, match: Match, record) -> None:
    """A new row that may be there already: the person decides; a row word for word the same is skipped by default."""
    kept.outcome = Outcome.DUPLICATE
    same = match.score >= 0.999
    kept.decision = Decision.SKIP if same else Decision.NEW
    kept.detail["percent"] = int(match.score * 100)
    if record is None:
        kept.detail["like_row"] = match.number
        return
    kept.record_id, kept.revision = record.pk, record.revision
    kept.detail |= {
        "like": record.reference,
        "like_title": record.heading[:SHOWN],
        "like_url": record.get_absolute_url(),
    }
    if not importer.updates:
        return
    update = as_update_of(importer, row, record)
    if update.problems:
        kept.detail["no_update"] = " ".join(problem.message for problem in update.problems)
    else:
        kept.detail["may_update"] = True
        kept.detail["changes"] = [[d.column, d.old[:SHOWN], d.new[:SHOWN]] for d in update.differences]


def _unknown(importer: Importer, rows: list[Row]) -> list[dict[str, Any]]:
    """The words that are not understood, those that stand most often first."""
    places: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        for key, word in row.unknown:
            place = places.setdefault((key, word.casefold()), [word, 0, row.number])
            place[1] += 1
    most = sorted(places.items(), key=lambda item: -item[1][1])[:ASKED]
    return [{"key": key, "word": word, "rows": count, "first": first} for (key, _folded), (word, count, first) in most]
