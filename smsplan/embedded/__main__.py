"""The embedded servers and the demo's data, by hand."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from smsplan import embedded
from smsplan.embedded import postgres, valkey

ROOT = Path(__file__).resolve().parent.parent.parent
# What others keep inside the demo's folder.
NOT_THE_DEMOS = {"test", "production", "lock"}


USAGE = """usage: python -m smsplan.embedded
    run COMMAND...   run a command with the servers up; those that were not up before are stopped after it
    stop             stop the servers
    reset            stop the demo and remove its data"""


def local_dir() -> Path:
    """The data folder of the mode, as smsplan.settings says."""
    mode = os.environ.get("SMSPLAN_MODE", "demo")
    default = ROOT / ".local" if mode == "demo" else ROOT / ".local" / mode
    return Path(os.environ.get("SMSPLAN_LOCAL") or default)


def run(folder: Path, command: list[str]) -> int:
    """Run the command with the servers up, and leave them as they were found."""
    were_up = postgres.pid(folder.resolve() / "postgres"), valkey.pid(folder.resolve() / "valkey")
    try:
        # Ctrl-C is the command's to handle.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        child = subprocess.Popen(command, preexec_fn=lambda: signal.signal(signal.SIGINT, before))
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()
    finally:
        if were_up == (None, None) and not demo_pid(folder):
            embedded.stop(folder)


def demo_pid(folder: Path) -> int | None:
    """The process of a demo that is running on this folder, or None."""
    try:
        with open(folder / "demo.lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read().strip() or 0) or None
    except OSError:
        pass
    return None


def reset(folder: Path) -> int:
    """Stop a running demo and its servers, and remove everything that it wrote."""
    number = demo_pid(folder)
    if number:
        print(f"Stopping the running demo (process {number})", flush=True)
        os.kill(number, signal.SIGTERM)
        last = time.monotonic() + 40
        while demo_pid(folder) and time.monotonic() < last:
            time.sleep(0.2)
        if demo_pid(folder):
            print(f"The demo did not stop; end process {number} and try again.", file=sys.stderr)
            return 1
    embedded.stop(folder)
    for entry in folder.iterdir() if folder.exists() else ():
        if entry.name in NOT_THE_DEMOS:
            continue
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    for name in ("DATABASE_URL", "REDIS_URL"):
        if os.environ.get(name):
            print(f"{name} is set: what is there was left alone.", flush=True)
    return 0


def main(arguments: list[str]) -> int:
    """Do what the first word says, as USAGE tells."""
    folder = local_dir()
    match arguments:
        case ["run", command, *rest]:
            return run(folder, [command, *rest])
        case ["stop"]:
            embedded.stop(folder)
            return 0
        case ["reset"]:
            return reset(folder)
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
