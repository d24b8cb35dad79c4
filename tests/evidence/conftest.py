import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from smsplan.evidence import pages, services, tasks
from smsplan.evidence.models import Pack


@pytest.fixture
def quick_pdfs(monkeypatch):
    """Register PDFs as a stub: what a register looks like on paper is tested once, in test_pack.py."""
    monkeypatch.setattr(pages, "render_pdf", lambda *args, **kwargs: b"%PDF-1.7 stub")


@pytest.fixture
def pack(people) -> Pack:
    """A pack that the auditor asked for and nobody has built."""
    return services.pack_request(actor=people.auditor, title="Surveillance audit", language="en")


@pytest.fixture
def built(pack, quick_pdfs) -> Pack:
    """A pack that was built."""
    tasks.build_pack(pack.pk)
    pack.refresh_from_db()
    assert pack.work_state == Pack.Progress.READY, pack.error
    return pack


def evidence_files() -> list[str]:
    """What stands in the storage's folder of packs and is not hidden."""
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    return sorted(path.name for path in folder.glob("[!.]*")) if folder.exists() else []


def hidden_folders() -> list[Path]:
    """Workspaces of builds that run, or that were killed."""
    return [path for path in (Path(settings.MEDIA_ROOT) / "evidence").glob(".building-*") if path.is_dir()]


def unpack(pack: Pack, folder: Path) -> Path:
    """The pack's ZIP, unpacked as an auditor would."""
    with zipfile.ZipFile(pack.file.path) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def check(folder: Path, *command: str) -> subprocess.CompletedProcess:
    """Run a standard tool in the unpacked pack."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
