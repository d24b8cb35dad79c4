"""Importing the guide's sample register, and files that are not as they should be."""

import io
import itertools
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from risks.models import Risk
from smsplan.audit.models import Action, Event
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRun
from smsplan.records.services import NotAllowed
from tests.people import person
from tests.records.importing import checked, confirmed, problems, work

HEAD = "Risk Description,Likelihood,Impact,Risk Level,Treatment,Owner"
SAMPLE = (Path(__file__).parent.parent / "data" / "risk-register-sample.csv").read_text()
LEVELS = ["High", "Medium", "High", "Medium"]


def as_xlsx(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.strip().splitlines():
        book.active.append(line.split(","))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def semicolons_with_bom(text: str) -> bytes:
    rows = [line.split(",") for line in text.strip().splitlines()]
    quoted = [";".join(f'"{cell}"' if ";" in cell else cell for cell in row) for row in rows]
    return b"\xef\xbb\xbf" + "\r\n".join(quoted).encode()


FORMS = {
    "register.csv": SAMPLE.encode(),
    "register.xlsx": as_xlsx(SAMPLE),
    "register-excel.csv": semicolons_with_bom(SAMPLE),
    "register-utf16.csv": SAMPLE.encode("utf-16"),
    "register-tabs.csv": SAMPLE.replace(",", "\t").encode(),
}


def upload(client, name: str, content: bytes):
    return client.post("/risks/import/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", FORMS)
def test_the_guides_register_comes_in_with_the_guides_levels(as_person, people, name):
    client = as_person(people.compliance)
    page = upload(client, name, FORMS[name])
    run = work(ImportRun.objects.get())
    assert page.url == f"/risks/import/{run.pk}/"
    shown = client.get(page.url).content.decode()
    assert "4 rows are ready" in shown and "6 of 6 columns are matched" in shown
    assert not Risk.objects.exists(), "nothing is saved before it is confirmed"
    client.post(page.url, {"act": "confirm", "check": run.checks})
    work(run)
    assert "4 rows imported" in client.get(page.url).content.decode()
    risks = list(Risk.objects.order_by("reference").select_related("inherent"))
    assert [str(risk.inherent.get_level_display()) for risk in risks] == LEVELS
    assert risks[2].owner_role == "HR & Service Manager"
    assert risks[0].treatment.startswith("Implement automated control; enforce CAB approval")
    assert Event.objects.get(action=Action.IMPORTED).detail["rows"] == 4
    assert risks[0].history.get().history_change_reason == f"Imported from {name}"


def test_confirming_twice_imports_once(as_person, people):
    client = as_person(people.compliance)
    run = checked("risks", "register.csv", SAMPLE.encode(), people.compliance)
    address = f"/risks/import/{run.pk}/"
    assert client.post(address, {"act": "confirm", "check": run.checks}).status_code == 302
    second = client.post(address, {"act": "confirm", "check": run.checks})
    assert second.status_code == 409 and "already" in second.content.decode()
    work(run)
    work(run)
    assert client.post(address, {"act": "confirm", "check": run.checks}).status_code == 409
    assert Risk.objects.count() == 4


def test_owners_are_recognised_by_job_title(as_person, people):
    people.contributor.job_title = "Change Manager"
    people.contributor.save()
    run = checked("risks", "register.csv", SAMPLE.encode(), people.compliance)
    page = as_person(people.compliance).get(f"/risks/import/{run.pk}/")
    assert f"Owner: {people.contributor.full_name}" in page.content.decode()
    confirmed(run)
    assert Risk.objects.get(reference="RSK-0001").owner == people.contributor


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Broken,Sometimes,High,High,x,y", "Likelihood", "not known here"),
        (",Medium,High,High,x,y", "Risk Description", "empty"),
        ("Wrong level,Low,High,High,x,y", "Risk Level", "Correct one of the three"),
        ("=1+1,Low,High,Medium,x,y", "Risk Description", "formula"),
        ('"' + "long " * 100 + '",Low,High,Medium,x,y', "Risk Description", "Shorten"),
        ("Too many,Low,High,Medium,x,y,z", "", "more cells"),
    ],
)
def test_errors_name_row_column_and_cure_and_nothing_is_saved(as_person, people, row, column, words):
    run = checked("risks", "register.csv", (SAMPLE + row + "\n").encode(), people.compliance)
    ((number, named, message),) = problems(run)
    assert (number, named) == (6, column) and words in message
    client = as_person(people.compliance)
    page = client.get(f"/risks/import/{run.pk}/").content.decode()
    assert "1 error; nothing was saved" in page and words in page
    assert client.post(f"/risks/import/{run.pk}/", {"act": "confirm", "check": run.checks}).status_code == 409
    assert not Risk.objects.exists()


def test_thirty_percent_bad_rows_are_all_listed_and_nothing_is_saved(as_person, people):
    good = "A risk of its own {},Low,High,Medium,t,o\n"
    bad = ",Sometimes,High,Medium,t,o\n"
    lines = "".join(bad if number % 10 < 3 else good.format(f"{number:05d}" * 9) for number in range(200))
    run = checked("risks", "r.csv", (HEAD + "\n" + lines).encode(), people.compliance)
    found = problems(run)
    assert len({row for row, _column, _message in found}) == 60 and len(found) == 120 == run.found["errors"]
    client = as_person(people.compliance)
    assert "Page 1 of 2" in client.get(f"/risks/import/{run.pk}/").content.decode()
    listed = b"".join(client.get(f"/risks/import/{run.pk}/errors/").streaming_content).decode("utf-8-sig")
    assert len(listed.strip().splitlines()) == 121
    with pytest.raises(NotAllowed):
        confirmed(run)
    assert not Risk.objects.exists()


def xlsx_with_formula() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    book.active.append(["A risk", "Low", "High", "=IF(1,2,3)", "t", "o"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_formula_in_a_workbook_is_refused(people):
    run = checked("risks", "r.xlsx", xlsx_with_formula(), people.compliance)
    assert [(row, column) for row, column, _message in problems(run)] == [(2, "Risk Level")]
    assert "formula" in problems(run)[0][2]


def xlsx_bomb() -> bytes:
    """A workbook whose sheet declares entities that expand a billion times."""
    source = io.BytesIO(as_xlsx(SAMPLE))
    target = io.BytesIO()
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise("abcdefghij")
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                data = (
                    entities.encode() + b"]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
                )
            new.writestr(info, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.csv", b"", "empty"),
        ("r.csv", (HEAD + "\n").encode().replace(b"Treatment", b"\xff\xfe"), "UTF-8"),
        ("r.xlsx", b"this is not a workbook", "not an XLSX"),
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not an XLSX"),
        ("r.xlsx", b"PK\x03\x04 broken", "can't be opened"),
        ("r.csv", b"\n\n", "no headings"),
        ("r.xlsx", xlsx_bomb(), "can't be"),
        ("r.csv", (HEAD + '\n"open quote,Low,Low,Low,t,o\n').encode(), "quotation"),
        ("r.csv", (HEAD + "\n" + "x" * 200_000 + ",Low\n").encode(), "Row 2 has a cell of more than 100000 characters"),
    ],
    ids=["empty", "encoding", "not-xlsx", "xls", "broken-zip", "blank", "xml-bomb", "quote", "huge-cell"],
)
def test_a_file_that_is_no_table_is_refused_at_once(as_person, people, name, content, words):
    response = upload(as_person(people.compliance), name, content)
    assert response.status_code == 422
    assert words in response.context["refused"]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + "\n", "no rows"),
        (HEAD + "\n" + "a risk,Low,Low,Low,t,o\n" * 10_001, "more than 10000 rows"),
        (HEAD + "\n" + "a,Low,Low,Low,t,o\n" * 20 + '"open quote,Low,Low,Low,t,o\n', "Row 22 can't be read"),
        (HEAD + "\n" + "a,Low,Low,Low,t,o\n" * 20 + "x" * 200_000 + ",Low,Low,Low,t,o\n", "Row 22 has a cell of more"),
    ],
    ids=["no-rows", "10001", "quote", "huge-cell"],
)
def test_a_file_that_can_not_be_read_to_its_end_says_why(as_person, people, content, words):
    run = checked("risks", "r.csv", content.encode(), people.compliance)
    assert run.work_state == ImportRun.Progress.FAILED and words in run.error
    page = as_person(people.compliance).get(f"/risks/import/{run.pk}/").content.decode()
    assert "Nothing was imported." in page and "Check again" in page
    with pytest.raises(NotAllowed):
        confirmed(run)
    assert not Risk.objects.exists()


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_only_compliance_imports(as_person, people, role):
    client = as_person(getattr(people, role))
    assert client.get("/risks/import/").status_code == 403
    assert upload(client, "r.csv", SAMPLE.encode()).status_code == 403


def test_one_persons_upload_is_not_anothers_to_see_or_confirm(as_person, people):
    run = checked("risks", "r.csv", SAMPLE.encode(), people.compliance)
    client = as_person(person("other@example.test", "Compliance"))
    for address in ("", "progress/", "errors/"):
        assert client.get(f"/risks/import/{run.pk}/{address}").status_code == 404
    assert client.post(f"/risks/import/{run.pk}/", {"act": "confirm", "check": 1}).status_code == 404
    assert as_person(people.compliance).get(f"/objectives/import/{run.pk}/").status_code == 404


def test_who_lost_the_right_meanwhile_imports_nothing(people):
    run = checked("risks", "r.csv", SAMPLE.encode(), people.compliance)
    imports.confirm(run, importer_for("risks", people.compliance), check=run.checks)
    people.compliance.groups.clear()
    work(run)
    assert run.work_state == ImportRun.Progress.FAILED and not Risk.objects.exists()
