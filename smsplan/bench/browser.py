"""A browser for the benchmark: signs in, opens pages, and counts seconds and bytes."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import brotli

from smsplan.bench.servers import HOST


@dataclass(frozen=True)
class Answer:
    """A page as it came: how long it took, its body, and how many bytes that were on the wire."""

    seconds: float
    body: bytes
    sent: int
    status: int
    cookies: dict[str, str]
    location: str


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


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return brotli.decompress(body) if encoding == "br" else body
