import io
from decimal import Decimal

import openpyxl
import pytest

from objectives import exports
from objectives.models import Objective
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRun
from smsplan.records.services import NotAllowed, save_record
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


def test_everything_that_is_wrong_with_a_row_is_said_at_once(compliance):
    heads = "Objective Area,Objective,Review Frequency,Unit,Baseline,Target,Due"
    row = "Desk,Answers,sometimes,h,abc,90 min,nonsense"
    run = checked("objectives", "o.csv", f"{heads}\n{row}".encode(), compliance)
    assert {column for _number, column, _message in problems(run)} == {"Review Frequency", "Baseline", "Due"}


def test_figures_wait_for_a_unit_that_can_be_read(compliance):
    heads = "Objective Area,Objective,Review Frequency,Unit,Target"
    run = checked("objectives", "o.csv", f"{heads}\nDesk,Answers,monthly,=A1,90 min".encode(), compliance)
    assert [column for _number, column, _message in problems(run)] == ["Unit"]


def test_a_missing_column_is_asked_for(compliance):
    run = imports.keep_upload(
        importer_for("objectives", compliance), name="o.csv", content=b"Objective Area,Objective\nA,B\n"
    )
    assert run.state == ImportRun.State.MATCHING
    with pytest.raises(imports.Unmatched, match="Review Frequency"):
        imports.check_again(run, importer_for("objectives", compliance), matching=["area", "title"])


@pytest.mark.parametrize("language", ["en", "id"])
def test_an_export_without_its_references_comes_in_as_new_drafts(draft, compliance, language):
    from django.utils import translation

    with translation.override(language):
        draft.title = "-5 complaints a month at most"  # what a spreadsheet would take for a formula
        draft.save()
        sheet = exports.objective_sheet()
        sheet.rows = [["", *row[1:]] for row in sheet.rows]
        for name, content in (("o.csv", b"".join(as_csv(sheet))), ("o.xlsx", as_xlsx([sheet]))):
            run = checked("objectives", name, content, compliance)
            assert run.rows.get().decision == "skip", "it is there already, word for word"
            imports.decide_all(run, "new")
            confirmed(run)
            assert any("milestone" in note or "tonggak" in note.lower() for note in run.rows.get().detail["notes"])
    first, *again = Objective.objects.order_by("pk")
    assert len(again) == 2
    for one in again:
        for field in (
            "title", "area", "metric", "unit", "baseline", "target", "direction", "rule", "frequency", "start_date",
            "due_date", "owner", "sponsor", "achievable", "resources", "activities", "alignment", "for_whom",
            "sms_wide", "serves", "evaluation", "communicated_to", "communicated_when", "communicated_how", "upper",
            "decimals", "description", "measurement_approach",
        ):  # fmt: skip
            assert getattr(one, field) == getattr(first, field), field
        assert not one.committed.exists()


def row_of(objective: Objective, **changes: str) -> bytes:
    """The objective's row of an export with some cells changed, by column key."""
    places = {part.key: place for place, part in enumerate(exports.PARTS)}
    sheet = exports.objective_sheet(Objective.objects.filter(pk=objective.pk))
    (row,) = sheet.rows
    row = list(row)
    for key, text in changes.items():
        row[places[key]] = text
    sheet.rows = [row]
    return b"".join(as_csv(sheet))


def test_a_reference_updates_its_draft_as_one_save(draft, compliance, manager):
    content = row_of(
        draft, target="99,9", due_date="30 November 2026", sms_wide="no", serves="Another\nOne more", owner="Board"
    )
    saves = draft.history.count()
    run = checked("objectives", "o.csv", content, compliance)
    row = run.rows.get()
    assert row.outcome == "update" and not row.detail["problems"], row.detail
    assert {change[0] for change in row.detail["changes"]} == {
        "Target", "Due", "Owner", "Concerns the SMS as a whole", "Serves"
    }  # fmt: skip
    assert sum("neither a strategic priority" in note for note in row.detail["notes"]) == 2
    confirmed(run)
    draft.refresh_from_db()
    assert (draft.target, str(draft.due_date), draft.sms_wide) == (Decimal("99.9"), "2026-11-30", False)
    assert (draft.serves, draft.owner, draft.owner_role) == (["Another", "One more"], None, "Board")
    assert draft.sponsor == manager and draft.committed.exists()
    assert draft.history.count() == saves + 1


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"target": "90"}, "Target", "below the baseline"),
        ({"target": "many"}, "Target", "not a number"),
        ({"sponsor": "Nobody At All"}, "Sponsor", "Nobody is known"),
        ({"due_date": "2025-12-31"}, "", "after the start"),
        ({"decimals": "7"}, "Decimals shown", "0 to 4"),
    ],
)
def test_an_update_that_no_draft_may_be_is_refused_beside_its_column(draft, compliance, changes, column, words):
    run = checked("objectives", "o.csv", row_of(draft, **changes), compliance)
    ((_row, heading, message),) = problems(run)
    assert (heading == column or not column) and words in message
    draft.refresh_from_db()
    assert draft.target == Decimal("99.5")


def test_an_approved_objective_is_revised_and_not_imported(approved, compliance):
    run = checked("objectives", "o.csv", row_of(approved), compliance)
    assert run.rows.get().outcome == "unchanged"
    run = checked("objectives", "o.csv", row_of(approved, target="99.9"), compliance)
    ((_row, _column, message),) = problems(run)
    assert approved.reference in message and "revision" in message
    approved.refresh_from_db()
    assert approved.target == Decimal("99.5")


def test_a_draft_that_moved_on_after_the_check_refuses_the_file(draft, compliance):
    run = checked("objectives", "o.csv", row_of(draft, target="99.9"), compliance)
    draft.refresh_from_db()
    save_record(draft, actor=compliance)
    run = confirmed(run)
    assert run.state != ImportRun.State.DONE and draft.reference in run.error
    assert Objective.objects.get(pk=draft.pk).target == Decimal("99.5")


def test_a_time_is_read_in_the_unit_of_its_row(compliance):
    content = (
        "Objective Area,Objective,Review Frequency,Unit,Baseline,Target,Direction\n"
        'Incidents,Faster P1,monthly,hours,"4 h",1 h 30 min,at most\n'
    )
    bring_in("objectives", "o.csv", content.encode(), compliance)
    row = Objective.objects.get()
    assert (row.baseline, row.target) == (Decimal(4), Decimal("1.5"))


def test_what_cannot_be_meant_is_refused_for_a_new_row_too(compliance):
    content = b"Objective Area,Objective,Review Frequency,Baseline,Target,Direction\nA,B,monthly,99,95,at least\n"
    ((row, column, message),) = problems(checked("objectives", "o.csv", content, compliance))
    assert (row, column) == (2, "Target") and "below the baseline" in message


def test_a_number_in_a_spreadsheet_has_no_thousands_in_any_language(compliance):
    compliance.language = "id"
    compliance.save()
    book = openpyxl.Workbook()
    book.active.append(["Objective Area", "Objective", "Review Frequency", "Baseline", "Target"])
    book.active.append(["Incidents", "Faster P1", "monthly", 2.25, 1.125])
    out = io.BytesIO()
    book.save(out)
    bring_in("objectives", "o.xlsx", out.getvalue(), compliance)
    row = Objective.objects.get()
    assert (row.baseline, row.target) == (Decimal("2.25"), Decimal("1.125"))
