"""A pack as an auditor gets it: complete, checkable with standard tools, and harmless."""

import csv
import hashlib
import json
import re
import shlex

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from risks.services import risk_create
from smsplan.audit.models import Action, Event
from smsplan.evidence import build, contents, pages, services, tasks
from smsplan.evidence.models import Pack
from smsplan.inbox.models import Notification
from smsplan.records.services import attach
from tests.evidence.conftest import check, evidence_files, hidden_folders, unpack

pytestmark = pytest.mark.django_db(transaction=True)


def sums_hold(folder) -> bool:
    """What sha256sum says."""
    return check(folder, *shlex.split(pages.CHECKS["sums"])).returncode == 0


def signature_holds(folder) -> bool:
    """What openssl says."""
    return check(folder, *shlex.split(pages.CHECKS["signature"])).returncode == 0


@pytest.mark.slow
def test_a_real_pack_is_whole_and_checks_with_standard_tools(people, tmp_path):
    risk = risk_create(actor=people.compliance, title='=HYPERLINK("http://x.test")', likelihood=2, impact=3)
    content = b"name,value\nuptime,99.9\n"
    attach(record=risk, upload=SimpleUploadedFile("Proof of review.csv", content), actor=people.compliance)
    pack = services.pack_request(actor=people.auditor, title="Surveillance audit", language="id")
    tasks.build_pack(pack.pk)
    pack.refresh_from_db()
    assert pack.work_state == Pack.Progress.READY, pack.error
    folder = unpack(pack, tmp_path)

    assert sums_hold(folder) and signature_holds(folder)
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert present - listed == {"SHA256SUMS", "manifest.json.sig"}

    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["pack"] == pack.reference and manifest["requested_by"] == "Made Surya <auditor@example.test>"
    assert {file["path"] for file in manifest["files"]} == present - {
        "manifest.json",
        "SHA256SUMS",
        "manifest.json.sig",
    }
    assert pack.manifest_sha256 == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    printed = check(folder, "sh", "-c", pages.CHECKS["fingerprint"]).stdout
    assert printed.startswith(manifest["public_key_sha256"])

    # No cell starts a formula, in any form of the register.
    with (folder / "registers/risks.csv").open(encoding="utf-8-sig") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert '\'=HYPERLINK("http://x.test")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    page = load_workbook(folder / "registers/risks.xlsx").active
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    for name in (
        "risks",
        "opportunities",
        "objectives",
        "measurements",
        "changes",
        "services",
        "practices",
        "obligations",
    ):
        assert (folder / f"registers/{name}.pdf").read_bytes().startswith(b"%PDF-")

    kept = list((folder / "attachments").iterdir())
    assert [path.read_bytes() for path in kept] == [content]
    assert kept[0].name.startswith(hashlib.sha256(content).hexdigest()[:12])

    index = (folder / "index.html").read_text()
    assert "<script" not in index and "http://" not in index.replace("http://x.test", "") and '<html lang="id"' in index
    history = (folder / "history/risks.risk.csv").read_text(encoding="utf-8-sig")
    assert risk.reference in history and "Ratna Kusuma <compliance@example.test>" in history
    assert "pbkdf2" not in (folder / "history/accounts.user.csv").read_text().lower()


def test_every_link_of_the_first_page_leads_to_a_file(built, tmp_path):
    folder = unpack(built, tmp_path)
    for page in folder.rglob("*.html"):
        for address in re.findall(r'href="([^"]+)"', page.read_text()):
            assert (page.parent / address).is_file(), f"{page.name}: {address}"


@pytest.mark.parametrize("name", ["registers/risks.csv", "history/events.csv", "index.html"])
def test_a_changed_file_is_found(built, tmp_path, name):
    folder = unpack(built, tmp_path)
    with (folder / name).open("a") as file:
        file.write(" ")
    assert not sums_hold(folder)


def test_sums_that_were_made_anew_do_not_carry_the_signature(built, tmp_path):
    folder = unpack(built, tmp_path)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("Surveillance", "Sleepy"))
    assert not signature_holds(folder)


def test_every_history_and_every_register_is_in_it(built, tmp_path):
    from smsplan.evidence import trail

    folder = unpack(built, tmp_path)
    for model in [*trail.recorded_models(), *trail.kept_models()]:
        assert (folder / f"history/{model._meta.label_lower}.csv").is_file()
    for sheet in contents.registers():
        for suffix in ("csv", "xlsx", "html", "pdf"):
            assert (folder / f"registers/{sheet.name}.{suffix}").is_file()


def test_history_names_only_the_models_own_links(built, tmp_path):
    heads = (unpack(built, tmp_path) / "history/accounts.user.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert heads.endswith("Groups")


def test_the_requester_is_told_and_the_trail_knows(built, people):
    assert Notification.objects.filter(recipient=people.auditor, url=built.get_absolute_url()).count() == 1
    event = Event.objects.get(action=Action.BUILT)
    assert event.detail["sha256"] == built.sha256 and built.history.count() == 2


def test_a_build_twice_makes_one_file(built):
    tasks.build_pack(built.pk)
    assert len(evidence_files()) == 1 and hidden_folders() == []


def test_a_failed_build_leaves_nothing_and_can_be_tried_again(pack, quick_pdfs, monkeypatch, people):
    with monkeypatch.context() as broken:
        broken.setattr(build.sums, "write", lambda *args: (_ for _ in ()).throw(RuntimeError("disk is full")))
        tasks.build_pack(pack.pk)
    pack.refresh_from_db()
    assert pack.work_state == Pack.Progress.FAILED and "disk is full" in pack.error and not pack.file
    assert evidence_files() == [] and hidden_folders() == []
    services.pack_retry(pack=pack, actor=people.auditor)
    tasks.build_pack(pack.pk)
    pack.refresh_from_db()
    assert pack.work_state == Pack.Progress.READY


def test_an_altered_or_missing_attachment_is_named_on_the_first_page(people, quick_pdfs, tmp_path):
    risk = risk_create(actor=people.compliance, title="Risk")
    one = attach(record=risk, upload=SimpleUploadedFile("altered.txt", b"as it was"), actor=people.compliance)
    two = attach(record=risk, upload=SimpleUploadedFile("gone.txt", b"as it was too"), actor=people.compliance)
    with open(one.file.path, "ab") as file:
        file.write(b" and more")
    two.file.storage.delete(two.file.name)
    pack = services.pack_request(actor=people.auditor, title="Audit", language="en")
    tasks.build_pack(pack.pk)
    pack.refresh_from_db()
    folder = unpack(pack, tmp_path)
    problems = json.loads((folder / "manifest.json").read_text())["problems"]
    assert len(problems) == 2 and "altered.txt" in problems[0] and "gone.txt" in problems[1]
    index = (folder / "index.html").read_text()
    assert "is missing" in index and "no longer what it was" in index and sums_hold(folder)


def test_a_long_register_becomes_several_documents(monkeypatch):
    from smsplan.ui.exports import Sheet

    monkeypatch.setattr(pages, "ROWS_PER_PDF", 2)
    sheet = Sheet("risks", "Risks", ["A"], [[n] for n in range(5)])
    parts = list(pages.pdf_parts(sheet))
    assert [path for path, _part in parts] == [f"registers/risks-{n}.pdf" for n in (1, 2, 3)]
    assert [row for _path, part in parts for row in part.rows] == sheet.rows


def test_an_altered_zip_is_not_handed_out(built, as_person, people):
    with open(built.file.path, "ab") as file:
        file.write(b"x")
    answer = as_person(people.auditor).get(reverse("evidence:download", args=[built.pk]), follow=True)
    assert "altered after it was built" in answer.content.decode()
    assert not Event.objects.filter(action=Action.DOWNLOADED).exists()
