"""The migrated database that test processes copy."""

import pytest
from django.conf import settings
from django.db import connection

from tests import template


def databases() -> dict[str, tuple[int, bool]]:
    """Number and openness of each template on the server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname, oid, datallowconn FROM pg_database WHERE starts_with(datname, %s)", [template.PREFIX]
        )
        return {name: (number, is_open) for name, number, is_open in cursor.fetchall()}


@pytest.mark.django_db
def test_it_is_made_once_and_nobody_changes_it():
    before = databases()
    name = template.ensure_template(settings.DATABASE_URL)
    assert databases()[name] == before[name]
    _number, is_open = before[name]
    assert not is_open


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one migration that imports one module."""
    for path, text in {
        "requirements.txt": "django\n",
        "risks/migrations/0001_initial.py": "from risks.presets import FIRST\n",
        "risks/presets.py": "FIRST = 1\n",
        "risks/views.py": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(template, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "makes_a_new_one"),
    [
        ("requirements.txt", True),
        ("risks/migrations/0001_initial.py", True),
        ("risks/migrations/0002_more.py", True),
        ("risks/presets.py", True),
        ("risks/views.py", False),
    ],
)
def test_what_makes_a_new_one(project, path, makes_a_new_one):
    before = template.fingerprint()
    assert template.fingerprint() == before
    with (project / path).open("a") as file:
        file.write("# changed\n")
    assert (template.fingerprint() != before) is makes_a_new_one
