"""A real Celery worker beside a test."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from smsplan.embedded.commands import WORKER
from tests.waiting import until

if TYPE_CHECKING:
    from smsplan.records.models import LongWork

ROOT = Path(__file__).resolve().parent.parent


class WorkerProcess:
    """The worker as production runs it, in a process group of its own, on the test's database and queue."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running worker."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start the worker and wait until it takes tasks. Raises AssertionError with its log when it does not."""
        self.log.unlink(missing_ok=True)
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).parent / WORKER[0]), *WORKER[1:], "--hostname", f"test-{os.getpid()}@%h"],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            until(lambda: self._is_ready() or self._process.poll() is not None, self.told)
            assert self._is_ready(), f"The Celery worker ended:\n{self.told()}"
        except AssertionError:
            self.kill9()
            raise

    def told(self) -> str:
        """What the worker has written to its log."""
        return self.log.read_text(errors="replace")

    def until(self, work: "LongWork", true: Callable[["LongWork"], object]) -> "LongWork":
        """Wait until the work's row is as it should be, and return the work with what the row says.

        Raises AssertionError with what the row and the worker's log say when that does not happen.
        """

        def there() -> object:
            work.refresh_from_db()
            return true(work)

        until(there, lambda: f"{work.work_state} {work.percent} % {work.step} {work.error}\n{self.told()}")
        return work

    def ended(self, work: "LongWork") -> "LongWork":
        """Wait until the work is ready or has failed."""
        return self.until(work, lambda row: row.work_state in (row.Progress.READY, row.Progress.FAILED))

    def kill9(self) -> None:
        """Kill the worker and its children with SIGKILL, as a power cut would."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        self._process.wait()

    def restart(self) -> None:
        """Start a worker in the place of one that was killed or stopped."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        self.start()

    def stop(self) -> None:
        """Stop the worker; one that does not finish its task within ten seconds is killed."""
        if self._process is None or self._process.poll() is not None:
            return
        os.kill(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill9()
        self._signal(signal.SIGKILL)

    def _is_ready(self) -> bool:
        return b" ready." in self.log.read_bytes()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _environment(self) -> dict[str, str]:
        from django.conf import settings
        from django.db import connection

        at = connection.settings_dict
        user = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
        port = f"&port={at['PORT']}" if at["PORT"] else ""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "smsplan.settings",
            "SMSPLAN_MODE": "test",
            "DATABASE_URL": f"postgresql://{user}@/{quote(at['NAME'])}?host={quote(at['HOST'])}{port}",
            "REDIS_URL": settings.REDIS_URL,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        }
