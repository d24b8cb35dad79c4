"""The set-up of a fresh machine: what it asks for, what it takes, and that it never passes a missing part over."""

import ast
import sys
from pathlib import Path

import pytest

from smsplan import bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def no_apt(monkeypatch):
    """A machine where nothing may be installed."""
    monkeypatch.setattr(bootstrap, "apt_prefix", lambda: None)


def program(path: Path, prints: str) -> Path:
    path.write_text(f"#!/bin/sh\necho {prints}\n")
    path.chmod(0o755)
    return path


def test_runs_before_any_package_is_installed():
    tree = ast.parse((ROOT / "smsplan" / "bootstrap.py").read_text())
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").split(".")[0])
    assert modules <= set(sys.stdlib_module_names)


def test_is_readable_for_a_python_that_is_too_old():
    ast.parse((ROOT / "smsplan" / "bootstrap.py").read_text(), feature_version=(3, 7))


def test_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    with pytest.raises(bootstrap.Stop, match=r"needs Python 3\.11 or later.*PYTHON="):
        bootstrap.check_python()


@pytest.mark.parametrize(("version", "own"), [("v16.20.0", False), ("v18.0.0", True), ("v24.1.0", True)])
def test_node_of_the_machine_is_taken_when_new_enough(monkeypatch, tmp_path, version, own):
    program(tmp_path / "node", version)
    program(tmp_path / "npm", "10.0.0")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    command, environment = bootstrap.npm_and_environment()
    assert (command == ["npm"]) is own
    if not own:
        assert environment["PATH"].startswith(str(bootstrap.VENV / "bin")), "npm must find the same Node"


def test_missing_pango_names_the_one_command(monkeypatch, no_apt):
    monkeypatch.setattr(bootstrap, "pango_loads", lambda: False)
    with pytest.raises(bootstrap.Stop) as stop:
        bootstrap.see_to_pango()
    if Path("/etc/debian_version").exists():
        assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in str(stop.value)


def test_missing_chromium_stops_the_tests(monkeypatch, no_apt):
    def fail(command, **options):
        raise bootstrap.Stop("no download here")

    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap, "find_chromium", lambda: None)
    monkeypatch.setattr(bootstrap, "run", fail)
    with pytest.raises(bootstrap.Stop, match="CHROMIUM="):
        bootstrap.see_to_chromium()


def test_named_chromium_that_does_not_run_is_no_chromium(monkeypatch, tmp_path):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nothing"))
    assert bootstrap.find_chromium() is None
    with pytest.raises(bootstrap.Stop, match="CHROMIUM names"):
        bootstrap.see_to_chromium()


def test_installs_again_only_when_the_lock_changed(monkeypatch, tmp_path):
    done = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "run", lambda command, **options: done.append(command))
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("first")
    bootstrap.install_python_packages("test")
    bootstrap.install_python_packages("test")
    bootstrap.install_python_packages("demo")
    assert len(done) == 1
    assert "--require-hashes" in done[0]
    (tmp_path / "requirements.txt").write_text("second")
    bootstrap.install_python_packages("demo")
    assert len(done) == 2


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "package-lock.json"])
def test_no_lock_file_records_an_address(name):
    lines = (ROOT / name).read_text().splitlines()
    # npm also notes where a package's authors take donations; that is no place to download from.
    assert not [line for line in lines if "://" in line and '"url": ' not in line]
    assert not [line for line in lines if '"resolved"' in line or line.startswith("--")]
