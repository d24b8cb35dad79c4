"""Reasons that the application gives of itself: kept in English, whoever acts, and read in the reader's language."""

import re
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: All of them. One that is worded anew stays here in its old words too, for what was kept before.
REASONS = (
    gettext_noop("Published"),
    gettext_noop("Superseded by %(version)s"),
    gettext_noop("Reviewed, no change needed: %(reason)s"),
    gettext_noop("Imported from %(name)s"),
    gettext_noop("Added on the command line"),
    gettext_noop("A link to set the password was sent."),
    gettext_noop("Deactivated, or outside the access window."),
    gettext_noop("Tried again after a failure."),
    gettext_noop("Found in %(reference)s"),
    gettext_noop("%(risk)s was made of it"),
    gettext_noop("%(risk)s was merged into %(into)s."),
    gettext_noop("Merged with %(reference)s: %(reason)s"),
    gettext_noop("Follows %(reference)s for the next cycle"),
    gettext_noop("Follows up %(reference)s"),
    gettext_noop("Converted from %(reference)s"),
    gettext_noop("Converted into %(reference)s"),
)


def reason_kept(reason: str, /, **values: object) -> str:
    """One of REASONS with its values, as it is kept. Raises ValueError for any other, which nobody could translate."""
    if reason not in REASONS:
        raise ValueError(f"not among REASONS: {reason}")
    return reason % values if values else reason


def reason_words(kept: str) -> str:
    """A kept reason in the reader's language; what a person wrote stays as it is."""
    for reason, pattern in _patterns():
        if found := pattern.fullmatch(kept):
            return _(reason) % found.groupdict()
    return kept


@cache
def _patterns() -> tuple[tuple[str, re.Pattern], ...]:
    def pattern(reason: str) -> re.Pattern:
        parts = re.split(r"%\((\w+)\)s", reason)  # Words, a name, words, ...
        return re.compile(
            "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.DOTALL
        )

    return tuple((reason, pattern(reason)) for reason in REASONS)
