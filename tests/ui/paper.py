"""A document with everything that a page of ours may hold, and a certificate to sign it with."""

import datetime
import functools

from smsplan.ui.certificates import Certificate, opened, self_signed
from smsplan.ui.pdf import EmbeddedFile, html_to_pdf

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Plan</title>
<link rel="stylesheet" href="static:ui/print.css"></head><body>
<div class="running-title">Plan</div><div class="running-version">Version 2.1</div>
<section class="cover"><h1>Plan</h1><div class="cover-control"><table><tbody>
<tr><th scope="row">Owner</th><td>Sari</td></tr></tbody></table></div></section>
<nav class="contents"><h2>Contents</h2><ol><li><a href="#one">One</a></li></ol></nav>
<main class="body"><section id="one"><h2>One</h2><p>Text with <a href="https://example.org/">a link</a>.</p>
<ul><li>First<ul><li>Within</li></ul></li><li>Second</li></ul><h3>Part</h3><ol><li>One</li><li>Two</li></ol>
<p><img src="attachment:1" alt="A dot"></p>
<table><caption>Rows</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>
%s</tbody></table></section><section class="wide"><h2>Wide</h2><p>On a page of another shape.</p></section></main>
</body></html>"""
ROWS = "".join(f"<tr><td>Row {n}</td><td>Words of the row</td></tr>" for n in range(60))
DATA = EmbeddedFile(name="plan.json", content=b'{"plan":"2.1"}', description="What it says, as JSON")


@functools.cache
def document() -> bytes:
    """The document, unsigned."""
    return html_to_pdf(HTML % ROWS, attachments={"1": (PICTURE, "image/png")}, embedded=[DATA])


@functools.cache
def certificate(name: str = "PT Contoh") -> Certificate:
    """A certificate of an organization, made for the tests."""
    return opened(self_signed(name, passphrase="rahasia"), "rahasia")


def now() -> datetime.datetime:
    """The moment at which it is signed."""
    return datetime.datetime.now(datetime.UTC)
