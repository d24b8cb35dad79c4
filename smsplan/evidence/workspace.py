"""Where a pack is built: a hidden folder beside the finished packs, on the same file system.

A finished pack appears by one `os.replace`. What a killed build leaves behind is hidden, and goes when the next build
starts: the lock on a workspace ends with the process that held it, so that nothing of a living build is taken away.
"""

import fcntl
import hashlib
import os
import re
import shutil
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage

from smsplan.evidence.models import Pack

FOLDER = "evidence"
HIDDEN = ".building-"
CHUNK = 1024 * 1024
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")


@dataclass(frozen=True)
class Entry:
    """A file of the pack: its path inside the ZIP, its size in bytes and its SHA-256 in hexadecimal digits."""

    path: str
    size: int
    sha256: str


class Workspace:
    """The files of one pack while it is built, and the finished ZIP's way into the storage."""

    def __init__(self, token: str, home: Path):
        self.token = token
        self.home = home
        self.hidden = home / f"{HIDDEN}{token}"
        self.files = self.hidden / "files"
        self.entries: dict[str, Entry] = {}

    def write(self, path: str, content: bytes | str | Iterable[bytes]) -> Entry:
        """Write one file of the pack and hash it on the way. Raises ValueError for a path that is unsafe or taken."""
        if not _SAFE.fullmatch(path) or path in self.entries:
            raise ValueError(f"Not a new, safe path for a pack: {path!r}")
        target = self.files / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        digest, size = hashlib.sha256(), 0
        with target.open("xb") as file:
            for chunk in [content] if isinstance(content, bytes) else content:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        entry = self.entries[path] = Entry(path, size, digest.hexdigest())
        return entry

    def free(self, folder: str, stem: str, suffix: str) -> str:
        """A path in `folder` that no file of the pack has yet."""
        path, number = f"{folder}/{stem}{suffix}", 2
        while path in self.entries:
            path = f"{folder}/{stem}-{number}{suffix}"
            number += 1
        return path

    def sorted_entries(self) -> list[Entry]:
        """The files so far, by path."""
        return [self.entries[path] for path in sorted(self.entries)]

    def publish(self) -> tuple[str, int, str]:
        """Zip the files and move the whole ZIP into the storage: its name there, size in bytes, SHA-256."""
        half = self.hidden / "pack.zip"
        with half.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                for entry in self.sorted_entries():
                    archive.write(self.files / entry.path, entry.path)
            file.flush()
            os.fsync(file.fileno())
        digest = sha256_of(half)
        size = half.stat().st_size
        os.chmod(half, 0o640)
        name = f"{FOLDER}/{self.token}.zip"
        os.replace(half, self.home / f"{self.token}.zip")
        _sync(self.home)
        return name, size, digest


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def workspace() -> Iterator[Workspace]:
    """A new workspace, locked while it is open and gone afterwards; sweeps what killed builds left."""
    home = Path(default_storage.path(FOLDER))
    home.mkdir(parents=True, exist_ok=True)
    place = Workspace(uuid.uuid4().hex, home)
    with (home / f"{HIDDEN}lock").open("w") as door:
        # One at a time, so that nobody sweeps a workspace between its making and its locking.
        fcntl.flock(door, fcntl.LOCK_EX)
        sweep(home)
        place.files.mkdir(parents=True, mode=0o700)
        lock = _lock_file(place.hidden).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        shutil.rmtree(place.hidden, ignore_errors=True)
        lock.close()


def sweep(home: Path) -> None:
    """Remove workspaces whose builder has died, and whole ZIPs that no pack ever named."""
    finished = list(home.glob("*.zip"))
    for hidden in home.glob(f"{HIDDEN}*"):
        if hidden.is_dir() and _abandoned(hidden):
            shutil.rmtree(hidden, ignore_errors=True)
    for path in finished:
        # A builder keeps its workspace until its transaction has ended; only then does the row decide.
        if (home / f"{HIDDEN}{path.stem}").exists():
            continue
        if not Pack.objects.filter(file=f"{FOLDER}/{path.name}").exists():
            path.unlink(missing_ok=True)


def _abandoned(hidden: Path) -> bool:
    """Whether nobody holds the workspace's lock."""
    try:
        with _lock_file(hidden).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def _lock_file(hidden: Path) -> Path:
    return hidden / "lock"


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
