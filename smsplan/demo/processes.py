"""The processes of the running demo: started together, watched together, stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

POLITE_SECONDS = 10


class Process:
    """A command in a process group of its own, with its output in a log file."""

    def __init__(self, name: str, command: list[str], *, folder: Path, log: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                [str(Path(sys.executable).parent / command[0]), *command[1:]],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Out of reach of the terminal's Ctrl-C: we stop it ourselves, in order.
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def status(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._popen.poll()

    def last_lines(self, count: int = 20) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def ask_to_stop(self) -> None:
        """Ask it to finish what it does and end."""
        if self.status() is None:
            self._popen.send_signal(signal.SIGTERM)

    def kill_group(self) -> None:
        """Kill what is left of it and of its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()


def stop_all(processes: list[Process]) -> None:
    """Stop them politely, all at the same time, and after a while not politely."""
    for process in processes:
        process.ask_to_stop()
    last = time.monotonic() + POLITE_SECONDS
    while any(process.status() is None for process in processes) and time.monotonic() < last:
        time.sleep(0.05)
    for process in processes:
        process.kill_group()


def _end_with_parent() -> None:
    """On Linux, have the kernel send SIGTERM when the demo itself is killed, so that nothing is left behind."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)
