"""`make demo` as a person runs it, on a data folder and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from smsplan.embedded import valkey

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 480
STOP_SECONDS = 30


class Demo:
    """The demo's command under make, with what it prints."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.output = folder.parent / "output.txt"

    def start(self) -> "Demo":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
            environment.pop(name, None)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "demo", f"PORT={self.port}", f"PYTHON={sys.executable}"],
                cwd=ROOT,
                env=environment | {"SMSPLAN_LOCAL": str(self.folder)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self

    @property
    def printed(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        """Return once it says so; raises AssertionError when it ends before, or takes beyond all measure."""
        started = time.monotonic()
        while f"Ready: http://127.0.0.1:{self.port}\n" not in self.printed:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() - started < START_SECONDS, self.printed
            time.sleep(0.05)

    def processes(self) -> list[psutil.Process]:
        """Every process of this demo: all were told of its folder. Valkey writes its title where that would be read."""
        server = valkey.pid(self.folder / "valkey")
        found = []
        for process in psutil.process_iter():
            try:
                told = process.environ().get("SMSPLAN_LOCAL") == str(self.folder) or process.pid == server
                if told and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def wait_until_gone(self) -> None:
        self.process.wait(STOP_SECONDS)
        last = time.monotonic() + 5
        while self.processes() and time.monotonic() < last:
            time.sleep(0.1)
        assert not self.processes(), self.printed


@pytest.fixture(scope="module")
def demo(server_folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo = Demo(server_folder / "local", port)
    yield demo
    for process in demo.processes():
        process.kill()


@pytest.mark.slow
def test_story_of_the_demo(demo):
    """First start, SIGTERM to make, a second start that loads nothing, a dead worker; one test: a start takes long."""
    demo.start().wait_until_ready()
    assert "compliance@demo.test" in demo.printed
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/accounts/login/", timeout=20) as answer:
        assert answer.status == 200
    commands = " ".join(" ".join(process.cmdline()) for process in demo.processes())
    for part in ("gunicorn", "smsplan worker", "smsplan beat", "postgres", "valkey-server"):
        assert part in commands

    second = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=os.environ
        | {"SMSPLAN_MODE": "demo", "SMSPLAN_LOCAL": str(demo.folder), "DJANGO_SETTINGS_MODULE": "smsplan.settings"},
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert "running already" in second.stderr

    demo.process.send_signal(signal.SIGTERM)
    demo.wait_until_gone()
    assert "data is kept" in demo.printed

    demo.start().wait_until_ready()
    assert "Loading the demo organization" not in demo.printed

    (worker,) = [p for p in demo.processes() if "worker" in p.cmdline() and p.parent().pid == _runner(demo).pid]
    for process in (*worker.children(recursive=True), worker):
        process.kill()
    demo.wait_until_gone()
    assert demo.process.returncode != 0
    assert "worker ended with status" in demo.printed

    with socket.socket() as taken:
        # Connections of the demo that has just ended linger on the port for a minute.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", demo.port))
        taken.listen()
        demo.start()
        demo.wait_until_gone()
    assert f"Port {demo.port} is taken" in demo.printed


def _runner(demo: Demo) -> psutil.Process:
    (runner,) = [process for process in demo.processes() if process.cmdline()[-2:] == ["manage.py", "demo"]]
    return runner
