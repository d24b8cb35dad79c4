"""`make test`: every check in order, cheapest first; the first that fails ends the run.

The last lines are pytest's own, so that a reader, or a machine, finds its summary at the end.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# The first check that needs the servers, and leaves a processor idle.
MEANWHILE = "Django's checks"


def steps(pytest_arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Heading and command of each check."""
    manage = [str(BIN / "python"), "manage.py"]
    processes = str(min(4, os.cpu_count() or 2))
    return [
        ("Format (ruff)", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        ("Lint (ruff)", [str(BIN / "ruff"), "check", "--quiet", "."]),
        ("Templates (djlint)", [str(BIN / "djlint"), "--lint", "--quiet", "templates"]),
        ("Import contracts (import-linter)", [str(BIN / "lint-imports")]),
        (MEANWHILE, [*manage, "check", "--fail-level", "WARNING"]),
        ("Missing migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("Translations", [*manage, "check_translations"]),
        ("Tests (pytest)", [str(BIN / "pytest"), "-n", processes, *pytest_arguments]),
    ]


def main(pytest_arguments: list[str]) -> int:
    """Run the checks; the exit status is that of the first that failed."""
    environment = dict(os.environ, SMSPLAN_MODE="test", PYTHONUNBUFFERED="1")
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with contextlib.ExitStack() as at_the_end:
        return run_all(steps(pytest_arguments), environment, at_the_end)


def run_all(checks: list[tuple[str, list[str]]], environment: dict[str, str], at_the_end: contextlib.ExitStack) -> int:
    """Run the checks until one fails; returns its exit status, or that of the last."""
    for heading, command in checks:
        if heading == MEANWHILE:
            begin_template(environment, at_the_end)
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
            at_the_end.close()
            stop_servers()
            return status
        print(f"   {took:.1f} s", flush=True)
    return 0


def begin_template(environment: dict[str, str], at_the_end: contextlib.ExitStack) -> None:
    """Begin to migrate the database that the tests copy. When it fails, the tests do it again and say why."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.template"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

    def end() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        child.wait()

    at_the_end.callback(end)


def stop_servers() -> None:
    """Stop the servers that a check has started; after the tests pytest does that itself."""
    subprocess.run(
        [sys.executable, "-m", "smsplan.embedded", "stop"], cwd=ROOT, env=dict(os.environ, SMSPLAN_MODE="test")
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
