"""`make demo`: everything that production runs, on this machine, with a fictional organization in it."""

import fcntl
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from smsplan import embedded
from smsplan.demo.people import DEMO_PASSWORD, PEOPLE
from smsplan.demo.prepare import prepare
from smsplan.demo.processes import Process, stop_all
from smsplan.embedded import commands

ANSWER_SECONDS = 60


class Stopped(Exception):
    """Somebody asked the demo to stop."""


class Command(BaseCommand):
    help = "Run the demo: web server, Celery worker and Celery beat, on the embedded servers. Ctrl-C stops it."
    requires_system_checks = []

    def handle(self, **options) -> None:
        if settings.MODE != "demo":
            raise CommandError("This command is for the demo alone: run it with SMSPLAN_MODE=demo.")
        self.folder = Path(settings.LOCAL_DIR)
        self.port = int(os.environ.get("PORT") or 8000)
        self.url = f"http://127.0.0.1:{self.port}"
        lock = self._claim()
        processes: list[Process] = []
        try:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, _raise_stopped)
            self._run(processes)
        except Stopped:
            self._say("\nStopping")
        finally:
            # A second Ctrl-C must not leave half of it running.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            connections.close_all()
            stop_all(processes)
            embedded.stop(self.folder)
            lock.close()
        self._say(f"Stopped. The demo's data is kept in {self._short(self.folder)}.")

    def _run(self, processes: list[Process]) -> None:
        if not _is_free(self.port):
            raise CommandError(
                f"Port {self.port} is taken by another program. Choose another: make demo PORT={self.port + 1}"
            )
        prepare(self._say)
        connections.close_all()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "smsplan.settings",
            "DATABASE_URL": settings.DATABASE_URL,
            "REDIS_URL": settings.REDIS_URL,
            "PORT": str(self.port),
            # Whatever the shell says, the demo with its known password is for this machine alone.
            "WEB_BIND": "127.0.0.1",
            "PYTHONUNBUFFERED": "1",
        }
        for name, command in {
            "web": commands.WEB,
            "worker": commands.WORKER,
            "beat": commands.beat(str(self.folder / "beat-schedule")),
        }.items():
            log = self.folder / "logs" / f"{name}.log"
            processes.append(
                Process(name, command, folder=settings.BASE_DIR, log=log, environment=environment),
            )
        self._wait_for_answer(processes)
        self._say(f"\nReady: {self.url}\n\n")
        self._say(_table([("E-mail", "Name", "Role", "Password")] + [(*person, DEMO_PASSWORD) for person in PEOPLE]))
        self._say(f"\nLogs are in {self._short(self.folder / 'logs')}. Ctrl-C stops the demo and keeps its data.")
        while True:
            self._check_alive(processes)
            time.sleep(0.3)

    def _claim(self) -> IO[str]:
        """Hold the lock that says that this demo runs. Raises CommandError when another process does."""
        lock = open(self.folder / "demo.lock", "a+")  # noqa: SIM115
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(f"The demo is running already (process {lock.read().strip()}).") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        return lock

    def _wait_for_answer(self, processes: list[Process]) -> None:
        last = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < last:
            self._check_alive(processes)
            try:
                with urllib.request.urlopen(f"{self.url}/healthz/", timeout=10) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as problem:
                raise CommandError(
                    f"The web server answers with status {problem.code}:\n{processes[0].last_lines()}"
                ) from None
            except OSError:
                time.sleep(0.1)
        raise CommandError(f"The web server did not answer in {ANSWER_SECONDS} s:\n{processes[0].last_lines()}")

    def _check_alive(self, processes: list[Process]) -> None:
        for process in processes:
            if process.status() is not None:
                raise CommandError(
                    f"{process.name} ended with status {process.status()}; the demo stops. "
                    f"The end of {self._short(process.log)}:\n{process.last_lines()}"
                )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _short(self, path: Path) -> Path:
        return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path


def _raise_stopped(number: int, frame: object) -> None:
    raise Stopped


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
