"""Killed between any two steps of approval: a whole state is left, and it comes into force exactly once afterwards.

Each test kills a real process with SIGKILL at a named step. It is forked, so that it needs no start, and opens its own
connections. What the database of a killed process had not committed is gone; what it had is taken up by others.
"""

import datetime
import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from smp import publishing, selectors, services
from smp import tasks as smp_tasks
from smp.models import Decision, Publication, Version
from smp.services import approval, deciding
from smsplan.audit.models import Action, Event
from smsplan.inbox.models import Notification
from smsplan.records import longwork
from tests.smp.conftest import approve, publish_now, submit
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killing(room, name: str, when: str) -> Callable[[], None]:
    """Prepare a process to die before or after it calls `room.name` for the first time."""

    def prepare() -> None:
        real = getattr(room, name)

        def fatal(*args, **kwargs):
            if when == "after":
                real(*args, **kwargs)
            die()

        setattr(room, name, fatal)

    return prepare


def killed_while(act: Callable[[], object], prepare: Callable[[], None]) -> None:
    """Do `act` in a process of its own that dies on the way, and wait until PostgreSQL has noticed."""
    known = {session[0] for session in _others_connected()}
    connections.close_all()

    def live() -> None:
        # A browser's event loop gives a thread a second set of connections, and the child gets both: what the parent
        # still holds open must not be spoken over, or PostgreSQL would see nobody go.
        inherited = [(each, each.connection) for each in connections.all()]
        for each, _kept in inherited:
            each.connection = None
        prepare()
        act()
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=live)
    process.start()
    process.join(120)
    if process.is_alive():
        process.kill()
        process.join()
        raise AssertionError("It went on for two minutes.")
    assert process.exitcode == -signal.SIGKILL, "It did not get to the step at which it should have died."

    def dead() -> list[tuple]:
        return [session for session in _others_connected() if session[0] not in known]

    until(lambda: not dead(), lambda: f"PostgreSQL still serves the dead: {dead()}")


def _others_connected() -> list[tuple]:
    """The other sessions of this database: process, state, since when in a transaction, and the last statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, state, xact_start::text, left(query, 200) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchall()


def files() -> set[str]:
    return {path.name for path in (Path(settings.MEDIA_ROOT) / "smp").glob("[!p]*") if path.is_file()}


def recover(version: Version) -> Version:
    """What beat and worker do next: find what nobody works on, and do it."""
    Publication.objects.update(queued_at=timezone.now() - datetime.timedelta(hours=1))
    assert longwork.recover_abandoned() <= 1
    smp_tasks.publish_version(version.publication.pk)
    return Version.objects.get(pk=version.pk)


@pytest.fixture
def first(in_review, manager) -> Version:
    """The version in force before."""
    approve(in_review, manager)
    return publish_now(in_review)


@pytest.fixture
def second(first, author, manager, second_manager) -> Version:
    """The next one, of which one approval out of two is given."""
    version = services.version_draft(actor=author, reason_kind="correction", change_summary="Mended")
    version = submit(version, author, manager, second_manager)
    return approve(version, manager)


def assert_in_force_once(version: Version, first: Version, stored: set[str]) -> None:
    """The whole state at the end, however it was reached."""
    assert version.state == Version.State.APPROVED
    assert selectors.version_in_force() == version
    assert Version.objects.get(pk=first.pk).state == Version.State.SUPERSEDED
    work = version.publication
    assert work.work_state == Publication.Progress.READY and Path(work.file.path).stat().st_size == work.size
    assert files() - stored == {Path(work.file.name).name}
    for action in (Action.PUBLISHED, Action.APPROVED):
        events = Event.objects.filter(action=action, target_id=version.pk)
        assert events.count() == (1 if action == Action.PUBLISHED else 2)
    assert version.history.filter(state=Version.State.APPROVED).count() == 1


#: Step -> where the process dies, and whether the approval is kept by then.
APPROVING = {
    "before the lock": (killing(approval, "locked", "before"), False),
    "locked": (killing(approval, "locked", "after"), False),
    "before the audit event": (killing(deciding, "record_event", "before"), False),
    "decision and event written": (killing(approval, "decide", "after"), False),
    "version saved": (killing(approval, "save", "after"), False),
    "publication written": (killing(approval, "_publish", "after"), False),
    "before the commit": (killing(approval.telling, "of_decision", "after"), False),
    "committed, not sent to the queue": (killing(longwork.current_app, "send_task", "before"), True),
    "sent to the queue": (killing(longwork.current_app, "send_task", "after"), True),
}


@pytest.mark.parametrize("step", APPROVING)
def test_killed_while_the_last_approval_is_given(step, first, second, second_manager):
    prepare, kept = APPROVING[step]
    stored = files()
    killed_while(lambda: approve(second, second_manager), prepare)

    version = Version.objects.get(pk=second.pk)
    assert selectors.version_in_force() == first
    assert version.state == Version.State.IN_REVIEW and version.is_publishing is kept
    assert Decision.objects.filter(version=version, kind=Decision.Kind.APPROVED).count() == 1 + kept
    assert Event.objects.filter(action=Action.APPROVED, target_id=version.pk).count() == 1 + kept
    assert Publication.objects.filter(version=version).exists() is kept
    assert Notification.objects.filter(title="SMP 1.1: Approved").exists() is kept
    assert files() == stored

    if not kept:
        approve(second, second_manager)
    assert_in_force_once(recover(version), first, stored)


#: Step -> where the worker dies, whether the version is in force by then, and how many new files lie there.
PUBLISHING = {
    "taken from the queue": (killing(publishing, "_check", "before"), False, 0),
    "before the document is made": (killing(publishing, "render", "before"), False, 0),
    "document made": (killing(publishing, "render", "after"), False, 0),
    "document signed": (killing(publishing, "issue", "after"), False, 0),
    "place reserved": (killing(publishing, "_reserve_place", "after"), False, 0),
    "locked": (killing(publishing, "locked", "after"), False, 0),
    "the version before superseded": (killing(publishing, "_save", "after"), False, 0),
    "before the file is in its place": (killing(publishing, "place", "before"), False, 0),
    "the file is in its place, not committed": (killing(publishing, "place", "after"), False, 1),
    "committed": (killing(publishing, "_put_in_force", "after"), True, 1),
    "before the lock on the work is given back": (killing(longwork, "_unlock", "before"), True, 1),
}


@pytest.mark.parametrize("step", PUBLISHING)
def test_killed_while_it_is_published(step, first, second, second_manager):
    prepare, in_force, new_files = PUBLISHING[step]
    approve(second, second_manager)
    stored = files()
    killed_while(lambda: smp_tasks.publish_version(second.publication.pk), prepare)

    version = Version.objects.get(pk=second.pk)
    assert selectors.version_in_force() == (version if in_force else first)
    assert version.state == (Version.State.APPROVED if in_force else Version.State.IN_REVIEW)
    states = [Version.State.SUPERSEDED if in_force else Version.State.APPROVED]
    assert [Version.objects.get(pk=first.pk).state] == states
    assert Event.objects.filter(action=Action.PUBLISHED, target_id=version.pk).exists() is in_force
    assert bool(version.publication.sha256) is in_force
    assert len(files() - stored) == new_files

    assert_in_force_once(recover(version), first, stored)
