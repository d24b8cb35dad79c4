"""The fixtures that run real parts: a Celery worker and a browser."""

import pytest
import redis
from django.conf import settings

from smsplan.celery import app
from tests.waiting import until


@pytest.mark.slow
def test_worker_survives_being_killed(celery_worker_process):
    worker = celery_worker_process
    first = worker.pid
    worker.kill9()
    assert not heard(seconds=0.5)
    worker.restart()
    assert worker.pid != first
    # It takes tasks a moment before it hears what is called to all.
    until(lambda: heard(seconds=1), worker.told)


def heard(seconds: float) -> list:
    """Who answers within so many seconds; on a connection of its own, for one that still waits is of use to nobody."""
    with app.connection_for_write() as connection:
        return app.control.ping(timeout=seconds, connection=connection)


def test_worker_takes_tasks_from_this_tests_queue(celery_worker_process):
    app.send_task("smsplan.no_such_task")
    queue = redis.Redis.from_url(settings.REDIS_URL)
    until(lambda: "smsplan.no_such_task" in celery_worker_process.told(), celery_worker_process.told)
    assert queue.llen(settings.CELERY_TASK_DEFAULT_QUEUE) == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_browser_reads_pages_and_static_files(new_context):
    page = new_context().new_page()
    failed = []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.goto("/accounts/login/")
    assert page.get_by_role("button").count()
    assert not [url for url in failed if "favicon" not in url]
