"""Shared by the tests of servers and processes."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsplan import embedded


@pytest.fixture(scope="module")
def server_folder() -> Iterator[Path]:
    """An empty folder for embedded servers, whose servers are stopped at the end.

    Not pytest's own temporary folder: each start of pytest closes that to everybody else, and as root PostgreSQL runs
    as another user.
    """
    folder = Path(tempfile.mkdtemp(prefix="smsplan-test-"))
    yield folder
    for local_dir in (folder, *folder.iterdir()):
        if (local_dir / "embedded.lock").exists():
            embedded.stop(local_dir)
    shutil.rmtree(folder, ignore_errors=True)
