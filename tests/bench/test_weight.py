"""A first visit counts every file that a browser would fetch, once."""

import pytest

from smsplan.bench.browser import Answer
from smsplan.bench.weight import Scales

PAGE = b"""<link rel="icon" href="/static/icon.svg"><link rel="preload" href="/static/fonts/inter.woff2" as="font">
<link rel="stylesheet" href="/static/ui/app.css"><script src="/static/ui/app.js" defer></script>
<a href="/static/not-fetched.pdf">PDF</a><img src="/smp/1/images/2/">
<script type="module" src="/static/ui/editor.js"></script>"""
FILES = {
    "/static/icon.svg": b"<svg>",
    "/static/fonts/inter.woff2": b"font",
    "/static/ui/app.css": b'@font-face { src: url("../fonts/inter.woff2") } a { background: url(data:image/png,aa) }',
    "/static/ui/app.js": b"const text = 'from here';",
    "/static/ui/editor.js": b'import { Bold, Link } from "../prose/editor.js"; import "./app.js";',
    "/static/prose/editor.js": b"export const Bold = 1;",
}


class Shelf:
    """Answers with the files above; counts how often each is asked for."""

    def __init__(self):
        self.asked: list[str] = []

    def open(self, path: str) -> Answer:
        self.asked.append(path)
        body = FILES.get(path, b"")
        return Answer(0, body, len(body), 200 if path in FILES else 404, {}, "")


def test_files_and_what_they_ask_for():
    shelf = Shelf()
    scales = Scales(shelf)
    assert scales.files_of("/smp/1/", PAGE) == {path: len(body) for path, body in FILES.items()}
    scales.files_of("/smp/2/", PAGE)
    assert sorted(shelf.asked) == sorted(FILES), "each once"


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(RuntimeError, match="gone"):
        Scales(Shelf()).files_of("/", b'<script src="/static/gone.js"></script>')
