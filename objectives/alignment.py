"""What objectives are aligned to (6.2.1 a): strategic priorities and the statements of the service management policy.

Pure rules: the organization's texts in, statements out.
"""

import re
from collections.abc import Iterable

#: An objective keeps the words that it serves; a longer statement is kept by its beginning.
LONGEST = 300

_BULLET = re.compile(r"^(?:[-*•–]|\(?[0-9a-z]{1,2}[.)])\s+", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?])\s+(?=[\"“‘(]?[A-Z0-9])")


def statements(policy: str) -> list[str]:
    """The statements of a policy: its lines, cut into sentences, without bullets and repetitions."""
    found = []
    for line in policy.splitlines():
        found += [shortened(sentence) for sentence in _END.split(_BULLET.sub("", line.strip())) if sentence.strip()]
    return list(dict.fromkeys(found))


def priorities(texts: Iterable[str]) -> list[str]:
    """The strategic priorities, without blanks and repetitions."""
    return list(dict.fromkeys(shortened(text) for text in texts if text.strip()))


def shortened(text: str) -> str:
    """A statement as an objective keeps it."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
