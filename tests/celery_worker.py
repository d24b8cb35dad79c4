"""A real Celery worker beside a test."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from smsplan.embedded.commands import WORKER

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


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
        """Start the worker and wait until it takes tasks. Raises RuntimeError with its log when it does not."""
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
        last = time.monotonic() + START_SECONDS
        while b" ready." not in self.log.read_bytes():
            if self._process.poll() is not None or time.monotonic() > last:
                self.kill9()
                raise RuntimeError(f"The Celery worker did not get ready:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.05)

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
