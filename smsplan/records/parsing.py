"""Reading the words of an imported cell: choices in either language, people, dates, linked records."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from smsplan.accounts.models import User

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("january", "januari", "jan"), ("february", "februari", "feb"), ("march", "maret", "mar"),
            ("april", "apr"), ("may", "mei"), ("june", "juni", "jun"), ("july", "juli", "jul"),
            ("august", "agustus", "aug", "agu", "agt"), ("september", "sep", "sept"),
            ("october", "oktober", "oct", "okt"), ("november", "nov"), ("december", "desember", "dec", "des"),
        ],
        start=1,
    )
    for name in names
}  # fmt: skip


def choice(choices: Iterable[tuple[Any, Any]], more: Mapping[str, Any] | None = None) -> Callable[[str], Any]:
    """A parser for a choice written in words, English or Indonesian, in any capitals; `more` adds other spellings."""

    def parse(text: str) -> Any:
        wanted = text.strip().casefold()
        for language in ("en", "id"):
            with translation.override(language):
                for value, label in choices:
                    if wanted in {str(label).casefold(), str(value).casefold()}:
                        return value
        for spelling, value in (more or {}).items():
            if wanted == spelling.casefold():
                return value
        raise ValidationError(
            _("“%(text)s” is not known here. Write one of: %(choices)s."),
            params={"text": text[:80], "choices": ", ".join(str(label) for _value, label in choices)},
        )

    return parse


def date(text: str) -> datetime.date:
    """A date as people write it: 2026-12-31, 31/12/2026, 31.12.2026, 31 December 2026, 31 Desember 2026."""
    text = text.strip()
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        pass
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})\s+([A-Za-z]+)\.?,?\s+(\d{4})", text):
        day, month, year = int(match[1]), _MONTHS.get(match[2].casefold(), 0), int(match[3])
    else:
        day = month = year = 0
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a date. Write it as 2026-12-31 or 31 December 2026."), params={"text": text[:40]}
        ) from None


def text(limit: int) -> Callable[[str], str]:
    """A parser for text of at most `limit` characters."""

    def parse(value: str) -> str:
        if len(value) > limit:
            raise ValidationError(
                _("The text has %(length)d characters; at most %(limit)d fit. Shorten it."),
                params={"length": len(value), "limit": limit},
            )
        return value

    return parse


class Owners:
    """Finds the person whom an owner cell means: by e-mail, full name or job title. Reads the people once."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[User]] | None = None

    def find(self, words: str) -> User | None:
        """The one person it means, or None when nobody or several fit."""
        if self._by_word is None:
            self._by_word = {}
            for person in User.objects.active():
                for word in {person.email, person.full_name, person.job_title} - {""}:
                    self._by_word.setdefault(word.casefold(), []).append(person)
        found = self._by_word.get(words.strip().casefold(), [])
        return found[0] if len(found) == 1 else None
