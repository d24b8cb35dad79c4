"""The cells of the plan's tables, written without a template, say what Django's own filters would say."""

from django.template import Context, Template

from smsplan.ui.templatetags.ui import table_cells

BY_DJANGO = Template(
    "{% load ui %}{% for cell in cells %}"
    "<td>{% if cell %}{{ cell|unbroken|linebreaksbr }}{% else %}–{% endif %}</td>{% endfor %}"
)


def test_as_django_would_write_them():
    cells = [
        "SRV-0001",
        "",
        "Monthly\nreview\r\nand \rmore",
        "<script>alert('1')</script> & \"so\"",
        "Ä – 漢, 98 % by 31 December 2026",
    ]
    assert table_cells(cells) == BY_DJANGO.render(Context({"cells": cells}))
    assert "&lt;script&gt;" in table_cells(cells) and table_cells([]) == ""
