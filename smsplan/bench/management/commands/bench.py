"""`make bench`: the pages under gunicorn, on a large register, beside the floor."""

import json
import os
import signal
import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from smsplan.bench import databases
from smsplan.bench.browser import Browser
from smsplan.bench.maker import EMAIL, PASSWORD
from smsplan.bench.measure import Figures, Growth, compare, measure
from smsplan.bench.pages import growing_pages, pages
from smsplan.bench.queries import query_counts
from smsplan.bench.servers import Server
from smsplan.demo.prepare import static_files_meanwhile
from smsplan.demo.translations import compile_catalogues

#: 100 risks.
SMALL_SCALE = 0.01


class Command(BaseCommand):
    help = "Measure every list and detail page under gunicorn on a large register, beside a bare view (the floor)."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--scale", type=float, default=1, help="1 is 10,000 risks.")
        parser.add_argument("--runs", type=int, default=25, help="Requests per page, after the warm-up.")
        parser.add_argument(
            "--keep", action="store_true", help="Use the benchmark's database as it is, if it is there."
        )
        parser.add_argument(
            "--like", default="", help="A migrated database beside it that is copied: none is migrated."
        )
        parser.add_argument(
            "--only", action="append", default=[], help="Measure only pages whose name begins so. May be given again."
        )

    def handle(self, *, scale: float, runs: int, keep: bool, like: str, only: list[str], **options) -> None:
        if settings.MODE == "production":
            raise CommandError("The benchmark signs in with a known password: not in production.")
        if connection.settings_dict["NAME"] == databases.NAME:
            self._measure(runs, only, scale)
            return
        compile_catalogues()
        with static_files_meanwhile(self._say):
            if not keep:
                self._make_databases(scale, like)
        chosen = (f"--only={each}" for each in only)
        self._manage(databases.NAME, "bench", "--scale", str(scale), "--runs", str(runs), *chosen)
        if not only or any("plan on paper".startswith(each) for each in only):
            self._say("plan on paper")
            self._manage(databases.PLAN, "bench_plan")

    def _make_databases(self, scale: float, like: str) -> None:
        """The small register and the large one: migrated once and copied."""
        self._say(f"Making the databases {databases.SMALL} and {databases.NAME}")
        databases.create(settings.DATABASE_URL, databases.SMALL, like=like or "template1")
        if not like:
            self._manage(databases.SMALL, "migrate", "--noinput", "--verbosity", "0", "--skip-checks")
        for name in (databases.NAME, databases.PLAN):
            databases.create(settings.DATABASE_URL, name, like=databases.SMALL)
        self._manage(databases.SMALL, "bench_seed", "--scale", str(min(scale, SMALL_SCALE)), "--verbosity", "0")
        self._manage(databases.NAME, "bench_seed", "--scale", str(scale), "--verbosity", "0")

    def _manage(self, database: str, *arguments: str) -> None:
        """Another management command, on a database of the benchmark; Ctrl-C and SIGTERM reach it."""
        environment = os.environ | {
            "DATABASE_URL": databases.url_of(settings.DATABASE_URL, database),
            "REDIS_URL": settings.REDIS_URL,
        }
        child = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment)
        before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            status = child.wait()
        except KeyboardInterrupt:
            status = child.wait()
        finally:
            signal.signal(signal.SIGTERM, before)
        if status:
            raise CommandError(f"{arguments[0]} ended with status {status}.")

    def _measure(self, runs: int, only: list[str], scale: float) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with connection.cursor() as cursor:
            # As autovacuum would have done by the time anybody looks at such a register.
            cursor.execute("VACUUM ANALYZE")
        begin = tuple(only or [""])
        wanted = {name: path for name, path in pages().items() if name.startswith(begin)}
        counts = query_counts(wanted)
        growing = growing_pages() if any("risks".startswith(each[:5]) for each in begin) else {}
        connection.close()
        site = {"DJANGO_SETTINGS_MODULE": "smsplan.settings"}
        small_site = site | {"DATABASE_URL": databases.url_of(settings.DATABASE_URL, databases.SMALL)}
        with Server("smsplan.wsgi:application", site) as server:
            server.wait("/healthz/")
            browser = Browser(server.port)
            browser.sign_in(EMAIL, PASSWORD)
            with Server("smsplan.bench.floor.wsgi:application", {}) as floor_server:
                floor_server.wait("/")
                figures = measure(browser, Browser(floor_server.port), wanted, counts, runs, self._say)
                memory = {"application": server.memory(), "floor": floor_server.memory()}
            with Server("smsplan.wsgi:application", small_site) as small_server:
                small_server.wait("/healthz/")
                small = Browser(small_server.port)
                small.sign_in(EMAIL, PASSWORD)
                growth = compare(browser, small, growing, runs, self._say)
        self.stdout.write(
            json.dumps(
                {
                    "scale": scale,
                    "runs": runs,
                    "pages": [each.as_dict() for each in figures],
                    "risk_list": [each.as_dict() for each in growth],
                    "worker_memory_bytes": memory,
                },
                indent=1,
            )
        )
        self.stdout.write(_figures(figures))
        if growth:
            self.stdout.write(_growth(growth))
        for name, sizes in memory.items():
            self.stdout.write(f"Memory of the workers ({name}): " + ", ".join(f"{s / 2**20:.0f} MB" for s in sizes))

    def _say(self, text: str) -> None:
        self.stderr.write(text)


def _growth(growth: list[Growth]) -> str:
    rows = [("Risk list", "ms at 100 rows", "ms", "x")]
    rows += [(each.page, f"{each.small_ms:.1f}", f"{each.ms:.1f}", f"{each.times_small:.2f}") for each in growth]
    return _table(rows)


def _figures(figures: list[Figures]) -> str:
    rows = [("Page", "ms", "floor ms", "x floor", "queries", "bytes", "sent", "first visit")]
    rows += [
        (
            each.page,
            f"{each.ms:.1f}",
            f"{each.floor_ms:.1f}",
            f"{each.times_floor:.2f}",
            str(each.queries),
            f"{each.bytes:,}",
            f"{each.bytes_sent:,}",
            f"{each.bytes_first:,}",
        )
        for each in figures
    ]
    return _table(rows)


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
