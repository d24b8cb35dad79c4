"""What every test may use. tests/settings.py has set the mode and picked the databases by the time this is read."""

import contextlib
import gc
import os
import signal
from collections.abc import Callable, Iterator

import pytest
import redis

# Playwright's own event loop runs in the thread of the test, where the ORM would otherwise refuse to work.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations, and let SIGTERM end a run as Ctrl-C does, so that fixtures and servers are stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        from smsplan.demo.translations import compile_catalogues

        compile_catalogues()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the embedded servers at the end of a run; xdist's processes leave that to the one that started them."""
    if not hasattr(config, "workerinput"):
        from tests.slots import stop_servers_if_last

        stop_servers_if_last()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the tests that take long, in each process with its part of them, so that none is left for the end.

    xdist gives each process an equal run of the list, from which others take when they are done.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes == 1:
        return
    slow = [item for item in items if any(item.get_closest_marker(name) for name in ("slow", "browser"))]
    chosen = set(slow)
    quick = [item for item in items if item not in chosen]
    share = len(items) // processes
    items.clear()
    for number in range(processes):
        mine = slow[number::processes]
        filling = len(quick) if number == processes - 1 else max(0, share - len(mine))
        items += mine + quick[:filling]
        quick = quick[filling:]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage less often: Python's usual pace, with a whole project loaded, takes a fifth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# Database and shared store ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let Django copy the migrated database, where it would migrate an empty one."""
    from django.conf import settings
    from django.db import connection

    from tests.template import ensure_template

    connection.settings_dict["TEST"]["TEMPLATE"] = ensure_template(settings.DATABASE_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Make the database, remember what the migrations made, and bring that back after each test that commits."""
    from django.db import connection
    from django.test import TransactionTestCase

    from tests.database import restore_snapshot, take_snapshot

    with django_db_blocker.unblock():
        snapshot = take_snapshot(connection)

    def bring_back(case: TransactionTestCase) -> None:
        restore_snapshot(connection, snapshot)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", bring_back)
        yield
    # A thread that has ended leaves its connection to the collector, and a database with a connection stays.
    gc.collect()


@pytest.fixture(scope="session")
def _test_redis() -> Iterator[redis.Redis]:
    from django.conf import settings

    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


@pytest.fixture(autouse=True)
def _empty_redis(_test_redis: redis.Redis) -> Iterator[None]:
    """Start each test without cached values and waiting tasks. What Celery keeps about its queues stays."""
    yield
    leftovers = [key for key in _test_redis.scan_iter(count=1000) if not key.startswith(b"_kombu.")]
    if leftovers:
        _test_redis.delete(*leftovers)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Start each test in English: a page that was asked for in another language leaves its thread in that language."""
    from django.utils import translation

    yield
    translation.activate("en")


# People -------------------------------------------------------------------------------------------


@pytest.fixture
def people(db) -> "People":  # noqa: F821
    """The cast: compliance, manager, contributor, auditor, administrator, outsider."""
    from tests.people import cast

    return cast()


@pytest.fixture
def as_person(client) -> Callable[..., "Client"]:  # noqa: F821
    """The test client, signed in as the person given."""

    def sign_in(person):
        client.force_login(person, backend="smsplan.accounts.backends.WindowedBackend")
        return client

    return sign_in


# Celery -------------------------------------------------------------------------------------------


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path) -> Iterator["WorkerProcess"]:  # noqa: F821
    """A real Celery worker in a process of its own, on this test's database and queue, ready for work."""
    from tests.celery_worker import WorkerProcess

    worker = WorkerProcess(tmp_path / "celery-worker.log")
    worker.start()
    yield worker
    # What it was doing is of no use any more, and a polite stop takes three seconds.
    worker.kill9()


# Browser ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright.sync_api.Browser"]:  # noqa: F821
    """Chromium, started once for each test process. Fails where there is none: `make test` installs it."""
    from playwright.sync_api import expect, sync_playwright

    from smsplan.bootstrap import find_chromium
    from tests.browser import PATIENCE

    executable = find_chromium()
    assert executable, "No Chromium: run make test, or name one in CHROMIUM."
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(
    browser,
    live_server,
    request: pytest.FixtureRequest,
    tmp_path,
) -> Iterator[Callable[..., "playwright.sync_api.BrowserContext"]]:  # noqa: F821
    """A function that opens a fresh browser context, one for each person of a story, on the live server.

    Keyword arguments go to Playwright's `new_context`. When the test fails, the page that each context shows last is
    kept as a picture, whose path the failure names.
    """
    from tests.browser import PATIENCE

    contexts = []

    def open_context(**options):
        defaults = {
            "base_url": live_server.url,
            "locale": "en-GB",
            "timezone_id": "Asia/Jakarta",
            "viewport": {"width": 1280, "height": 900},
            "accept_downloads": True,
        }
        context = browser.new_context(**defaults | options)
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        return context

    yield open_context
    failed = getattr(request.node, "failed_in_call", False)
    for number, context in enumerate(contexts, 1):
        if failed and context.pages:
            picture = tmp_path / f"person-{number}.png"
            with contextlib.suppress(Exception):
                context.pages[-1].screenshot(path=picture, full_page=True)
                print(f"{context.pages[-1].url} as the browser showed it last: {picture}")
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed
    return report
