"""Searching a register by words: PostgreSQL's full text search, and what is spelled alike when nothing is found.

A register that is searched keeps a `words` column beside its fields, which PostgreSQL itself fills from its texts
(`words_column` in a migration makes it). The column is not part of the model: nothing but a search reads it. Texts are
in English and Indonesian, mixed, so words are taken as they are written (configuration "simple"), and a word is found
by its beginning: "suppl" finds "supplier" and "supplies".

Rows of a record that are searched with it (`Record.SEARCHED_ROWS`) have `words` of their own. What a row says is kept
in no column of the record, so nothing can fall behind: neither today nor as of a past day.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db import connection, migrations
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from smsplan.accounts.models import User
from smsplan.ui.parts import Note

#: More than anybody types; what comes after is not looked at.
LONGEST_SEARCH = 400
MOST_WORDS = 12
LONGEST_WORD = 64
#: A shorter word has too many that are spelled alike.
SHORTEST_TO_CORRECT = 4
MOST_ALIKE = 3
# Trigrams propose, generously, since two letters that changed places leave few of them; the letters in order decide.
LEAST_TRIGRAMS = 0.1
LEAST_ALIKE = 0.72
# PostgreSQL would take words with these between them for one address, path or number.
_JOINERS = "-/._@:+&<>=~#"
# A tsvector has an upper bound of a megabyte; a text beyond this is found by its beginning.
_LONGEST_TEXT = 100_000

_WORD = re.compile(r"[^\W_]+")


def words_column(table: str, columns: Sequence[str]) -> migrations.RunSQL:
    """A migration's operation: the `words` of these columns, kept by PostgreSQL, with its index.

    A later change of a column's type has to take the column away first and bring it back after.
    """
    text = " || ' ' || ".join(columns)
    spaced = f"translate(left({text}, {_LONGEST_TEXT}), '{_JOINERS}', '{' ' * len(_JOINERS)}')"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD COLUMN words tsvector"
        f" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {spaced})) STORED;"
        f" CREATE INDEX {table}_words ON {table} USING gin (words);",
        f"ALTER TABLE {table} DROP COLUMN words;",
    )


@dataclass(frozen=True)
class Term:
    """One thing that a record must hold: `query` as PostgreSQL reads it; `word` when it may be a person's name too."""

    query: str
    word: str = ""


def terms_of(text: str, prefix: str) -> list[Term]:
    """What is searched for: references ("RSK-0012", "rsk 12"), numbers, and words by their beginning.

    `prefix` is that of the register's references. A number stands for itself and for the record of that number;
    with leading zeros it may still be being typed.
    """
    text = text[:LONGEST_SEARCH]
    terms = []
    if prefix:
        reference = re.compile(rf"\b{re.escape(prefix)}[\W_]*([0-9]{{1,9}})\b", re.IGNORECASE)
        terms = [Term(_reference_query(prefix.lower(), digits)) for digits in reference.findall(text)]
        text = reference.sub(" ", text)
    words = [word[:LONGEST_WORD] for word in _WORD.findall(text)]
    last = len(words) - 1
    return (terms + [_term(word, typing=number == last) for number, word in enumerate(words)])[:MOST_WORDS]


def _reference_query(prefix: str, digits: str) -> str:
    numbers = {f"'{digits}'", f"'{int(digits):04d}'"}
    if digits.startswith("0") and len(digits) < 4:
        numbers.add(f"'{digits}':*")
    return "(" + " | ".join(f"'{prefix}' <-> {number}" for number in sorted(numbers)) + ")"


def _term(word: str, *, typing: bool) -> Term:
    if word.isascii() and word.isdigit():
        if word.startswith("0"):
            return Term(f"'{word}':*")
        return Term(f"('{word}' | '{word.zfill(4)}')")
    return Term(f"'{word}':*" if typing or len(word) > 2 else f"'{word}'", word)


@dataclass(frozen=True)
class Found:
    """What a search found; `alike` says for each word that nothing is spelled like what is, and was found instead."""

    queryset: QuerySet
    alike: dict[str, list[str]]


def search(queryset: QuerySet, text: str) -> Found:
    """The records that hold every word of the text, in their own texts, their rows or their owner's name.

    When there are none, each word of which there is no trace is taken for those that are spelled alike. A text without
    any letter or digit finds nothing. `queryset` is all that the person may see: nothing of other records shows.
    """
    terms = terms_of(text, queryset.model.PREFIX)
    if not terms:
        return Found(queryset.none(), {})
    names = _names(term.word for term in terms if term.word)
    groups = [[term] for term in terms]
    found = _holding(queryset, groups, names)
    if found.exists():
        return Found(found, {})
    alike: dict[str, list[str]] = {}
    for group in groups:
        word = group[0].word.lower()
        if len(word) < SHORTEST_TO_CORRECT or _holding(queryset, [group], names).exists():
            continue
        alike[word] = _spelled_alike(queryset, word)
        group[:] = [Term(f"'{other}'", other) for other in alike[word]] or group
    if not alike or not all(alike.values()):
        return Found(found, {})
    names = _names(term.word for group in groups for term in group if term.word)
    found = _holding(queryset, groups, names)
    return Found(found, alike if found.exists() else {})


def _holding(queryset: QuerySet, groups: list[list[Term]], names: dict[int, list[str]]) -> QuerySet:
    """Records that hold one term of every group. People are looked up before, so that both indexes answer."""
    table = connection.ops.quote_name(queryset.model._meta.db_table)
    rows = _row_tables(queryset.model)
    conditions, parameters = [], []
    plain = []
    for group in groups:
        query = "(" + " | ".join(term.query for term in group) + ")"
        words = tuple(term.word.lower() for term in group if term.word)
        owners = [pk for pk, parts in names.items() if words and any(part.startswith(words) for part in parts)]
        if owners or rows:
            # One word may stand in the record and the next in a row of it, so each is looked for by itself.
            places = ["words @@ to_tsquery('simple', %s)", "owner_id = ANY(%s)"]
            places += [f"id IN (SELECT {key} FROM {row} WHERE words @@ to_tsquery('simple', %s))" for row, key in rows]
            conditions.append(f"({' OR '.join(places)})")
            parameters += [query, owners, *[query] * len(rows)]
        else:
            plain.append(query)
    if plain:
        conditions.append("words @@ to_tsquery('simple', %s)")
        parameters.append(" & ".join(plain))
    # A subquery of its own: it reads the same whatever names the tables of the list's query have.
    return queryset.filter(pk__in=RawSQL(f"SELECT id FROM {table} WHERE {' AND '.join(conditions)}", parameters))


def _row_tables(model: type[Model]) -> list[tuple[str, str]]:
    """The tables of the rows that are searched with a record, each with the column that names the record."""
    found = []
    for name in model.SEARCHED_ROWS:
        field = model._meta.get_field(name).field
        found.append((connection.ops.quote_name(field.model._meta.db_table), connection.ops.quote_name(field.column)))
    return found


def _names(words: Iterable[str]) -> dict[int, list[str]]:
    """People whose name has a word that begins so: key -> the words of the name."""
    wanted = sorted(set(words))
    if not wanted:
        return {}
    people = User.objects.filter(full_name__iregex=rf"\m({'|'.join(wanted)})").order_by()
    return {pk: _WORD.findall(name.lower()) for pk, name in people.values_list("pk", "full_name")}


def _spelled_alike(queryset: QuerySet, word: str) -> list[str]:
    """Words of these records, and of people's names, that are spelled nearly like this one; the nearest first."""
    table = connection.ops.quote_name(queryset.model._meta.db_table)
    seen = ""
    if queryset.query.where:
        keys = ",".join(str(int(pk)) for pk in queryset.order_by().values_list("pk", flat=True))
        seen = f" = ANY('{{{keys}}}'::bigint[])"
    places = [(table, "id"), *_row_tables(queryset.model)]
    source = " UNION ALL ".join(f"SELECT words FROM {place}{seen and f' WHERE {key}{seen}'}" for place, key in places)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat(%s) WHERE similarity(word, %s) >= %s"
            " ORDER BY similarity(word, %s) DESC, ndoc DESC, word LIMIT 200",
            [source, word, LEAST_TRIGRAMS, word],
        )
        known = [other for (other,) in cursor.fetchall() if _WORD.fullmatch(other) and not other.isdigit()]
    names = User.objects.order_by().values_list("full_name", flat=True)
    known += [part for name in names for part in _WORD.findall(name.lower())]
    return difflib.get_close_matches(word, dict.fromkeys(known), n=MOST_ALIKE, cutoff=LEAST_ALIKE)


class SearchField(forms.CharField):
    """Takes whatever is typed or pasted."""

    def to_python(self, value: Any) -> str:
        """The text, cut, without the character that PostgreSQL refuses."""
        return super().to_python(str(value or "").replace("\x00", " ")[:LONGEST_SEARCH])


class SearchFilter(django_filters.CharFilter):
    """The search box of a register's list. Its filterset is a `NotingFilterSet`: it says when spelling was guessed."""

    field_class = SearchField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        """Records that hold every word."""
        if not value:
            return queryset
        found = search(queryset, value)
        if found.alike:
            self.parent.notes.append(_note(found.alike))
        return found.queryset


def _note(alike: dict[str, list[str]]) -> Note:
    typed = ", ".join(f"“{word}”" for word in alike)
    instead = ", ".join(f"“{other}”" for others in alike.values() for other in others)
    return Note(
        _("Nothing is spelled like %(typed)s. Showing what is similar: %(instead)s.")
        % {"typed": typed, "instead": instead},
        "blue",
    )


class NotingFilterSet(django_filters.FilterSet):
    """A filterset that can tell the reader something about its results: `notes`, shown above them."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.notes: list[Note] = []
