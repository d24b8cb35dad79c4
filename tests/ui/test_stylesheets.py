"""The vendor's style sheet is served without what no page can use, and with everything that one uses."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders

from smsplan.ui import stylesheets

TABLER = "vendor/tabler/css/tabler.min.css"
_CLASS = re.compile(r'\sclass="([^"]*)"')
_SELECTED = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b>i,h1{x:1}", ".a,h1{x:1}"),
        ("a.a.b{x:1}a:hover{x:2}", "a:hover{x:2}"),
        (".a:not(.b){x:1}:is(.b,.c) i{x:2}", ".a:not(.b){x:1}:is(.b,.c) i{x:2}"),
        ("@media (min-width:1px){.b{x:1}}@media print{.b{x:1}.a{x:2}}", "@media print{.a{x:2}}"),
        ("@keyframes b{0%{x:1}}@font-face{x:1}", "@keyframes b{0%{x:1}}@font-face{x:1}"),
        (".go-wide .a{x:1}.go{x:2}.w\\:b{x:3}", ".go-wide .a{x:1}"),
        ('.a::after{content:".b}"}', '.a::after{content:".b}"}'),
    ],
)
def test_a_rule_stays_while_every_class_of_it_may_be_used(css, left):
    assert stylesheets.trimmed(css, {"a", "go-"}).replace(" ", "") == left.replace(" ", "")


def test_words_are_found_where_a_class_may_stand(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    files = {
        "page.html": '<p class="one {{ two }} three-{{ four }}">five</p>',
        "program.py": '"""About six."""\nseven = f"eight-{nine}"  # ten\n',
        "static/ours.js": "list.classList.add(`eleven-${twelve}`)",
        "vendor.js": 'x.thirteen.add("fourteen")',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = stylesheets.words(tmp_path / name for name in files)
    assert {"one", "three-", "eight-", "eleven-", "fourteen"} <= found
    assert not {"six", "seven", "nine", "ten", "thirteen"} & found


@pytest.fixture(scope="module")
def sheets() -> tuple[str, str]:
    """The vendor's style sheet, and what is served of it."""
    [(path, storage)] = [
        (path, storage)
        for finder in get_finders()
        for path, storage in finder.list([])
        if f"{getattr(storage, 'prefix', '')}/{path}" == TABLER
    ]
    with storage.open(path) as file:
        return Path(storage.path(path)).read_text(), file.read().decode()


def test_most_of_it_is_left_out(sheets):
    whole, served = sheets
    assert len(served) < len(whole) * 0.4


@pytest.mark.parametrize(
    "path",
    ["/", "/risks/", "/risks/new/", "/risks/matrix/", "/objectives/dashboard/", "/changes/board/", "/smp/", "/inbox/"],
)
def test_what_a_page_uses_of_it_is_there(sheets, people, as_person, path):
    whole, served = (set(_SELECTED.findall(sheet)) for sheet in sheets)
    page = as_person(people.compliance).get(path)
    assert page.status_code == 200
    used = {name for names in _CLASS.findall(page.text) for name in names.split()} & whole
    assert used - served == set() and len(used) > 5


def test_what_scripts_give_elements_is_there(sheets):
    """A menu that opens, the side bar on a phone and what lies under it, a field with a mistake, a dark page."""
    served = sheets[1]
    for selector in (
        ".dropdown-menu.show",
        ".offcanvas-lg",
        ".offcanvas-backdrop",
        ".show",
        ".is-invalid",
        ".collapsing",
    ):
        assert selector in served
    assert "[data-bs-theme=dark]" in served and "[data-bs-popper]" in served


def test_programs_and_templates_are_read():
    read = {path.name for path in stylesheets.sources()}
    assert {"_sidebar.html", "forms.py", "app.js", "tabler.min.js", "editor.js"} <= read
    assert not any("/migrations/" in str(path) for path in stylesheets.sources())
