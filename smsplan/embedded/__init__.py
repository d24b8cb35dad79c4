"""The servers that the demo and the tests bring along: PostgreSQL and Valkey, from Python packages.

Every process that loads the settings asks for their URLs here; the first one starts them, and nobody stops them by
merely ending. `stop` does, and `python -m smsplan.embedded` does it from the command line. Production never comes here.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import postgres, valkey


def database_url(local_dir: Path) -> str:
    """The URL of the running PostgreSQL whose data is in `local_dir`; starts it, and makes its database, if need be."""
    with _only_one(local_dir):
        return postgres.start(Path(local_dir).resolve() / "postgres")


def redis_url(local_dir: Path) -> str:
    """The URL of the running Valkey whose data is in `local_dir`; starts it if need be."""
    with _only_one(local_dir):
        return valkey.start(Path(local_dir).resolve() / "valkey")


def stop(local_dir: Path) -> None:
    """Stop what runs of the two servers; their data stays."""
    if not Path(local_dir).exists():
        return
    with _only_one(local_dir):
        valkey.stop(Path(local_dir).resolve() / "valkey")
        postgres.stop(Path(local_dir).resolve() / "postgres")


@contextmanager
def _only_one(local_dir: Path) -> Iterator[None]:
    """Hold the folder's lock, so that processes that start together do not both start a server."""
    local_dir = Path(local_dir)
    local_dir.mkdir(parents=True, exist_ok=True)
    with open(local_dir / "embedded.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
