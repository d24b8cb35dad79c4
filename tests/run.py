"""`make test`: every check in order, cheapest first; the first that fails ends the run.

The last lines are pytest's own, so that a reader, or a machine, finds its summary at the end.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def steps(pytest_arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Heading and command of each check."""
    manage = [str(BIN / "python"), "manage.py"]
    processes = str(min(4, os.cpu_count() or 2))
    return [
        ("Format (ruff)", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        ("Lint (ruff)", [str(BIN / "ruff"), "check", "--quiet", "."]),
        ("Templates (djlint)", [str(BIN / "djlint"), "--lint", "--quiet", "templates"]),
        ("Import contracts (import-linter)", [str(BIN / "lint-imports")]),
        ("Django's checks", [*manage, "check", "--fail-level", "WARNING"]),
        ("Missing migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("Translations", [*manage, "check_translations"]),
        ("Tests (pytest)", [str(BIN / "pytest"), "-n", processes, *pytest_arguments]),
    ]


def main(pytest_arguments: list[str]) -> int:
    """Run the checks; the exit status is that of the first that failed."""
    environment = dict(os.environ, SMSPLAN_MODE="test", PYTHONUNBUFFERED="1")
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    for heading, command in steps(pytest_arguments):
        print(f"\n== {heading}", flush=True)
        started = time.monotonic()
        child = subprocess.Popen(command, cwd=ROOT, env=environment)
        signal.signal(signal.SIGTERM, lambda *_, child=child: child.terminate())
        try:
            status = child.wait()
        except KeyboardInterrupt:
            status = child.wait()
        took = time.monotonic() - started
        if "pytest" in heading:
            # It has said everything itself, and its words are the last.
            return status
        if status:
            print(f"== {heading}: failed after {took:.1f} s", flush=True)
            stop_servers()
            return status
        print(f"   {took:.1f} s", flush=True)
    return 0


def stop_servers() -> None:
    """Stop the servers that a check has started; after the tests pytest does that itself."""
    subprocess.run(
        [sys.executable, "-m", "smsplan.embedded", "stop"], cwd=ROOT, env=dict(os.environ, SMSPLAN_MODE="test")
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
