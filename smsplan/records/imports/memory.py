"""Which column a heading means, and what a word means: guessed, and remembered from the time before."""

from django.utils import timezone

from smsplan.records.imports.importer import Importer
from smsplan.records.models import ImportMemory

#: Entries that are remembered for one person and register.
MOST = 500


def guess_matching(importer: Importer, headings: list[str]) -> list[str]:
    """A column key, or "", for each heading.

    As this person matched it last, else by its words, else as a colleague matched it last. The same column is taken
    once: by the first heading that means it.
    """
    mine, others = _memories(importer)
    taken: set[str] = set()
    matching = []
    for heading in headings:
        key = _guess(importer, heading, mine.columns if mine else {}, others.columns if others else {})
        matching.append(key if key not in taken else "")
        taken.add(key)
    return matching


def _guess(importer: Importer, heading: str, mine: dict[str, str], others: dict[str, str]) -> str:
    name = folded(heading)
    if not name:
        return ""
    if name in mine and (mine[name] in importer.by_key or not mine[name]):
        return mine[name]
    for column in importer.columns:
        if column.matches(heading):
            return column.key
    return others[name] if others.get(name) in importer.by_key else ""


def remembered_words(importer: Importer) -> dict[str, dict[str, str]]:
    """Column key -> word -> choice, as it was said last: this person's word stands above a colleague's."""
    mine, others = _memories(importer)
    words: dict[str, dict[str, str]] = {}
    for memory in (others, mine):
        for key, said in (memory.words if memory else {}).items():
            column = importer.by_key.get(key)
            if column is None or column.choices is None:
                continue
            known = {choice for choice, _label in column.choices.options()} | {""}
            words.setdefault(key, {}).update({word: choice for word, choice in said.items() if choice in known})
    return words


def remember(importer: Importer, headings: list[str], matching: list[str], words: dict[str, dict[str, str]]) -> None:
    """Keep how this person matched headings and words."""
    memory, _made = ImportMemory.objects.get_or_create(kind=importer.kind, person=importer.actor)
    said = {folded(heading): key for heading, key in zip(headings, matching, strict=True) if heading}
    memory.columns = _newest(memory.columns, said)
    memory.words = {
        key: _newest(memory.words.get(key, {}), words.get(key, {})) for key in memory.words.keys() | words.keys()
    }
    memory.at = timezone.now()
    memory.save()


def _memories(importer: Importer) -> tuple[ImportMemory | None, ImportMemory | None]:
    """(this person's, the newest of the colleagues')."""
    rows = ImportMemory.objects.filter(kind=importer.kind).order_by("-at")
    return rows.filter(person=importer.actor).first(), rows.exclude(person=importer.actor).first()


def folded(heading: str) -> str:
    """A heading or a word as it is remembered: in small letters, with single blanks."""
    return " ".join(heading.split()).casefold()


def _newest(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    merged = {name: value for name, value in old.items() if name not in new} | new
    return dict(list(merged.items())[-MOST:])
