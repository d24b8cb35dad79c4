"""Gunicorn for the benchmark: on a free port of this machine alone, stopped by who started it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import psutil
from django.conf import settings

from smsplan.embedded import commands

HOST = "127.0.0.1"
START_SECONDS = 60


class Server:
    """One gunicorn with two workers, as the demo runs it, for the WSGI application named."""

    def __init__(self, application: str, environment: dict[str, str]):
        self.port = _free_port()
        command = [*commands.WEB[:-1], application]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by stop)
        self._process = subprocess.Popen(
            [str(Path(sys.executable).parent / command[0]), *command[1:]],
            cwd=settings.BASE_DIR,
            env=os.environ | environment | {"WEB_BIND": HOST, "PORT": str(self.port), "WEB_WORKERS": "2"},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self, path: str) -> None:
        """Wait until it answers. Raises RuntimeError, with the end of its log, when it does not."""
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=10):
                    return
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"{path} answers with {error.code}:\n{self._last_lines()}") from None
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"Gunicorn did not start:\n{self._last_lines()}")

    def memory(self) -> list[int]:
        """Resident memory of each worker, in bytes."""
        return [worker.memory_info().rss for worker in psutil.Process(self._process.pid).children()]

    def stop(self) -> None:
        """Stop it and its workers, by their process ids."""
        try:
            family = psutil.Process(self._process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for child in family:
            if child.is_running():
                child.kill()
        self._log.close()

    def _last_lines(self, count: int = 20) -> str:
        self._log.seek(0)
        return "\n".join(self._log.read().decode(errors="replace").splitlines()[-count:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
