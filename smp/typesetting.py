"""A section's text made ready for paper: headings that skip no level, heads of tables, a word for each image.

Pure: sanitized HTML in, HTML out.
"""

from django.utils.translation import gettext as _
from lxml import html as lxml_html
from lxml.etree import SubElement

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def typeset(text: str) -> str:
    """The text of a section as the document prints it, below the section's own heading of level 2."""
    if not text:
        return ""
    root = lxml_html.fragment_fromstring(text, create_parent="div")
    _nest_headings(root)
    for table in root.iter("table"):
        _mark_heads(table)
    for image in root.iter("img"):
        if not (image.get("alt") or "").strip():  # Who listens has to be told that there is something (7.3).
            image.set("alt", _("Image without a description"))
    inner = lxml_html.tostring(root, encoding="unicode")
    return inner[len("<div>") : -len("</div>")]


def _nest_headings(root) -> None:
    """Headings under the section's own, none of them skipping a level (PDF/UA-1, 7.4.2)."""
    above: list[int] = []
    for heading in root.iter(*_HEADINGS):
        level = int(heading.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.tag = f"h{2 + len(above)}"


def _mark_heads(table) -> None:
    """Rows of nothing but heads at the top repeat on each page; every head says what it is the head of (7.5)."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for row in rows:
        is_head = row.find("td") is None
        for cell in row.findall("th"):
            cell.set("scope", "col" if is_head else "row")
    if table.find("thead") is not None:
        return
    heads = []
    for row in rows:
        if row.find("td") is not None or row.find("th") is None:
            break
        heads.append(row)
    if heads and len(heads) < len(rows):
        head = SubElement(table, "thead")
        table.remove(head)
        table.insert(0, head)
        for row in heads:
            head.append(row)
