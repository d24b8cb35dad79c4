"""What must be there before the demo serves: tables, translations, static files and its organization."""

import datetime
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from smsplan.demo.content.organization import ORGANIZATION
from smsplan.demo.people import PEOPLE
from smsplan.demo.translations import compile_catalogues
from smsplan.records.files import place
from smsplan.ui.certificates import demo_lacks_its_own, self_signed


def prepare(say: Callable[[str], None]) -> None:
    """Do what is not done yet; each step that takes a while says so first."""
    if _waiting_migrations():
        say("Setting the database up")
        call_command("migrate", interactive=False, verbosity=0)
    compile_catalogues()
    collect_static(say)
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


def collect_static(say: Callable[[str], None]) -> None:
    """Collect the static files unless they are those of the last time: hashing and compressing them takes seconds."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            stat = os.stat(storage.path(name))
            digest.update(f"{storage.path(name)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.LOCAL_DIR) / "static-collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest.hexdigest())
