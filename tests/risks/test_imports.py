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
from smsplan.records.models import ImportRun

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
    response = upload(client, name, FORMS[name])
    assert response.status_code == 200, response.context["plan"].problems
    assert not Risk.objects.exists(), "nothing is saved before it is confirmed"
    run = ImportRun.objects.get()
    assert client.post("/risks/import/", {"confirm": run.pk}).status_code == 302
    risks = list(Risk.objects.order_by("reference").select_related("inherent"))
    assert [str(risk.inherent.get_level_display()) for risk in risks] == LEVELS
    assert risks[2].owner_role == "HR & Service Manager"
    assert risks[0].treatment.startswith("Implement automated control; enforce CAB approval")
    assert Event.objects.get(action=Action.IMPORTED).detail["rows"] == 4


def test_confirming_twice_imports_once(as_person, people):
    client = as_person(people.compliance)
    upload(client, "register.csv", SAMPLE.encode())
    run = ImportRun.objects.get()
    client.post("/risks/import/", {"confirm": run.pk})
    second = client.post("/risks/import/", {"confirm": run.pk}, follow=True)
    assert "already" in second.content.decode()
    assert Risk.objects.count() == 4


def test_owners_are_recognised_by_job_title(as_person, people):
    people.contributor.job_title = "Change Manager"
    people.contributor.save()
    client = as_person(people.compliance)
    response = upload(client, "register.csv", SAMPLE.encode())
    assert people.contributor.full_name in response.content.decode()
    client.post("/risks/import/", {"confirm": ImportRun.objects.get().pk})
    assert Risk.objects.get(reference="RSK-0001").owner == people.contributor


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Broken,Sometimes,High,High,x,y", "Likelihood", "not known here"),
        (",Medium,High,High,x,y", "Risk Description", "empty"),
        ("Wrong level,Low,High,High,x,y", "Risk Level", "Correct one of the three"),
        ("=1+1,Low,High,Medium,x,y", "Risk Description", "formula"),
        ('"' + "long " * 100 + '",Low,High,Medium,x,y', "Risk Description", "Shorten"),
    ],
)
def test_errors_name_row_column_and_cure_and_nothing_is_saved(as_person, people, row, column, words):
    client = as_person(people.compliance)
    response = upload(client, "register.csv", (SAMPLE + row + "\n").encode())
    assert response.status_code == 422
    problem = response.context["plan"].problems[0]
    assert (problem.row, problem.column) == (6, column)
    assert words in problem.message
    confirm = client.post("/risks/import/", {"confirm": ImportRun.objects.get().pk})
    assert confirm.status_code == 409
    assert not Risk.objects.exists()


def xlsx_with_formula() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    book.active.append(["A risk", "Low", "High", "=IF(1,2,3)", "t", "o"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_formula_in_a_workbook_is_refused(as_person, people):
    response = upload(as_person(people.compliance), "r.xlsx", xlsx_with_formula())
    assert response.status_code == 422
    assert "formula" in response.context["plan"].problems[0].message


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
        ("r.csv", b"Name,Chance\nx,1\n", "no column"),
        ("r.csv", (HEAD + "\n").encode(), "no rows"),
        ("r.csv", SAMPLE.encode().replace(b"CAB", b"\xff\xfeCAB"), "UTF-8"),
        ("r.xlsx", b"this is not a workbook", "not an XLSX"),
        ("r.xlsx", b"PK\x03\x04 broken", "can't be opened"),
        ("r.xlsx", xlsx_bomb(), "can't be"),
        ("r.csv", (HEAD + "\n" + "a risk,Low,Low,Low,t,o\n" * 50_000).encode(), "more than"),
        ("r.csv", (HEAD + ",Likelihood\na,Low,Low,Low,t,o,Low\n").encode(), "twice"),
        ("r.csv", (HEAD + '\n"open quote,Low,Low,Low,t,o\n').encode(), "quotation"),
        ("r.csv", (HEAD + "\n" + "x" * 200_000 + ",Low,Low,Low,t,o\n").encode(), ""),
    ],
    ids=[
        "empty",
        "columns",
        "no-rows",
        "encoding",
        "not-xlsx",
        "broken-zip",
        "xml-bomb",
        "50000",
        "twice",
        "quote",
        "huge-cell",
    ],
)
def test_a_file_that_can_not_be_read_says_why(as_person, people, name, content, words):
    response = upload(as_person(people.compliance), name, content)
    assert response.status_code == 422
    assert words in response.context["refused"]
    assert not Risk.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_only_compliance_imports(as_person, people, role):
    client = as_person(getattr(people, role))
    assert client.get("/risks/import/").status_code == 403
    assert upload(client, "r.csv", SAMPLE.encode()).status_code == 403


def test_one_persons_upload_is_not_anothers_to_confirm(as_person, people):
    from tests.people import person

    upload(as_person(people.compliance), "r.csv", SAMPLE.encode())
    other = person("other@example.test", "Compliance")
    assert as_person(other).post("/risks/import/", {"confirm": ImportRun.objects.get().pk}).status_code == 404
