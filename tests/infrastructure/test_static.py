"""Static files: every one that a template names is there, and they can be collected as production collects them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.infrastructure.production import VALUES

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC_TAG = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")


def test_every_static_file_that_a_template_names_exists():
    named = {}
    for path in ROOT.glob("templates/**/*.html"):
        for name in STATIC_TAG.findall(path.read_text()):
            named.setdefault(name, path)
    assert named
    missing = {name: str(path.relative_to(ROOT)) for name, path in named.items() if finders.find(name) is None}
    assert not missing


@pytest.mark.slow
def test_static_files_are_collected_under_hashed_names(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | VALUES | {"STATIC_ROOT": str(tmp_path / "static")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()
    assert list(tmp_path.glob("static/vendor/tabler/css/tabler.min.*.css"))
