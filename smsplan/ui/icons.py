"""Icons, drawn inline from the installed icon package, so that they take the colour of the text beside them."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_SPACE = re.compile(r">\s+<")
_BOUNDS = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


class MissingIcon(LookupError):
    """The icon package has no such icon."""


@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """The outline icon of that name as inline SVG, hidden from screen readers. Raises MissingIcon."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise MissingIcon(f"Not an icon name: {name!r}")
    path = Path(settings.BASE_DIR) / "node_modules/@tabler/icons/icons/outline" / f"{name}.svg"
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MissingIcon(f"No icon {name!r} in @tabler/icons; see tabler.io/icons for names.") from None
    inner = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
    inner = _BOUNDS.sub("", _SPACE.sub("><", inner)).strip()
    # How it is stroked is said once, in ui/app.css: a list page holds some forty of these.
    return mark_safe(
        f'<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" aria-hidden="true">{inner}</svg>'
    )
