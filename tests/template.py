"""The database that every test process copies: migrated once, kept from run to run until a migration changes.

To migrate an empty database takes seconds of a processor, to copy one a fraction of one.
"""

import ast
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql

from smsplan import embedded
from smsplan.bench.databases import create, url_of
from tests.slots import LOCAL_DIR

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "smsplan_template_"
# Runs on other states of the code may still be about to copy an older one.
KEPT = 4
# Any number that nothing else locks.
LOCK = 60_200_001


def ensure_template(database_url: str) -> str:
    """The name of the migrated database on the server of `database_url`; makes it unless it is there.

    Raises CalledProcessError with the output on standard error when the migrations fail.
    """
    name = PREFIX + fingerprint()
    with closing(psycopg2.connect(url_of(database_url, "postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            if not _exists(cursor, name):
                # Held until the connection is closed: of several processes one migrates, and the others wait for it.
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
                if not _exists(cursor, name):
                    _make(database_url, name, cursor)
    return name


def fingerprint() -> str:
    """Changes with the migrations, the project's modules that they import, and the packages."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    migrations = sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("smsplan/*/migrations/*.py"))
    imported = {path for migration in migrations for path in _imports(migration)}
    for path in [*migrations, *sorted(imported)]:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _imports(module: Path) -> Iterator[Path]:
    """The project's files that the module imports."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            path = ROOT / name.replace(".", "/")
            yield from (file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file())


def _exists(cursor, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _make(database_url: str, name: str, cursor) -> None:
    """Migrate under another name, so that a run that is broken off leaves nothing that looks finished."""
    unfinished = f"{name}_unfinished"
    environment = os.environ | {
        "SMSPLAN_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "smsplan.settings",
        "DATABASE_URL": create(database_url, unfinished),
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "--skip-checks", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    # Nobody may connect: a database with a connection cannot be copied.
    cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(unfinished)))
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [PREFIX])
    for (old,) in cursor.fetchall()[KEPT:]:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))


if __name__ == "__main__":
    ensure_template(os.environ.get("DATABASE_URL") or embedded.database_url(LOCAL_DIR))
