"""Links of a page that shows the past: those that lead to a page which can show it too stay in the past."""

import datetime
import re
from html import escape, unescape
from urllib.parse import urlencode, urlsplit, urlunsplit

from smsplan.ui.entry import shows_past

#: The parameter of an address that names the day.
PARAMETER = "as_of"
#: An attribute of links and forms that name their own day, or lead back to today.
OWN_DAY = "data-own-day"

_TAG = re.compile(r"<(a|form|button|div|tr|li)\b([^<>]*)>")
_ADDRESS = re.compile(r'(?<=\s)(href|hx-get)="([^"]*)"')
_ACTION = re.compile(r'(?<=\s)action="([^"]*)"')
_POST = re.compile(r'(?<=\s)method="post"', re.IGNORECASE)


class PastLinks:
    """Rewrites addresses of one answer, each path looked up once."""

    def __init__(self, day: datetime.date, here: str) -> None:
        self.value = day.isoformat()
        self.here = here
        self._known: dict[str, bool] = {}

    def address(self, url: str) -> str:
        """The address with the day, if its page can show the past and it names no day itself."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not (parts.path or parts.query):
            return url
        if f"{PARAMETER}=" in parts.query or not self._shows(parts.path):
            return url
        day = urlencode({PARAMETER: self.value})
        return urlunsplit(parts._replace(query=f"{parts.query}&{day}" if parts.query else day))

    def page(self, html: str) -> str:
        """A page, or a part of one, with its links and search forms in the past."""
        return _TAG.sub(self._tag, html)

    def _tag(self, match: re.Match[str]) -> str:
        name, attributes = match.groups()
        if OWN_DAY in attributes:
            return match[0]
        if name == "form":
            action = _ACTION.search(attributes)
            # What a form asks for with htmx takes its fields along, so that a field is enough.
            if _POST.search(attributes) or not self._shows(unescape(action[1]) if action else ""):
                return match[0]
            return f'{match[0]}<input type="hidden" name="{PARAMETER}" value="{self.value}">'
        return f"<{name}{_ADDRESS.sub(self._attribute, attributes)}>"

    def _attribute(self, match: re.Match[str]) -> str:
        return f'{match[1]}="{escape(self.address(unescape(match[2])))}"'

    def _shows(self, path: str) -> bool:
        path = path or self.here
        if path not in self._known:
            self._known[path] = shows_past(path)
        return self._known[path]
