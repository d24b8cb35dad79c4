"""The embedded servers: started once however many ask, and nothing lost when they are killed."""

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from smsplan import embedded
from smsplan.embedded import postgres, valkey

ROOT = Path(__file__).resolve().parent.parent.parent
NUMBERS = itertools.count(1)
ASK = "import sys; from smsplan import embedded as e; print(e.database_url(sys.argv[1]), e.redis_url(sys.argv[1]))"


@pytest.fixture(autouse=True)
def as_in_the_demo(monkeypatch):
    """The tests' own server trades safety for speed; these are about the demo's."""
    monkeypatch.setenv("SMSPLAN_MODE", "demo")


@pytest.fixture
def place(server_folder):
    """A folder for one test."""
    return server_folder / str(next(NUMBERS))


@pytest.fixture(params=["short path", "path too long for a unix socket " + "x" * 80])
def folder(request, server_folder):
    return server_folder / f"{next(NUMBERS)} {request.param}"


def query(url: str, statement: str) -> list:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_processes_that_start_together_get_the_same_servers(folder):
    command = [sys.executable, "-c", ASK, str(folder)]
    asking = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {process.communicate(timeout=300)[0] for process in asking}
    assert len(answers) == 1
    database_url, redis_url = answers.pop().split()
    assert query(database_url, "SELECT current_database()") == [("smsplan",)]
    assert redis.Redis.from_url(redis_url).ping()
    assert embedded.database_url(folder) == database_url
    assert embedded.redis_url(folder) == redis_url


def test_data_survives_the_death_of_the_servers(folder):
    database_url, redis_url = embedded.database_url(folder), embedded.redis_url(folder)
    query(database_url, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')")
    redis.Redis.from_url(redis_url).set("kept", "here")
    os.kill(postgres.pid(folder / "postgres"), signal.SIGKILL)
    os.kill(valkey.pid(folder / "valkey"), signal.SIGKILL)
    assert embedded.database_url(folder) == database_url
    assert embedded.redis_url(folder) == redis_url
    assert query(database_url, "SELECT word FROM kept") == [("here",)]
    assert redis.Redis.from_url(redis_url).get("kept") == b"here"


def test_pid_files_of_another_process_do_not_matter(place):
    embedded.database_url(place)
    left = (place / "postgres" / "postmaster.pid").read_text().splitlines()
    embedded.stop(place)
    sleeper = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        (place / "postgres" / "postmaster.pid").write_text("\n".join([str(sleeper.pid), *left[1:]]) + "\n")
        assert postgres.pid(place / "postgres") is None
        assert query(embedded.database_url(place), "SELECT 1") == [(1,)]
        embedded.stop(place)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_stop_stops_and_may_be_said_twice(place):
    database_url, redis_url = embedded.database_url(place), embedded.redis_url(place)
    embedded.stop(place)
    embedded.stop(place)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(database_url)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(redis_url).ping()
    embedded.stop(place / "never started")


def test_strangers_cannot_reach_the_servers(place):
    embedded.database_url(place)
    redis_url = embedded.redis_url(place)
    socket_folder = place / "postgres-socket"
    assert socket_folder.stat().st_mode & 0o077 == 0
    port = int(redis_url.rsplit(":", 1)[1].split("/")[0])
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=port).ping()
    for name in ("valkey.conf", "url"):
        assert (place / "valkey" / name).stat().st_mode & 0o077 == 0
    embedded.stop(place)


def test_run_leaves_the_servers_as_it_found_them(place):
    environment = os.environ | {"SMSPLAN_LOCAL": str(place)}
    ask = [sys.executable, "-m", "smsplan.embedded", "run", sys.executable, "-c", ASK, str(place)]
    # It has to come to an end: that of the servers is part of it.
    assert subprocess.run(ask, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, timeout=300).returncode == 0
    assert postgres.pid(place / "postgres") is None
    embedded.database_url(place)
    assert subprocess.run(ask, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, timeout=300).returncode == 0
    assert postgres.pid(place / "postgres") is not None
    embedded.stop(place)
