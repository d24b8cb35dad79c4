"""What a page weighs on the wire when it is the first of this site that a browser sees.

A later page is its document and the files that no page before it had: they carry their hash in their names.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from smsplan.bench.browser import Answer, Browser

#: What a browser fetches by itself: in a page, in a style sheet, in a script.
_IN_PAGE = re.compile(
    rb'<(?:script|img)\b[^>]*?\ssrc="([^"]+)"'
    rb'|<link\b(?=[^>]*\srel="(?:stylesheet|preload|icon|modulepreload)")[^>]*?\shref="([^"]+)"'
)
_IN_STYLES = re.compile(rb'url\(["\']?([^"\')]+)["\']?\)')
_IN_SCRIPT = re.compile(rb'(?:\bfrom\s*|\bimport\s*\(?\s*)["\'](\.{0,2}/[^"\']+)["\']')
_WITHIN = {".css": _IN_STYLES, ".js": _IN_SCRIPT}


class Scales:
    """Weighs pages; fetches each file once."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self._fetched: dict[str, Answer] = {}

    def files_of(self, path: str, body: bytes) -> dict[str, int]:
        """The files that the page asks for, and the files that these ask for: address and bytes on the wire.

        Raises RuntimeError when one is not there.
        """
        found: dict[str, int] = {}
        waiting = list(_addresses(_IN_PAGE, body, path))
        while waiting:
            address = waiting.pop()
            if address in found or not address.startswith("/static/"):
                continue
            file = self._fetch(address)
            found[address] = file.sent
            within = next((pattern for end, pattern in _WITHIN.items() if address.endswith(end)), None)
            if within is not None:
                waiting += _addresses(within, file.body, address)
        return found

    def _fetch(self, address: str) -> Answer:
        if address not in self._fetched:
            answer = self.browser.open(address)
            if answer.status != 200:
                raise RuntimeError(f"{address} answers with {answer.status}")
            self._fetched[address] = answer
        return self._fetched[address]


def _addresses(pattern: re.Pattern[bytes], body: bytes, base: str) -> Iterator[str]:
    for match in pattern.finditer(body):
        yield urljoin(base, next(group for group in match.groups() if group).decode())
