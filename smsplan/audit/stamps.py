"""What is worked out from whole registers, once for each state that they are in.

Every save of a register leaves a row in its history, so the newest keys of that tell its state.
"""

import functools
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import Model

from smsplan import __version__
from smsplan.ui.today import past_day

#: How many of the newest history rows are counted, to notice one that was committed late.
NEWEST = 2000

#: How long something is kept, in seconds: it costs little to find anew, and words that were corrected show soon.
KEPT_FOR = 3600

Found = TypeVar("Found")


def once_per_state(what: str, models: tuple[type[Model], ...], find: Callable[[], Found]) -> Found:
    """What `find` gives, worked out once for each state of these models' rows, and each past day that is shown.

    `what` names it with everything else that it depends on, such as the day or the language. One query, and those of
    `find` when it is worked out anew; so does another release. None is not kept.
    """
    read = ",".join(model._meta.label for model in models)
    state = sha256(f"{__version__}:{what}:{past_day()}:{read}:{stamp(*models)}".encode()).hexdigest()
    key = f"{what.partition(':')[0]}:{state}"
    kept = cache.get(key)
    if kept is None:
        kept = find()
        cache.set(key, kept, timeout=KEPT_FOR)
    return kept


def stamp(*models: type[Model]) -> str:
    """Changes with every change of these models' rows. One query, which reads an index only."""
    with connection.cursor() as cursor:
        cursor.execute(_question(models))
        return "-".join(f"{last}.{count}.{at and at.timestamp()}" for last, count, at in cursor.fetchall())


@functools.cache
def _question(models: tuple[type[Model], ...]) -> str:
    return " UNION ALL ".join(
        # The newest rows are found from the end of the index; nothing else is read. The moment of the last one tells a
        # register apart that was put back from a copy and has counted on from there.
        f"SELECT max(history_id), count(*), (SELECT history_date FROM {table} ORDER BY history_id DESC LIMIT 1)"
        f" FROM {table} WHERE history_id > (SELECT max(history_id) - {NEWEST} FROM {table})"
        for table in (model.history.model._meta.db_table for model in models)
    )
