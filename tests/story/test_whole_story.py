"""The whole job as three people do it, in three browsers, with a real worker: from import to verified pack."""

import datetime
import hashlib
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from objectives.models import Objective
from risks.models import Risk
from smp import content
from smp.models import Version
from smsplan.audit.models import Action, Event
from tests.browser import press, refused, sends, sign_in
from tests.people import PASSWORD, cast

DATA = Path(__file__).parent.parent / "data"
#: A task has this long to be done by the worker, in milliseconds.
SOON = 60_000
PRIORITY = "Dependable services for the banks"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def imports(page: Page, address: str, file: Path, rows: int) -> None:
    """Import a file: preview, then confirm."""
    page.goto(address)
    page.get_by_label("CSV or XLSX file").set_input_files(file)
    press(page, "Preview")
    expect(page.get_by_role("heading", name=f"{rows} rows are ready")).to_be_visible()
    press(page, f"Import {rows} rows")
    expect(page.get_by_text(f"{rows} rows imported")).to_be_visible()


@pytest.fixture
def persons(new_context):
    """Compliance, manager and auditor, each in a browser of their own, and the console errors that they saw."""
    people = cast()
    errors = []

    def open_page(person) -> Page:
        page = new_context().new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            # A refusal is a 4xx, which the browser logs; that is not an error of the page.
            lambda line: errors.append(line.text) if line.type == "error" and "status of 4" not in line.text else None,
        )
        return sign_in(page, person)

    yield people, open_page
    assert not errors, errors


def test_the_whole_story(persons, celery_worker_process, tmp_path):
    people, open_page = persons
    compliance, manager, auditor = (open_page(p) for p in (people.compliance, people.manager, people.auditor))

    registers(compliance)
    priorities(compliance)
    objective(compliance, manager, people)
    change(compliance, manager, people)
    plan(compliance, manager)
    pack = evidence(auditor, tmp_path)
    verify(pack, tmp_path)


def registers(compliance: Page) -> None:
    """The officer imports the guide's registers."""
    imports(compliance, "/risks/import/", DATA / "risk-register-sample.csv", 4)
    assert [r.inherent.get_level_display() for r in Risk.objects.order_by("reference").select_related("inherent")] == [
        "High",
        "Medium",
        "High",
        "Medium",
    ]
    imports(compliance, "/objectives/import/", DATA / "objectives-sample.csv", 5)


def priorities(compliance: Page) -> None:
    """The officer writes down what the organization wants to reach, for objectives to serve."""
    compliance.goto("/context/organization/")
    press(compliance, "Edit")
    compliance.locator("#id_name").fill("Cendana Managed Services")
    compliance.locator("#id_strategic_priorities").fill(PRIORITY)
    press(compliance, "Save")
    expect(compliance.get_by_text(PRIORITY, exact=True).first).to_be_visible()


def objective(compliance: Page, manager: Page, people) -> None:
    """What the file could not say is asked for; then it is approved by somebody else, and measured."""
    record = Objective.objects.get(title__startswith="Achieve 99.5%")
    address = record.get_absolute_url()
    compliance.goto(address)
    expect(compliance.get_by_text("Set the target: the value to reach.").first).to_be_visible()
    completed(compliance, address, people)
    compliance.goto(f"{address}submit/")
    sends(compliance, "form")
    expect(compliance).to_have_url(re.compile(f"{address}$"))

    refused(compliance, f"{address}approve/")
    manager.goto(f"{address}approve/")
    sends(manager, "form")
    record.refresh_from_db()
    assert record.state == Objective.State.APPROVED
    assert record.target == 99.5

    compliance.goto(address)
    field = compliance.locator("input[name=value]").first
    field.fill("99,7")
    field.press("Enter")
    expect(compliance.get_by_text("99.7").first).to_be_visible()
    assert record.measurements.count() == 1


def completed(compliance: Page, address: str, people) -> None:
    """The plan of the objective, typed until the marks beside the form say that nothing is missing."""
    today = timezone.localdate()
    start = (today.replace(day=1) - datetime.timedelta(days=62)).replace(day=1)
    compliance.goto(f"{address}edit/")
    words = compliance.locator("#marks-words")
    for name, value in {
        "description": "Uptime of business-critical services, without announced maintenance",
        "for_whom": "The banks and their customers",
        "metric": "Uptime of business-critical services",
        "unit": "%",
        "baseline": "98,9",
        "target": "99.5",
        "evaluation": "The service review looks at it each month",
        "achievable": "The second data centre is in operation",
        "activities": "Redundant links; monthly failover test",
        "communicated_to": "All service teams",
        "communicated_when": "At the start, and each quarter",
        "communicated_how": "Town hall and intranet",
        "start_date": start.isoformat(),
        "due_date": (today + datetime.timedelta(days=200)).isoformat(),
    }.items():
        compliance.locator(f"#id_{name}").fill(value)
    compliance.get_by_label("Concerns the SMS as a whole").check()
    compliance.get_by_label(PRIORITY).check()
    compliance.locator("#id_direction").select_option("at_least")
    compliance.locator("#id_rule").select_option("average")
    compliance.locator("#id_owner").select_option(label=str(people.contributor))
    compliance.locator("#id_sponsor").select_option(label=str(people.manager))
    compliance.locator("#id_committed-0-kind").select_option("budget")
    compliance.locator("#id_committed-0-description").fill("Monitoring licences, IDR 240,000,000; one engineer")
    compliance.locator("#id_committed-0-committed_by").select_option(label=str(people.manager))
    compliance.get_by_role("button", name="Add a consultation").click()
    for row, (group, who) in enumerate({"top_management": "Board", "customers": "Bank Cendana"}.items()):
        compliance.locator(f"#id_consultations-{row}-group").select_option(group)
        compliance.locator(f"#id_consultations-{row}-who").fill(who)
        compliance.locator(f"#id_consultations-{row}-on").fill(start.isoformat())
    expect(words).to_contain_text("All five criteria are met")
    press(compliance, "Save")
    expect(compliance).to_have_url(re.compile(f"{address}$"))


def change(compliance: Page, manager: Page, people) -> None:
    """An SMS change is planned by one and approved by another."""
    compliance.goto("/changes/new/")
    for label, value in {
        "title": "Adopt a new service desk tool",
        "description": "Replace the ticket system",
        "purpose": "The old one loses data",
        "committed-0-description": "Licences for a year",
        "committed-0-amount": "150.000.000",
        "committed-0-unit": "IDR",
        "impact_rows-0-description": "Tickets may be lost during migration",
        "communications-0-audience": "Customers",
        "communications-0-message": "Town hall and mail",
        "communications-0-due": timezone.localdate().isoformat(),
        "training": "Nobody: the tool is known from the test",
        "criteria-0-description": "No ticket lost in three months",
        "planned_start": timezone.localdate().isoformat(),
        "planned_end": (timezone.localdate() + datetime.timedelta(days=60)).isoformat(),
    }.items():
        compliance.locator(f"#id_{label}").fill(value)
    compliance.locator("#id_committed-0-kind").select_option("budget")
    for no in compliance.locator("#id_significance_answers input[value=no]").all():
        no.check()
    compliance.locator("#id_owner").select_option(label=str(people.contributor))
    press(compliance, "Save")
    expect(compliance.get_by_text("CHG-0001").first).to_be_visible()
    address = re.sub(r"^https?://[^/]+", "", compliance.url)
    press(compliance, "Submit for approval")
    compliance.wait_for_url("**/submit/")
    sends(compliance, "form")
    refused(compliance, f"{address}approve/")
    manager.goto(address)
    press(manager, "Approve")
    manager.wait_for_url("**/approve/")
    sends(manager, "form")
    expect(manager.get_by_text("Approved").first).to_be_visible()


def plan(compliance: Page, manager: Page) -> None:
    """The plan is drafted, returned, mended, approved by somebody else and published by the worker."""
    compliance.goto("/smp/new/")
    press(compliance, "Begin the draft")
    compliance.wait_for_url(re.compile(r"/smp/\d+/"))
    version = Version.objects.get()
    address = version.get_absolute_url()
    for section in content.SECTIONS[:-1]:
        write(compliance, f"{address}sections/{section.key}/", f"What we do about {section.key}.")
    compliance.goto(f"{address}submit/")
    sends(compliance, "form")
    expect(compliance.get_by_text("Quality criteria for processes").first).to_be_visible()
    version.refresh_from_db()
    assert version.state == Version.State.DRAFT, "an empty required section blocks"
    write(compliance, f"{address}sections/{content.SECTIONS[-1].key}/", "Each practice is measured monthly.")
    submit(compliance, address)

    refused(compliance, f"{address}approve/")
    manager.goto(f"{address}return/")
    manager.get_by_label("What has to be mended").fill("Name the customers in the scope.")
    sends(manager, "form")
    compliance.goto(address)
    expect(compliance.get_by_text("Name the customers in the scope.")).to_be_visible()
    write(compliance, f"{address}sections/scope/", "All managed services for banks and one regency.")
    submit(compliance, address)

    manager.goto(f"{address}approve/")
    manager.get_by_label("I approve, and put my name to this").check()
    manager.get_by_label("Your password").fill(PASSWORD)
    sends(manager, "form")
    expect(manager.get_by_text("In force since").first).to_be_visible(timeout=SOON)
    version.refresh_from_db()
    assert version.state == Version.State.APPROVED
    with manager.expect_download() as download:
        manager.goto("/smp/")
        press(manager, "PDF")
    pdf = Path(download.value.path()).read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() == version.publication.sha256


def write(page: Page, address: str, words: str) -> None:
    """Write a section in the rich text editor."""
    page.goto(address)
    page.locator(".ProseMirror").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
    press(page, "Save section")
    page.wait_for_url(re.compile("#section-"))
    expect(page.get_by_text(words).first).to_be_visible()


def submit(page: Page, address: str) -> None:
    """Submit the draft."""
    page.goto(f"{address}submit/")
    sends(page, "form")
    expect(page.get_by_text("In review").first).to_be_visible()


def evidence(auditor: Page, tmp_path: Path) -> Path:
    """The auditor may read everything and write nothing; asks for a pack, leaves, comes back, downloads it."""
    for address in ("/risks/new/", "/risks/import/", "/changes/new/", "/smp/new/", "/people/"):
        refused(auditor, address)
    auditor.goto("/risks/")
    expect(auditor.get_by_text("RSK-0001")).to_be_visible()
    expect(auditor.get_by_role("link", name="New risk")).to_have_count(0)

    auditor.goto("/evidence/new/")
    auditor.get_by_role("main").get_by_role("textbox").first.fill("Surveillance audit")
    auditor.get_by_role("main").locator("form button[type=submit]").last.click()
    expect(auditor.get_by_text("EVP-0001").first).to_be_visible()
    auditor.reload()
    expect(auditor.get_by_text("EVP-0001").first).to_be_visible()
    link = auditor.get_by_role("main").get_by_role("link", name=re.compile("Download")).first
    expect(link).to_be_visible(timeout=SOON)
    with auditor.expect_download() as download:
        link.click()
    path = tmp_path / "pack.zip"
    download.value.save_as(path)
    event = Event.objects.filter(action=Action.DOWNLOADED, actor__email="auditor@example.test").latest("pk")
    assert event.detail["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    return path


def run(command: str, where: Path) -> subprocess.CompletedProcess:
    """Run one of the commands that the pack tells its reader to run."""
    return subprocess.run(command.split(), cwd=where, capture_output=True, text=True, timeout=60, check=False)


SUMS = "sha256sum -c SHA256SUMS"
SIGNATURE = "openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.json.sig"


def verify(pack: Path, tmp_path: Path) -> None:
    """Sums and signature hold by the standard tools, and no longer once one letter was changed."""
    folder = tmp_path / "pack"
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
    sums = run(SUMS, folder)
    assert sums.returncode == 0, sums.stdout + sums.stderr
    signature = run(SIGNATURE, folder)
    assert "Signature Verified Successfully" in signature.stdout, signature.stdout + signature.stderr
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest
    assert (folder / "index.html").exists()
    risks = folder / "registers" / "risks.csv"
    assert "Change management process circumvented" in risks.read_text(encoding="utf-8-sig")
    assert list((folder / "smp").glob("*.pdf"))
    assert (folder / "history" / "events.csv").exists()

    risks.write_bytes(risks.read_bytes().replace(b"High", b"Low", 1))
    assert run(SUMS, folder).returncode != 0
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace("a", "b", 1))
    assert "Signature Verified Successfully" not in run(SIGNATURE, folder).stdout
