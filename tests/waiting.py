"""Waiting for what comes of itself: a worker, a server, a process."""

import time
from collections.abc import Callable
from typing import TypeVar

#: How long a test waits, in seconds: a machine may have much else to do.
PATIENCE = 120

T = TypeVar("T")


def until(
    true: Callable[[], T],
    what: str | Callable[[], str],
    seconds: float = PATIENCE,
    pause: Callable[[float], object] = time.sleep,
) -> T:
    """Ask again and again until the answer is true, and return it; `pause` passes the seconds between.

    Raises AssertionError with `what` when that takes too long; a callable is asked for the words in that moment.
    """
    last = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < last, f"Not within {seconds:g} s: {what() if callable(what) else what}"
        pause(0.05)
    return answer
