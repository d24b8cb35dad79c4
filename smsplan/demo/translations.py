"""The Indonesian catalogue, kept with Babel: no gettext has to be installed.

The texts in the code and the templates are English and are the keys, so English needs no catalogue.
"""

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "id"
PACKAGES = ("smsplan", "risks", "objectives", "changes", "smp")
TEMPLATE_ENDINGS = (".html", ".txt")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: Babel would fill these lines with placeholders, and give Indonesian two plural forms where it has one.
HEADER = """\
# Indonesian translations for smsplan.
msgid ""
msgstr ""
"Project-Id-Version: smsplan\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[sdrf]|%[-+0-9.]*[sdrf]|\{\w*\}")


def catalogue_path() -> Path:
    """Where the Indonesian catalogue is."""
    return Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / "django.po"


def extracted_catalogue() -> Catalog:
    """Every translatable text of the code and the templates, without translations."""
    catalogue = Catalog(project="smsplan", domain="django", charset="utf-8")
    for _, message, comments, context in _messages():
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def read_catalogue() -> Catalog:
    """The catalogue as it stands in locale/, or an empty one."""
    path = catalogue_path()
    text = path.read_bytes() if path.exists() else HEADER.encode()
    return read_po(io.BytesIO(text), locale=LANGUAGE, domain="django")


def update_catalogue() -> tuple[int, int]:
    """Bring the catalogue up to date, keeping translations. Returns how many texts it has and how many lack one."""
    catalogue = read_catalogue()
    catalogue.update(extracted_catalogue(), no_fuzzy_matching=True)
    text = io.BytesIO(HEADER.encode())
    text.seek(0, io.SEEK_END)
    # Without line numbers and sorted, so that a change of the code changes here only what it is about.
    write_po(text, catalogue, width=100, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True)
    path = catalogue_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue())
    messages = [message for message in catalogue if message.id]
    return len(messages), sum(not _is_translated(message) for message in messages)


def compile_catalogues() -> list[Path]:
    """Compile each catalogue that is newer than what was compiled from it. Returns those that were compiled."""
    compiled = []
    for folder in settings.LOCALE_PATHS:
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = path.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
                continue
            with path.open("rb") as file:
                catalogue = read_po(file, locale=path.parts[-3], domain=path.stem)
            new = target.with_name(f"{target.name}.{os.getpid()}")
            with new.open("wb") as file:
                write_mo(file, catalogue)
            os.replace(new, target)
            compiled.append(target)
    return compiled


def problems() -> list[str]:
    """What keeps the Indonesian catalogue from being complete, a line each; nothing when it is."""
    found = []
    catalogue, wanted = read_catalogue(), extracted_catalogue()
    known = {_key(message): message for message in catalogue if message.id}
    for message in wanted:
        if message.id and _key(message) not in known:
            found.append(f"not in the catalogue (make messages): {_quote(message)}")
    used = {_key(message) for message in wanted}
    for key, message in known.items():
        if key not in used:
            found.append(f"no longer used (make messages): {_quote(message)}")
        elif message.fuzzy:
            found.append(f"marked as fuzzy: {_quote(message)}")
        elif not _is_translated(message):
            found.append(f"not translated: {_quote(message)}")
        elif not _placeholders_match(message):
            found.append(f"other placeholders in the translation than in the text: {_quote(message)}")
    return found


def _messages() -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    root = Path(settings.BASE_DIR)
    for path in _files(root, PACKAGES, (".py",)):
        with path.open("rb") as file:
            yield from extract(
                "python", file, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}, strip_comment_tags=True
            )
    for path in _files(root, ("templates", *PACKAGES), TEMPLATE_ENDINGS):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What is left of a template is indented as HTML is, which to a reader of Python is an error.
        code = "\n".join(line.strip() for line in code.splitlines())
        yield from extract("python", io.BytesIO(code.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})


def _files(root: Path, folders: Iterable[str], endings: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in endings and path.is_file() and "migrations" not in path.parts:
                yield path


def _key(message: Message) -> tuple[str | None, str]:
    # As in the catalogue: a text and its plural are one entry, found by the singular.
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _quote(message: Message) -> str:
    return repr(_key(message)[1])


def _is_translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings)


def _placeholders_match(message: Message) -> bool:
    """Whether each form of the translation has the placeholders of one of the text's forms."""
    texts = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string
    wanted = [_placeholders(text) for text in texts]
    return all(_placeholders(string) in wanted for string in strings)


def _placeholders(text: str) -> Counter[str]:
    return Counter(match.group() for match in PLACEHOLDER.finditer(text))
