"""The vendor's style sheet with what our pages can use of it: of its six hundred kilobytes a third.

A rule is left out when it asks for a class that stands nowhere: in no template, no string of a program, no script. A
word that ends with a hyphen stands for every class that begins so (`btn-{{ colour }}`, f"alert-{level}"). Put together
in any other way (`{{ size }}-wide`), a class has the vendor's looks only while somebody writes it out somewhere.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import tinycss2
from django.apps import apps
from django.conf import settings
from tinycss2.ast import Node

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
#: What a vendor's script says in quotes; the names of what it counts with are no classes.
_QUOTED = re.compile(r"\"([^\"\\\n]{1,200})\"|'([^'\\\n]{1,200})'|`([^`\\]{1,200})`")
_NESTING = {"media", "supports", "layer", "container"}
#: Scripts of others that give elements classes.
_VENDOR_SCRIPTS = ("@tabler/core/dist/js/tabler.min.js", "htmx.org/dist/htmx.min.js")
_NO_PAGES = {"migrations", "management", "bench", "demo"}


def sources() -> list[Path]:
    """Every file that may name a class: our templates, programs and scripts, and what others draw in our pages."""
    base = Path(settings.BASE_DIR)
    found = [*_files(base / "templates"), *_files(base / "static", "*.js")]
    for app in apps.get_app_configs():
        found += _files(Path(app.path) / "templates", "*.html")
        if base in Path(app.path).parents and "site-packages" not in app.path:
            found += [path for path in _files(Path(app.path), "*.py") if not _NO_PAGES & set(path.parts)]
        found += _files(Path(app.path) / "static" / "django_prose_editor", "editor.js")
    return [*found, *(base / "node_modules" / name for name in _VENDOR_SCRIPTS)]


def words(paths: Iterable[Path]) -> set[str]:
    """Every word in these files that may be a class."""
    found: set[str] = set()
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".py":
            texts: Iterable[str] = _strings(text)
        elif path.suffix == ".js" and Path(settings.BASE_DIR) / "static" not in path.parents:
            texts = ("".join(groups) for groups in _QUOTED.findall(text))
        else:
            texts = (text,)
        for each in texts:
            found.update(_WORD.findall(each))
    return found


def trimmed(css: str, words: set[str]) -> str:
    """The style sheet without the rules of classes that are none of these words. Raises ValueError for broken CSS."""
    beginnings = tuple(word for word in words if word.endswith("-") and len(word) > len("a-"))

    def known(name: str) -> bool:
        return name in words or name.startswith(beginnings)

    return _trimmed(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), known)


def _trimmed(rules: Iterable[Node], known: Callable[[str], bool]) -> str:
    kept = []
    for rule in rules:
        if rule.type == "error":
            raise ValueError(rule.message)
        if rule.type == "qualified-rule":
            selectors = [tinycss2.serialize(each) for each in _selectors(rule.prelude) if _applies(each, known)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in _NESTING:
            within = _trimmed(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), known)
            if within:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{within}}}")
        else:
            kept.append(rule.serialize())
    return "".join(kept)


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    """The selectors of a rule, between its commas."""
    selector: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _applies(selector: list[Node], known: Callable[[str], bool]) -> bool:
    """Whether every class of the selector is known; what it excludes or offers (`:not()`, `:is()`) is not asked."""
    return all(known(name) for name in _named(selector))


def _named(selector: list[Node]) -> list[str]:
    return [
        name.value
        for dot, name in pairwise(selector)
        if dot.type == "literal" and dot.value == "." and name.type == "ident"
    ]


def _strings(program: str) -> Iterator[str]:
    """The strings of a Python program that are no documentation."""
    tree = ast.parse(program)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def _files(folder: Path, pattern: str = "*") -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if path.is_file()) if folder.is_dir() else []
