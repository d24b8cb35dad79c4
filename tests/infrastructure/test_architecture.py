"""What docs/architecture.md says of pure rules: values in, values out, and of Django's nothing but gettext."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PURE = {
    "scoring.py", "stringency.py", "presets.py", "smart.py", "phrasing.py", "progress.py", "periods.py", "forecast.py",
    "explaining.py", "durations.py", "drift.py",
}  # fmt: skip
REGISTERS = ("risks", "objectives", "changes", "smp")
# Packages that reach a database, a request or a file.
FORBIDDEN = {"django", "celery", "redis", "psycopg2", "weasyprint", "simple_history", "allauth", "pgtrigger"}
ALLOWED = {"django.utils.translation"}


def pure_modules() -> list[Path]:
    return [path for register in REGISTERS for path in sorted((ROOT / register).rglob("*.py")) if path.name in PURE]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module if not node.level else f"{path.parent.name}.{node.module or ''}")
    return found


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_rules_import_nothing_that_acts(path):
    for name in imports(path):
        first = name.split(".")[0]
        assert name in ALLOWED or first not in FORBIDDEN, f"{path.name} imports {name}"
        if first in {*REGISTERS, "smsplan"}:
            pure = {f"{register}.{pure_name.removesuffix('.py')}" for register in REGISTERS for pure_name in PURE}
            assert name in pure, f"{path.name} imports {name}, which is no pure rule"


def test_there_are_pure_rules():
    assert {path.name for path in pure_modules()} >= {"scoring.py"}
