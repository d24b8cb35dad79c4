"""What a list says about its results, in a sentence above them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """One sentence, and where it leads: what was left out, or guessed, and the list without that."""

    text: str
    link_label: str = ""
    url: str = ""
