"""Measures pages under gunicorn, each in turn with the floor, so that both meet the same weather."""

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass

from smsplan.bench.browser import Browser
from smsplan.bench.pages import floor_of
from smsplan.bench.weight import Scales

WARM_UP = 6
#: For a page whose likes were opened just before.
WARM_UP_AGAIN = 2


@dataclass(frozen=True)
class Figures:
    """What a page takes: milliseconds (median of the runs), queries, bytes, and the multiple of the floor.

    `bytes_first` are those of a first visit: the document and every file that comes with it.
    """

    page: str
    path: str
    ms: float
    floor_ms: float
    times_floor: float
    queries: int
    bytes: int
    bytes_sent: int
    bytes_first: int

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Growth:
    """A page on a small register and on a large one: milliseconds (median of the runs), and the multiple."""

    page: str
    path: str
    small_ms: float
    ms: float
    times_small: float

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def compare(large: Browser, small: Browser, pages: dict[str, str], runs: int, say: Callable) -> list[Growth]:
    """Open each page on both registers by turns, `runs` times after a warm-up. Raises RuntimeError when one fails."""
    found = []
    for name, path in pages.items():
        say(name)
        times: dict[Browser, list[float]] = {large: [], small: []}
        for run in range(WARM_UP_AGAIN + runs):
            for browser in times:
                answer = browser.open(path)
                if answer.status != 200:
                    raise RuntimeError(f"{path} answers with {answer.status} {answer.location}")
                if run >= WARM_UP_AGAIN:
                    times[browser].append(answer.seconds)
        ms, small_ms = (statistics.median(times[browser]) * 1000 for browser in (large, small))
        found.append(Growth(name, path, round(small_ms, 1), round(ms, 1), round(ms / small_ms, 2)))
    return found


def measure(
    application: Browser, floor: Browser, pages: dict[str, str], queries: dict[str, int], runs: int, say: Callable
) -> list[Figures]:
    """Open each page and its floor by turns, `runs` times after a warm-up. Raises RuntimeError when one fails."""
    found = []
    scales = Scales(application)
    for name, path in pages.items():
        say(name)
        page_times, floor_times = [], []
        for run in range(WARM_UP + runs):
            for browser, address, times in ((application, path, page_times), (floor, floor_of(name), floor_times)):
                answer = browser.open(address)
                if answer.status != 200:
                    raise RuntimeError(f"{address} answers with {answer.status} {answer.location}")
                if run >= WARM_UP:
                    times.append(answer.seconds)
                if browser is application:
                    seen = answer
        ms, floor_ms = (statistics.median(times) * 1000 for times in (page_times, floor_times))
        found.append(
            Figures(
                page=name,
                path=path,
                ms=round(ms, 1),
                floor_ms=round(floor_ms, 1),
                times_floor=round(ms / floor_ms, 2),
                queries=queries[name],
                bytes=len(seen.body),
                bytes_sent=seen.sent,
                bytes_first=seen.sent + sum(scales.files_of(path, seen.body).values()),
            )
        )
    return found
