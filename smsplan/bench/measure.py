"""Measures pages under gunicorn, each in turn with the floor, so that both meet the same weather."""

import gzip
import http.client
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

import brotli

from smsplan.bench.servers import HOST

WARM_UP = 6
#: For a page whose likes were opened just before.
WARM_UP_AGAIN = 2


@dataclass(frozen=True)
class Answer:
    """A page as it came: how long it took, its body, and how many bytes that were on the wire."""

    seconds: float
    body: bytes
    sent: int
    status: int
    cookies: dict[str, str]
    location: str


@dataclass(frozen=True)
class Figures:
    """What a page takes: milliseconds (median of the runs), queries, bytes, and the multiple of the floor."""

    page: str
    path: str
    ms: float
    floor_ms: float
    times_floor: float
    queries: int
    bytes: int
    bytes_sent: int

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


class Browser:
    """Signs in and opens pages, each over a connection of its own, so that both workers get their share."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}

    def open(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """One request, timed from the connection to the last byte."""
        headers = {"Accept": "text/html", "Accept-Encoding": "gzip, br", "Host": f"{HOST}:{self.port}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{HOST}:{self.port}",
                "Referer": f"http://{HOST}:{self.port}{path}",
            }
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        started = time.perf_counter()
        connection.request("POST" if body is not None else "GET", path, body=body, headers=headers)
        response = connection.getresponse()
        sent = response.read()
        seconds = time.perf_counter() - started
        connection.close()
        cookies = dict(
            header.split(";")[0].split("=", 1)
            for header in response.headers.get_all("Set-Cookie") or []
            if "=" in header
        )
        self.cookies |= cookies
        encoding = response.headers.get("Content-Encoding", "")
        return Answer(
            seconds=seconds,
            body=_decoded(sent, encoding),
            sent=len(sent),
            status=response.status,
            cookies=cookies,
            location=response.headers.get("Location", ""),
        )

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form. Raises RuntimeError when it is refused."""
        page = self.open("/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        if token is None:
            raise RuntimeError("The sign-in page has no form")
        answer = self.open(
            "/accounts/login/", {"csrfmiddlewaretoken": token[1].decode(), "login": email, "password": password}
        )
        if answer.status != 302:
            raise RuntimeError(f"Signing in was answered with status {answer.status}")


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


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return brotli.decompress(body) if encoding == "br" else body


def measure(
    application: Browser, floor: Browser, pages: dict[str, str], queries: dict[str, int], runs: int, say: Callable
) -> list[Figures]:
    """Open each page and the floor by turns, `runs` times after a warm-up. Raises RuntimeError when one fails."""
    found = []
    for name, path in pages.items():
        say(name)
        page_times, floor_times = [], []
        for run in range(WARM_UP + runs):
            for browser, address, times in ((application, path, page_times), (floor, "/", floor_times)):
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
            )
        )
    return found
