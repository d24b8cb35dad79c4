"""Matching columns, explaining words, deciding on similar rows, updating by reference."""

import datetime
import io

import openpyxl
import pytest

from risks import exports
from risks.models import Opportunity, Risk
from risks.services import risk_close, risk_create
from risks.services.updates import risk_update
from smsplan.context.models import Service
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportMemory, ImportRun
from smsplan.records.parsing import Linked, UnknownWords, date
from smsplan.records.services import save_record
from smsplan.ui.exports import as_csv
from tests.people import person
from tests.records.importing import bring_in, checked, confirmed, problems, work

pytestmark = pytest.mark.django_db
UNKNOWN = (
    "Apa yang bisa terjadi,Peluang,Dampak,Catatan\nServer mati,Sangat tinggi,Tinggi,x\nData hilang,Sedang,Rendah,y\n"
)


def test_columns_and_words_are_matched_once_and_remembered(as_person, people):
    client = as_person(people.compliance)
    run = imports.keep_upload(importer_for("risks", people.compliance), name="r.csv", content=UNKNOWN.encode())
    assert (run.state, run.matching) == ("matching", ["", "", "impact", ""])
    address = f"/risks/import/{run.pk}/"
    assert "Choose which of its columns it is" in client.get(address).content.decode()
    refused = client.post(address, {"act": "match", "column-0": "title", "column-1": "title", "column-2": "impact"})
    assert refused.status_code == 422 and "Choose one of them" in refused.content.decode()
    client.post(address, {"act": "match", "column-0": "title", "column-1": "likelihood", "column-2": "impact"})
    assert [(row, column) for row, column, _message in problems(work(run))] == [(2, "Likelihood")]
    assert "Sangat tinggi" in client.get(address).content.decode()
    client.post(address, {"act": "explain", "check": run.checks, "word-0": "3"})
    assert work(run).found["errors"] == 0
    confirmed(run)
    assert Risk.objects.get(title="Server mati").likelihood == 3
    again = checked("risks", "r.csv", UNKNOWN.replace("mati", "terbakar").encode(), people.compliance)
    assert again.matching == ["title", "likelihood", "impact", ""] and not again.found["errors"]
    # A colleague starts from it too, where the headings alone say nothing.
    other = checked("risks", "r.csv", UNKNOWN.encode(), person("other@example.test", "Compliance"))
    assert other.matching == again.matching and not other.found["errors"]
    assert ImportMemory.objects.count() == 1


def test_a_word_can_be_left_out_and_a_matching_of_another_file_is_refused(people):
    importer = importer_for("risks", people.compliance)
    text = "Risk,Likelihood,Impact,Category\nA,Low,Low,Weather\n"
    run = checked("risks", "r.csv", text.encode(), people.compliance)
    assert run.found["unknown"][0]["word"] == "Weather"
    with pytest.raises(Exception, match="Upload it again"):
        imports.check_again(run, importer, matching=["title", "likelihood", "impact"])
    run = work(imports.check_again(run, importer, words={"category": {"weather": ""}}))
    confirmed(run)
    assert Risk.objects.get().category is None


def test_two_equal_headings_are_asked_about(people):
    text = "Risk,Likelihood,Impact,Impact\nA,Low,Low,High\n"
    importer = importer_for("risks", people.compliance)
    run = imports.keep_upload(importer, name="r.csv", content=text.encode())
    assert run.state == ImportRun.State.MATCHING
    run = work(imports.check_again(run, importer, matching=["title", "likelihood", "", "impact"]))
    confirmed(run)
    assert Risk.objects.get().impact == 3


def test_a_check_that_was_superseded_is_not_confirmed(people):
    importer = importer_for("risks", people.compliance)
    run = checked("risks", "r.csv", b"Risk,Likelihood,Impact\nA,Low,Low\n", people.compliance)
    seen = run.checks
    work(imports.check_again(run, importer))
    with pytest.raises(Exception, match="checked again"):
        imports.confirm(run, importer, check=seen)


def export(rows=None) -> list[list[str]]:
    """The register as a person opens it in a spreadsheet."""
    import csv

    return list(csv.reader(io.StringIO(b"".join(as_csv(exports.risk_sheet(rows))).decode("utf-8-sig"), newline="")))


def as_file(rows: list[list[str]]) -> bytes:
    import csv

    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def risk(people) -> Risk:
    service = save_record(Service(title="Mail, calendar"), actor=people.compliance)
    save_record(Service(title="Web"), actor=people.compliance)
    return risk_create(
        actor=people.compliance, title="Change management process circumvented", treatment="Enforce CAB approval",
        likelihood=2, impact=3, owner=people.contributor, many={"services": [service]},
    )  # fmt: skip


def changed(rows: list[list[str]], **cells: str) -> bytes:
    """The exported rows with other cells in the first record."""
    place = {"treatment": "Treatment", "likelihood": "Likelihood", "level": "Risk Level", "services": "Services",
             "owner": "Owner", "state": "State", "reference": "Reference", "review_date": "Review date"}  # fmt: skip
    for key, value in cells.items():
        rows[1][rows[0].index(place[key])] = value
    return as_file(rows)


def test_a_known_reference_updates_that_record_in_one_history_row(people, risk):
    rows = export()
    content = changed(
        rows, treatment="=Buy a tool'", services="Mail, calendar, web", owner="", review_date="1 Agt 2027"
    )
    run = checked("risks", "r.csv", content.replace(b"=Buy", b"Buy"), people.compliance)
    changes = {column: (old, new) for column, old, new in run.rows.get().detail["changes"]}
    assert changes["Treatment"] == ("Enforce CAB approval", "Buy a tool'")
    confirmed(run)
    fresh = Risk.objects.get()
    assert (fresh.treatment, fresh.owner, fresh.owner_role) == ("Buy a tool'", None, "")
    assert fresh.review_date == datetime.date(2027, 8, 1) and fresh.assessments.count() == 1
    assert sorted(service.title for service in fresh.services.all()) == ["Mail, calendar", "Web"]
    assert fresh.revision == risk.revision + 1
    assert fresh.history.first().history_change_reason == "Imported from r.csv"
    assert fresh.history.count() == 2


def test_only_the_columns_of_the_file_are_touched(people, risk):
    bring_in("risks", "r.csv", b"Reference,Review date\nrsk-0001,2027-05-05\n", people.compliance)
    fresh = Risk.objects.get()
    assert (fresh.review_date, fresh.treatment) == (datetime.date(2027, 5, 5), "Enforce CAB approval")


def test_a_changed_likelihood_is_a_new_residual_assessment(people, risk):
    wrong = changed(export(), likelihood="Low", level="Low")
    ((_row, column, message),) = problems(checked("risks", "r.csv", wrong, people.compliance))
    assert column == "Risk Level" and "Correct one of the three" in message
    # A level that still stands as it was exported follows.
    run = bring_in("risks", "r.csv", changed(export(), likelihood="Low"), people.compliance)
    assert "Assessed anew; level: Medium." in run.rows.get().detail["notes"]
    fresh = Risk.objects.get()
    assert (fresh.inherent.likelihood, fresh.residual.likelihood, fresh.level) == (2, 1, 2)
    assert fresh.history.count() == 2


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"reference": "RSK-4711"}, "There is no RSK-4711"),
        ({"level": "Low"}, "follows from likelihood and impact"),
        ({"services": "Mail, calendar, Fax"}, "Fax"),
        ({"likelihood": ""}, "empty"),
    ],
)
def test_an_update_that_can_not_be_says_why(people, risk, cells, words):
    (found,) = problems(checked("risks", "r.csv", changed(export(), **cells), people.compliance))
    assert found[0] == 2 and words in found[2]


def test_a_reference_stands_once_and_a_closed_risk_is_left_alone(people, risk):
    rows = export()
    (found,) = problems(checked("risks", "r.csv", as_file([*rows, rows[1]]), people.compliance))
    assert found[0] == 3 and "row 2" in found[2]
    risk_close(risk=risk, actor=people.compliance, reason="Over")
    (found,) = problems(checked("risks", "r.csv", changed(export(), treatment="New"), people.compliance))
    assert "can't be changed" in found[2]


def test_a_state_in_the_file_is_not_imported_and_said_so(people, risk):
    run = checked("risks", "r.csv", changed(export(), state="Closed"), people.compliance)
    assert run.rows.get().outcome == "unchanged" and "State" in run.rows.get().detail["notes"][0]


def test_a_record_that_changed_after_the_check_stops_the_import_and_is_named(as_person, people, risk):
    other = "Another risk altogether,Low,Low\n"
    content = f"Reference,Risk,Likelihood,Impact,Treatment\n{risk.reference},,,,New plan\n,{other}"
    content = content.replace(f"{risk.reference},,,,", f"{risk.reference},{risk.title},Medium,High,")
    run = checked("risks", "r.csv", content.encode(), people.compliance)
    risk_update(risk=risk, actor=people.compliance, treatment="Changed meanwhile")
    run = confirmed(run)
    assert run.work_state == ImportRun.Progress.FAILED and "RSK-0001 was changed after" in run.error
    assert Risk.objects.get().treatment == "Changed meanwhile", "nothing else was imported either"
    client = as_person(people.compliance)
    client.post(f"/risks/import/{run.pk}/", {"act": "explain"})
    confirmed(work(run))
    assert Risk.objects.count() == 2 and Risk.objects.get(pk=risk.pk).treatment == "New plan"


SIMILAR = (
    "Risk,Likelihood,Impact,Treatment\n"
    "Change management process circumvented,Medium,High,Same words\n"
    "Change management process is circumvented,Medium,High,Almost\n"
    "Power supply fails,Low,High,First\n"
    "Power supply fails,Low,High,Second\n"
)


def test_similar_rows_are_decided_on_one_by_one_or_all_alike(as_person, people, risk):
    run = checked("risks", "r.csv", SIMILAR.encode(), people.compliance)
    rows = {row.number: row for row in run.rows.all()}
    assert [(row.outcome, row.decision) for row in rows.values()] == [
        ("duplicate", "skip"), ("duplicate", "new"), ("new", ""), ("duplicate", "skip")
    ]  # fmt: skip
    assert rows[2].record_id == rows[3].record_id == risk.pk and rows[5].detail["like_row"] == 4
    client = as_person(people.compliance)
    address = f"/risks/import/{run.pk}/"
    page = client.get(address).content.decode()
    assert "Update that record" in page and "Row 4 of this file" in page and "2 rows are ready" in page
    client.post(address, {"act": "all-skip", "check": run.checks})
    assert "1 row is ready" in client.get(address).content.decode()
    # Row 5 resembles no record, so that there is none to update.
    client.post(address, {"act": "decide", "check": run.checks, "row-3": "update", "row-5": "update"})
    assert run.rows.get(number=5).decision == "skip"
    client.post(address, {"act": "confirm", "check": run.checks})
    work(run)
    assert run.result == {"new": 1, "updated": 1, "unchanged": 0, "skipped": 2}
    fresh = Risk.objects.get(pk=risk.pk)
    assert (fresh.title, fresh.treatment) == ("Change management process is circumvented", "Almost")
    assert fresh.owner == people.contributor and fresh.assessments.count() == 1


def test_opportunities_come_in_and_are_evaluated_when_the_file_says_so(people):
    text = "Opportunity,Benefit,Effort,Owner\nSelf service,Tinggi,Rendah,Service Manager\nChat bot,,,\n"
    bring_in("opportunities", "o.csv", text.encode(), people.compliance)
    first, second = Opportunity.objects.order_by("pk")
    assert (first.state, first.benefit, first.effort, first.owner_role) == ("evaluated", 3, 1, "Service Manager")
    assert second.state == "identified"
    ((_row, column, _message),) = problems(
        checked("opportunities", "o.csv", b"Opportunity,Benefit\nSome other thing,High\n", people.compliance)
    )
    assert column == "Effort"


def test_merged_cells_are_named_and_a_title_above_the_headings_is_passed_over(people):
    book = openpyxl.Workbook()
    for line in (
        ["Risk register 2026"],
        ["Risk", "Likelihood", "Impact", "Owner"],
        ["A", "Low", "Low", "x"],
        ["B", "Low", "Low"],
    ):
        book.active.append(line)
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("D3:D4")
    target = io.BytesIO()
    book.save(target)
    run = checked("risks", "r.xlsx", target.getvalue(), people.compliance)
    assert problems(run) == [
        (3, "Owner", "The cells D3:D4 are merged. Take the merging back and fill in each of them.")
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 Desember 2026", (2026, 12, 31)), ("1 Agt 2026", (2026, 8, 1)), ("2026-12-31 00:00:00", (2026, 12, 31)),
        ("Senin, 5 Januari 2026", (2026, 1, 5)), ("5-Mei-2026", (2026, 5, 5)), ("December 31, 2026", (2026, 12, 31)),
        ("31/12/2026", (2026, 12, 31)),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text, day):
    assert date(text) == datetime.date(*day)


@pytest.mark.parametrize("text", ["31 Februari 2026", "2026-12-31x", "2026-02-30", "soon", "12/31/2026"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Exception, match="is not a date"):
        date(text)


def test_titles_with_commas_are_told_apart_and_a_cell_of_commas_is_quick(risk):
    read = Linked(lambda: Service.objects.order_by("reference"))
    assert [service.title for service in read("web; MAIL,  Calendar")] == ["Mail, calendar", "Web"]
    assert [service.reference for service in read("SRV-0002")] == ["SRV-0002"]
    with pytest.raises(UnknownWords) as unknown:
        read("Mail, Web, Fax")
    assert unknown.value.words == ["Mail", "Fax"]
    with pytest.raises(UnknownWords):
        read("x," * 50_000)


@pytest.mark.parametrize("address", ["/risks/import/template/", "/opportunities/import/template/"])
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_template_is_understood_and_offers_choices(as_person, people, address, language):
    people.compliance.language = language
    people.compliance.save()
    answer = as_person(people.compliance).get(address + "?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.worksheets[0]
    importer = importer_for(address.split("/")[1], people.compliance)
    headings = [cell.value for cell in page[1]]
    assert all(any(column.matches(heading) for column in importer.columns) for heading in headings)
    assert page.data_validations.dataValidation and book.worksheets[1]["A2"].value
