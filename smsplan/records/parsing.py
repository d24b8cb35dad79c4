"""Reading the words of an imported cell: choices in either language, people, dates, linked records."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from smsplan.accounts.models import User

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("january", "januari", "jan"), ("february", "februari", "pebruari", "feb", "peb"),
            ("march", "maret", "mar"),
            ("april", "apr"), ("may", "mei"), ("june", "juni", "jun"), ("july", "juli", "jul"),
            ("august", "agustus", "aug", "agu", "agt", "ags"), ("september", "sep", "sept"),
            ("october", "oktober", "oct", "okt"), ("november", "nopember", "nov", "nop"),
            ("december", "desember", "dec", "des"),
        ],
        start=1,
    )
    for name in names
}  # fmt: skip


class UnknownWords(ValidationError):
    """Words of a cell that stand for none of the choices; `words` lists them. A person may say what they mean."""

    def __init__(self, words: list[str], labels: Iterable[str]) -> None:
        known = [str(label) for label in labels]
        text = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        super().__init__(
            _("“%(text)s” is not known here. Write one of: %(choices)s.")
            % {"text": "”, “".join(words)[:200], "choices": text}
        )
        self.words = words


class Choice:
    """Reads a choice written in words, English or Indonesian, in any capitals; `more` adds other spellings.

    `choices` are (value, label), or give them when they are first asked for; the values themselves are words too
    unless `keys` is false.
    """

    def __init__(
        self,
        choices: Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]],
        more: Mapping[str, Any] | None = None,
        *,
        keys: bool = True,
    ) -> None:
        self._given = choices
        self._more = more or {}
        self._keys = keys

    @cached_property
    def choices(self) -> list[tuple[Any, Any]]:
        """(value, label) of each choice."""
        return list(self._given() if callable(self._given) else self._given)

    @cached_property
    def _by_word(self) -> dict[str, Any]:
        known = {_plain(str(spelling)): value for spelling, value in self._more.items()}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for value, label in self.choices:
                    known[_plain(str(label))] = value
        return {str(value).casefold(): value for value, _label in self.choices if self._keys} | known

    def options(self) -> list[tuple[str, str]]:
        """(key, label) of each choice, for a person who says what an unknown word means."""
        return [(str(value), str(label)) for value, label in self.choices]

    def read(self, text: str, words: Mapping[str, str]) -> Any:
        """The choice; `words` maps spellings in small letters to keys of `options`, "" to nothing.

        Raises UnknownWords.
        """
        word = _plain(text)
        if word in words:
            return self._by_key(words[word])
        if word in self._by_word:
            return self._by_word[word]
        raise UnknownWords([text.strip()], (label for _value, label in self.choices))

    def _by_key(self, key: str) -> Any:
        return next((value for value, _label in self.choices if str(value) == key), None)

    def __call__(self, text: str) -> Any:
        return self.read(text, {})


class Linked:
    """Reads records named by title or reference, several with commas, semicolons or line breaks between them.

    A title may hold commas itself: the longest that fits is taken. `records` is called when they are first asked for.
    """

    _BETWEEN = re.compile(r"([,;\n])")  # A title with a line break in it is known by the blank in its place.

    def __init__(self, records: Callable[[], Iterable[Any]]) -> None:
        self._given = records

    @cached_property
    def records(self) -> list[Any]:
        """What a cell may name."""
        return list(self._given())

    @cached_property
    def _by_word(self) -> dict[str, Any]:
        titles = {_plain(record.title): record for record in reversed(self.records)}
        return titles | {record.reference.casefold(): record for record in self.records}

    @cached_property
    def _most_between(self) -> int:
        """The most separators that a title holds itself."""
        return max((len(self._BETWEEN.findall(title)) for title in self._by_word), default=0)

    def options(self) -> list[tuple[str, str]]:
        """(key, label) of each record."""
        return [(str(record.pk), record.title) for record in self.records]

    def read(self, text: str, words: Mapping[str, str]) -> list[Any]:
        """The records, each once, in their order here; `words` as for Choice. Raises UnknownWords."""
        pieces = self._BETWEEN.split(text)  # Words at the even places, what stands between them at the odd ones.
        most = 2 * max([self._most_between, *(len(self._BETWEEN.findall(word)) for word in words)])
        found, unknown = set(), []
        place = 0
        while place < len(pieces):
            for end in range(min(len(pieces), place + most + 1), place, -2):
                word = _plain("".join(pieces[place:end]))
                if word in words:
                    found.add(words[word])
                elif word in self._by_word:
                    found.add(str(self._by_word[word].pk))
                elif word:
                    continue
                break
            else:
                unknown.append(pieces[place].strip())
                end = place + 1
            place = end + 1
        if unknown:
            raise UnknownWords(unknown, (record.title for record in self.records))
        return [record for record in self.records if str(record.pk) in found]

    def __call__(self, text: str) -> list[Any]:
        return self.read(text, {})


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def date(text: str) -> datetime.date:
    """A date as people write it: 2026-12-31, 31/12/2026, 31.12.2026, 31 December 2026, 31 Desember 2026, 1 Agt 2026.

    A time of day after an ISO date is left out. Raises ValidationError.
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?", text):
        text = text[:10]
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(?:[A-Za-z']+,\s*)?(\d{1,2})[\s-]+([A-Za-z]+)\.?,?[\s-]+(\d{4})", text):
        day, month, year = int(match[1]), _MONTHS.get(match[2].casefold(), 0), int(match[3])
    elif match := re.fullmatch(r"([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})", text):
        day, month, year = int(match[2]), _MONTHS.get(match[1].casefold(), 0), int(match[3])
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
