import io
from decimal import Decimal

import openpyxl
import pytest

from objectives import exports
from objectives.models import Objective
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRun
from smsplan.records.services import NotAllowed
from smsplan.ui.exports import as_csv, as_xlsx
from tests.records.importing import bring_in, checked, confirmed, problems

GUIDE = """Objective Area,Example Objective,Measurement Approach,Review Frequency
Service Availability,Achieve 99.5% uptime for critical business services,Monthly uptime reports from monitoring systems; calculate 99.5% threshold,Monthly
Incident Management,Reduce P1 incident MTTR (mean time to resolution) from 4 hours to 2 hours,Track MTTR for all P1 incidents; calculate monthly average,Monthly
Change Management,Achieve 95% successful change deployment rate (no rollbacks),Track all changes; measure percentage completed without rollback,Monthly
Cost Control,Reduce IT cost per user by 10% by year-end,Calculate total IT cost / total user base; track quarterly,Quarterly
Compliance,Maintain 100% compliance with POJK service continuity requirements,Quarterly audit of BC/DR testing and documentation,Quarterly
"""  # noqa: E501


def as_excel_saves_it(text: str) -> bytes:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(text)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_workbook(text: str) -> bytes:
    import csv

    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("objectives.csv", GUIDE.encode()),
        ("objectives.csv", as_excel_saves_it(GUIDE)),
        ("objectives.xlsx", as_workbook(GUIDE)),
    ],
    ids=["csv", "semicolons-and-mark", "xlsx"],
)
def test_the_guides_objectives_come_in_as_drafts(compliance, name, content):
    assert bring_in("objectives", name, content, compliance).imported == 5
    rows = list(Objective.objects.order_by("pk"))
    assert [row.area for row in rows] == [
        "Service Availability", "Incident Management", "Change Management", "Cost Control", "Compliance"
    ]  # fmt: skip
    assert [row.frequency for row in rows] == ["monthly"] * 3 + ["quarterly"] * 2
    assert rows[1].title == "Reduce P1 incident MTTR (mean time to resolution) from 4 hours to 2 hours"
    assert {row.state for row in rows} == {Objective.State.DRAFT}
    assert [row.reference for row in rows] == [f"OBJ-{number:04d}" for number in range(1, 6)]
    assert all(row.history.first().history_change_reason == f"Imported from {name}" for row in rows)


def test_a_check_saves_nothing_and_a_file_is_confirmed_once(compliance):
    run = checked("objectives", "o.csv", GUIDE.encode(), compliance)
    assert not Objective.objects.exists()
    confirmed(run)
    with pytest.raises(NotAllowed):
        confirmed(run)
    assert Objective.objects.count() == 5


FULL = (
    "Objective Area,Objective,Review Frequency,Metric,Unit,Baseline,Target,Direction,Start,Due,Owner\n"
    'Availability,Uptime of 99.5%,BULANAN,Uptime,%,"98,5","99,5",at least,2026-01-01,31/12/2026,{owner}\n'
)


@pytest.mark.parametrize("owner", ["Sari Melati", "CONTRIBUTOR@obj.test", "operations lead"])
def test_more_columns_fill_the_plan_and_find_the_owner(compliance, contributor, owner):
    bring_in("objectives", "o.csv", FULL.format(owner=owner).encode(), compliance)
    row = Objective.objects.get()
    assert (row.baseline, row.target, row.direction) == (Decimal("98.5"), Decimal("99.5"), "at_least")
    assert (str(row.start_date), str(row.due_date), row.owner) == ("2026-01-01", "2026-12-31", contributor)


def test_an_unknown_owner_is_kept_as_a_role_and_said_so(compliance):
    content = FULL.format(owner="Head of Operations").encode()
    run = checked("objectives", "o.csv", content, compliance)
    assert any("Head of Operations" in note for note in run.rows.get().detail["notes"])
    bring_in("objectives", "o.csv", content, compliance)
    assert Objective.objects.get().owner_role == "Head of Operations"


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("Review Frequency", "sometimes"), ("Target", "ninety"), ("Target", "1e40"), ("Start", "31-31-2026"),
        ("Direction", "sideways"), ("Due", "2025-12-31"), ("Unit", "x" * 31), ("Objective", ""), ("Metric", "=1+1"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_row_and_column_and_nothing_is_saved(compliance, column, bad):
    heads = ["Objective Area", "Objective", "Review Frequency", "Metric", "Unit", "Target", "Direction", "Start", "Due"]
    good = ["Availability", "Uptime of 99.5%", "monthly", "Uptime", "%", "99.5", "at most", "2026-01-01", "2026-12-31"]
    row = [bad if head == column else cell for head, cell in zip(heads, good, strict=True)]
    content = "\n".join(",".join(line) for line in (heads, good, row)).encode()
    run = checked("objectives", "o.csv", content, compliance)
    found = problems(run)
    assert [number for number, _column, _message in found] == [3]
    if column != "Due":
        assert found[0][1] == column
    with pytest.raises(NotAllowed, match="errors"):
        confirmed(run)
    assert not Objective.objects.exists()


def test_a_missing_column_is_asked_for(compliance):
    run = imports.keep_upload(
        importer_for("objectives", compliance), name="o.csv", content=b"Objective Area,Objective\nA,B\n"
    )
    assert run.state == ImportRun.State.MATCHING
    with pytest.raises(imports.Unmatched, match="Review Frequency"):
        imports.check_again(run, importer_for("objectives", compliance), matching=["area", "title"])


@pytest.mark.parametrize("language", ["en", "id"])
def test_an_export_can_be_imported_again(draft, compliance, language):
    from django.utils import translation

    with translation.override(language):
        draft.title = "-5 complaints a month at most"  # what a spreadsheet would take for a formula
        draft.save()
        sheet = exports.objective_sheet()
        sheet.rows = list(sheet.rows)
        for name, content in (("o.csv", b"".join(as_csv(sheet))), ("o.xlsx", as_xlsx([sheet]))):
            run = checked("objectives", name, content, compliance)
            assert run.rows.get().decision == "skip", "it is there already, word for word"
            imports.decide_all(run, "new")
            confirmed(run)
    first, *again = Objective.objects.order_by("pk")
    assert len(again) == 2
    for one in again:
        for field in (
            "title", "area", "metric", "unit", "baseline", "target", "direction", "rule", "frequency", "start_date",
            "due_date", "owner", "sponsor", "achievable", "resources", "activities", "alignment",
        ):  # fmt: skip
            assert getattr(one, field) == getattr(first, field), field
