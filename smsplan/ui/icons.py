"""Icons, drawn inline from the installed icon package, so that they take the colour of the text beside them."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_SPACE = re.compile(r">\s+<")


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
    inner = _SPACE.sub("><", inner).strip()
    return mark_safe(
        '<svg class="icon" xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        f' focusable="false">{inner}</svg>'
    )
