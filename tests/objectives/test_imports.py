import io
from decimal import Decimal

import openpyxl
import pytest

from objectives import exports
from objectives.imports import ObjectivesImporter
from objectives.models import Objective
from smsplan.records import imports
from smsplan.records.services import NotAllowed
from smsplan.records.tabular import TableProblem
from smsplan.ui.exports import as_csv, as_xlsx

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


def bring_in(name: str, content: bytes, actor) -> int:
    importer = ObjectivesImporter()
    plan = imports.preview(importer, name, content)
    assert plan.ok, plan.problems
    run = imports.keep_upload(importer, name=name, content=content, actor=actor)
    return imports.confirm(ObjectivesImporter(), run, actor=actor)


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
    assert bring_in(name, content, compliance) == 5
    rows = list(Objective.objects.order_by("pk"))
    assert [row.area for row in rows] == [
        "Service Availability", "Incident Management", "Change Management", "Cost Control", "Compliance"
    ]  # fmt: skip
    assert [row.frequency for row in rows] == ["monthly"] * 3 + ["quarterly"] * 2
    assert rows[1].title == "Reduce P1 incident MTTR (mean time to resolution) from 4 hours to 2 hours"
    assert {row.state for row in rows} == {Objective.State.DRAFT}
    assert [row.reference for row in rows] == [f"OBJ-{number:04d}" for number in range(1, 6)]
    assert all(row.history.first().history_change_reason == f"Imported from {name}" for row in rows)


def test_a_preview_saves_nothing_and_a_file_is_confirmed_once(compliance):
    importer = ObjectivesImporter()
    imports.preview(importer, "o.csv", GUIDE.encode())
    assert not Objective.objects.exists()
    run = imports.keep_upload(importer, name="o.csv", content=GUIDE.encode(), actor=compliance)
    imports.confirm(importer, run, actor=compliance)
    with pytest.raises(NotAllowed):
        imports.confirm(importer, run, actor=compliance)
    assert Objective.objects.count() == 5


FULL = (
    "Objective Area,Objective,Review Frequency,Metric,Unit,Baseline,Target,Direction,Start,Due,Owner\n"
    'Availability,Uptime of 99.5%,BULANAN,Uptime,%,"98,5","99,5",at least,2026-01-01,31/12/2026,{owner}\n'
)


@pytest.mark.parametrize("owner", ["Sari Melati", "CONTRIBUTOR@obj.test", "operations lead"])
def test_more_columns_fill_the_plan_and_find_the_owner(compliance, contributor, owner):
    bring_in("o.csv", FULL.format(owner=owner).encode(), compliance)
    row = Objective.objects.get()
    assert (row.baseline, row.target, row.direction) == (Decimal("98.5"), Decimal("99.5"), "at_least")
    assert (str(row.start_date), str(row.due_date), row.owner) == ("2026-01-01", "2026-12-31", contributor)


def test_an_unknown_owner_is_kept_as_a_role_and_said_so(compliance):
    content = FULL.format(owner="Head of Operations").encode()
    (row,) = imports.preview(ObjectivesImporter(), "o.csv", content).rows
    assert any("Head of Operations" in note for note in row.notes)
    bring_in("o.csv", content, compliance)
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
    plan = imports.preview(ObjectivesImporter(), "o.csv", content)
    assert [problem.row for problem in plan.problems] == [3]
    if column != "Due":
        assert plan.problems[0].column == column
    run = imports.keep_upload(ObjectivesImporter(), name="o.csv", content=content, actor=compliance)
    with pytest.raises(Exception, match="errors"):
        imports.confirm(ObjectivesImporter(), run, actor=compliance)
    assert not Objective.objects.exists()


def test_a_missing_column_is_named():
    with pytest.raises(TableProblem, match="Review Frequency"):
        imports.preview(ObjectivesImporter(), "o.csv", b"Objective Area,Objective\nA,B\n")


@pytest.mark.parametrize("language", ["en", "id"])
def test_an_export_can_be_imported_again(draft, compliance, language):
    from django.utils import translation

    with translation.override(language):
        draft.title = "-5 complaints a month at most"  # what a spreadsheet would take for a formula
        draft.save()
        sheet = exports.objective_sheet()
        sheet.rows = list(sheet.rows)
        for name, content in (("o.csv", b"".join(as_csv(sheet))), ("o.xlsx", as_xlsx([sheet]))):
            bring_in(name, content, compliance)
    first, *again = Objective.objects.order_by("pk")
    assert len(again) == 2
    for one in again:
        for field in (
            "title", "area", "metric", "unit", "baseline", "target", "direction", "rule", "frequency", "start_date",
            "due_date", "owner", "sponsor", "achievable", "resources", "activities", "alignment",
        ):  # fmt: skip
            assert getattr(one, field) == getattr(first, field), field
