"""Several at the same moment, each in a thread and on a connection to PostgreSQL of their own."""

import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable

from django.db import connection

#: How long a thread may wait for the others, and how long all of them may take, in seconds.
BEGIN_SECONDS = 60
END_SECONDS = 120


def at_once(acts: Iterable[Callable[[], object]]) -> list:
    """Do all of it at the same moment; what each returned, or the exception that it raised, in the order of the acts.

    Nothing is swallowed: compare all that comes back, one by one or with `refusals`. Raises AssertionError when one
    cannot begin, or has not come to an end after two minutes.
    """
    acts = list(acts)
    start = threading.Barrier(len(acts))
    outcomes: dict[int, object] = {}
    not_begun: list[BaseException] = []

    def do(number: int, act: Callable[[], object]) -> None:
        try:
            try:
                connection.ensure_connection()  # To connect takes longer than many an act, and would set them apart.
                start.wait(BEGIN_SECONDS)
            except Exception as error:
                start.abort()
                not_begun.append(error)
                return
            try:
                outcomes[number] = act()
            except BaseException as error:  # What pytest.fail raises is no Exception.
                outcomes[number] = error
        finally:
            connection.close()

    # Daemons: one that hangs must not hold up the end of the run as well.
    threads = [threading.Thread(target=do, args=each, daemon=True) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    last = time.monotonic() + END_SECONDS
    for thread in threads:
        thread.join(max(0, last - time.monotonic()))
    hanging = [number for number, thread in enumerate(threads) if thread.is_alive()]
    assert not hanging, _where(hanging, [threads[number] for number in hanging])
    assert not not_begun, f"Not all could begin: {not_begun}"
    return [outcomes[number] for number in range(len(acts))]


def refusals(outcomes: Iterable[object]) -> dict[type, int]:
    """How many raised which exception; all others returned."""
    return dict(Counter(type(outcome) for outcome in outcomes if isinstance(outcome, BaseException)))


def _where(numbers: list[int], threads: list[threading.Thread]) -> str:
    frames = sys._current_frames()
    stacks = ["".join(traceback.format_stack(frames[thread.ident])) for thread in threads if thread.ident in frames]
    return f"After {END_SECONDS} s, of what was done at once these still go on: {numbers}.\n" + "\n".join(stacks)
