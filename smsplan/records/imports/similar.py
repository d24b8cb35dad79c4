"""Finding what a new row may be a second time: by the trigrams of its title, in the database (pg_trgm)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, models, transaction

#: Titles at least as similar as this, 0 to 1, are shown to the person.
THRESHOLD = 0.6
#: Of so many candidates the most similar is taken: titles that are all alike must not cost a comparison each.
CANDIDATES = 50
#: Titles compared in one statement.
BATCH = 250


@dataclass(frozen=True)
class Match:
    """What a title resembles: the key of a known record, or the number of an earlier row; `score` 0 to 1."""

    score: float
    record_id: int | None = None
    number: int | None = None


_BEST = """
    SELECT asked.number, best.key, best.score FROM unnest(%s::int[], %s::text[]) AS asked (number, title)
    CROSS JOIN LATERAL (
        SELECT near.key, similarity(near.title, asked.title) AS score
        FROM (SELECT key, title FROM {table} WHERE title %% asked.title {earlier} LIMIT {most}) AS near
        ORDER BY score DESC, near.key LIMIT 1
    ) AS best
"""


def find_similar(
    titles: Sequence[tuple[int, str]], known: models.QuerySet, progress: Callable[[float], None]
) -> dict[int, Match]:
    """Row number -> what it most resembles, of rows given as (number, title), in rising order.

    `known` gives (key, title) of records. `progress` is told how much is done, 0 to 1. Compared without regard to case.
    """
    titles = [(number, _folded(title)) for number, title in titles if title.strip()]
    found: dict[int, Match] = {}
    first: dict[str, int] = {}
    for number, title in titles:
        if title in first:
            found[number] = Match(1.0, number=first[title])
        first.setdefault(title, number)
    distinct = [(number, title) for title, number in first.items()]
    twins = [(number, title) for number, title in titles if number in found]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(THRESHOLD)])
        _keep(cursor, "import_known", ((key, _folded(title)) for key, title in known.iterator()))
        _keep(cursor, "import_rows", distinct)
        for start in range(0, len(distinct), BATCH):
            batch = distinct[start : start + BATCH]
            for number, key, score in _best(cursor, "import_rows", batch, "AND key < asked.number"):
                found[number] = Match(score, number=key)
            for number, key, score in _best(cursor, "import_known", batch):
                if number not in found or score >= found[number].score:
                    found[number] = Match(score, record_id=key)
            progress((start + len(batch)) / len(distinct))
        cursor.execute("DROP TABLE import_known, import_rows")
    # The same title again resembles the record that its first row resembles as closely.
    for number, title in twins:
        of_first = found.get(first[title])
        if of_first is not None and of_first.record_id is not None and of_first.score == 1.0:
            found[number] = of_first
    return found


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _keep(cursor, table: str, rows: Iterable[tuple[int, str]]) -> None:
    """A temporary table of titles with an index on their trigrams."""
    cursor.execute(f"CREATE TEMPORARY TABLE {table} (key bigint, title text) ON COMMIT DROP")
    rows = list(rows)
    cursor.execute(
        f"INSERT INTO {table} SELECT * FROM unnest(%s::bigint[], %s::text[])",
        [[key for key, _title in rows], [title for _key, title in rows]],
    )
    cursor.execute(f"CREATE INDEX ON {table} USING gin (title gin_trgm_ops)")
    cursor.execute(f"ANALYZE {table}")


def _best(cursor, table: str, batch: list[tuple[int, str]], earlier: str = "") -> list[tuple[int, int, float]]:
    cursor.execute(
        _BEST.format(table=table, earlier=earlier, most=CANDIDATES),
        [[number for number, _title in batch], [title for _number, title in batch]],
    )
    return cursor.fetchall()
