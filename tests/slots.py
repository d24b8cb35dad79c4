"""Which databases a test process has: a slot for each run of pytest, a number for each process of a run."""

import fcntl
import os
import time
from pathlib import Path

from smsplan import embedded

LOCAL_DIR = Path(os.environ.get("SMSPLAN_LOCAL") or Path(__file__).resolve().parent.parent / ".local" / "test")
SLOTS = 8
PROCESSES = 30

# Held open for as long as the process lives: closing it gives the slot back.
_locks = []


def claim_slot() -> int:
    """The run's slot: the first that no other run holds. xdist's processes have that of the process that started them.

    Raises RuntimeError when all are taken.
    """
    inherited = os.environ.get("SMSPLAN_TEST_SLOT")
    if inherited and "PYTEST_XDIST_WORKER" in os.environ:
        return int(inherited)
    LOCAL_DIR.mkdir(parents=True, exist_ok=True)
    # A run that ends holds all slots for the moment in which it stops the servers.
    last = time.monotonic() + 15
    while time.monotonic() < last:
        for slot in range(SLOTS):
            lock = open(_lock_file(slot), "w")  # noqa: SIM115
            if _try_lock(lock):
                _locks.append(lock)
                os.environ["SMSPLAN_TEST_SLOT"] = str(slot)
                return slot
            lock.close()
        time.sleep(0.2)
    raise RuntimeError(f"{SLOTS} test runs are under way in this checkout already.")


def stop_servers_if_last() -> None:
    """Give the slot back, and stop the embedded servers unless another run still uses them."""
    while _locks:
        _locks.pop().close()
    held = []
    try:
        for slot in range(SLOTS):
            held.append(open(_lock_file(slot), "w"))  # noqa: SIM115
            if not _try_lock(held[-1]):
                return
        embedded.stop(LOCAL_DIR)
    finally:
        for lock in held:
            lock.close()


def process_number() -> int:
    """0 for a run's first process, 1 and up for those of xdist."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(worker.removeprefix("gw")) + 1 if worker else 0


def redis_url_of(slot: int, process: int) -> str:
    """The URL of the process's own database in the test Valkey, or in that which REDIS_URL names."""
    if process >= PROCESSES:
        raise RuntimeError(f"The tests have room for {PROCESSES - 1} processes.")
    server = (os.environ.get("REDIS_URL") or embedded.redis_url(LOCAL_DIR)).rpartition("/")[0]
    return f"{server}/{slot * PROCESSES + process}"


def _lock_file(slot: int) -> Path:
    return LOCAL_DIR / f"run-{slot}.lock"


def _try_lock(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
