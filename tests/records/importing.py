"""Importing a file as the tests do it: the worker's part is done in this process."""

from smsplan.records import imports, longwork
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRun


def work(run: ImportRun) -> ImportRun:
    """Do what the worker would do with a queued run."""
    longwork.perform(ImportRun, run.pk, imports.work)
    run.refresh_from_db()
    return run


def checked(kind: str, name: str, content: bytes, actor) -> ImportRun:
    """An upload after its check."""
    return work(imports.keep_upload(importer_for(kind, actor), name=name, content=content))


def confirmed(run: ImportRun) -> ImportRun:
    """A checked run after its import."""
    return work(imports.confirm(run, importer_for(run.kind, run.requested_by), check=run.checks))


def bring_in(kind: str, name: str, content: bytes, actor) -> ImportRun:
    """Check and import a file, which must have no errors."""
    run = checked(kind, name, content, actor)
    assert not run.error and not run.found.get("errors"), (run.error, problems(run))
    run = confirmed(run)
    assert run.state == ImportRun.State.DONE, run.error
    return run


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    """(row, column, message) of each error that a check found."""
    rows = run.rows.order_by("number")
    return [(row.number, column, message) for row in rows for column, message in row.detail["problems"]]
