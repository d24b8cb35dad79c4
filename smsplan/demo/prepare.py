"""What must be there before the demo serves: tables, translations, static files and its organization."""

import contextlib
import datetime
import gc
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from smsplan.demo.content.organization import ORGANIZATION
from smsplan.demo.people import PEOPLE
from smsplan.demo.processes import Process
from smsplan.demo.translations import compile_catalogues
from smsplan.records.files import place
from smsplan.ui import stylesheets
from smsplan.ui.certificates import demo_lacks_its_own, self_signed


def prepare(say: Callable[[str], None]) -> None:
    """Do what is not done yet; each step that takes a while says so first."""
    # Much is made here and little thrown away: to look for garbage at the usual pace takes seconds.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    with static_files_meanwhile(say):
        if _waiting_migrations():
            say("Setting the database up")
            call_command("migrate", interactive=False, verbosity=0)
        compile_catalogues()
        make_certificate()
        # Loading is one transaction, so that one of its people is there with everything else or not at all.
        if not get_user_model().objects.filter(email=PEOPLE[0][0]).exists():
            say("Loading the demo organization")
            call_command("demo_load")


def _waiting_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_certificate() -> None:
    """Give the demo organization a certificate of its own, self-signed, unless it has one; it signs its documents."""
    if demo_lacks_its_own():
        # Its first plans were signed years ago.
        since = timezone.now() - datetime.timedelta(days=3650)
        made = place(settings.DEMO_CERTIFICATE, self_signed(ORGANIZATION["name"], since=since))
        made.chmod(0o600)


@contextlib.contextmanager
def static_files_meanwhile(say: Callable[[str], None]) -> Iterator[None]:
    """Collect the static files in a process of its own beside the block, unless they are those of the last time.

    To hash and compress them takes seconds, and the other processor is idle. Raises CommandError when it fails.
    """
    stamp, wanted = Path(settings.LOCAL_DIR) / "static-collected", _static_state()
    if stamp.exists() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
        yield
        return
    say("Collecting static files")
    collecting = Process(
        "static files",
        ["python", "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"],
        folder=settings.BASE_DIR,
        log=Path(settings.LOCAL_DIR) / "logs" / "static.log",
        environment=os.environ | {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL},
    )
    try:
        yield
        while collecting.status() is None:
            time.sleep(0.02)
        if collecting.status():
            raise CommandError(f"The static files could not be collected:\n{collecting.last_lines()}")
        stamp.write_text(wanted)
    finally:
        collecting.kill_group()


def _static_state() -> str:
    """Changes with any static file."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            stat = os.stat(storage.path(name))
            digest.update(f"{storage.path(name)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    # Of the vendor's style sheet what these ask for is collected.
    for path in stylesheets.sources():
        digest.update(f"{path} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
