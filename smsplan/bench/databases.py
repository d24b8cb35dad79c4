"""The benchmark's own database, beside the one that is served."""

from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

NAME = "smsplan_bench"
#: The small register that the large one is compared with.
SMALL = "smsplan_bench_small"
#: Empty: where the plan is put on paper.
PLAN = "smsplan_bench_plan"


def url_of(database_url: str, name: str = NAME) -> str:
    """The same server's URL for another database."""
    parts = urlsplit(database_url)
    url = urlunsplit(parts._replace(path=f"/{name}"))
    # urlunsplit drops the empty host of a socket's URL.
    return url if "://" in url else url.replace(":", "://", 1)


def create(database_url: str, name: str = NAME, *, like: str = "template1") -> str:
    """Make the benchmark's database anew, empty or as a copy of `like`, where nobody is connected; returns its URL."""
    connection = psycopg2.connect(url_of(database_url, "postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, like))))
    finally:
        connection.close()
    return url_of(database_url, name)
