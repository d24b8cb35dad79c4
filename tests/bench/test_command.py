"""`manage.py bench` from beginning to end, small, on a data folder of its own and copies of the migrated database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from smsplan import embedded
from tests.template import ensure_template

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
def test_bench_measures_and_leaves_nothing_running(tmp_path):
    folder = tmp_path / "local"
    like = ensure_template(settings.DATABASE_URL)
    environment = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "MEDIA_ROOT"}}
    environment |= {
        "SMSPLAN_MODE": "demo",
        "DATABASE_URL": settings.DATABASE_URL,
        "SMSPLAN_LOCAL": str(folder),
        "DJANGO_SETTINGS_MODULE": "smsplan.settings",
    }
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "bench", "--scale", "0.002", "--runs", "2", "--only", "ris", "--like", like],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout[done.stdout.index("{") : done.stdout.rindex("}") + 1])
        assert {"risks", "risk matrix", "risk"} <= {page["page"] for page in found["pages"]}
        assert all(page["times_floor"] > 0 and page["bytes"] > 1000 for page in found["pages"])
        assert len(found["worker_memory_bytes"]["application"]) == 2
        assert "x floor" in done.stdout
        left = [process.name() for process in psutil.process_iter() if _is_gunicorn_of(process, folder)]
        assert not left
    finally:
        embedded.stop(folder)


def _is_gunicorn_of(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get("SMSPLAN_LOCAL") == str(folder) and "gunicorn" in " ".join(process.cmdline())
    except psutil.Error:
        return False
