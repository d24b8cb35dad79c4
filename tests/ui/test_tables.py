"""Tables: the quick rows say what the library's own rows would say."""

import datetime
import re

import django_tables2 as tables
import pytest
from django.contrib.auth.models import Permission
from django.utils.html import conditional_escape

from smsplan.accounts.models import User
from smsplan.ui.parts import Pill
from smsplan.ui.rows import table_html
from smsplan.ui.tables import BaseTable, DayColumn, DueColumn, NumberColumn, PillColumn, ReferenceColumn, TitleColumn

pytestmark = pytest.mark.django_db


class People(BaseTable):
    email = ReferenceColumn(url=lambda person: f"/people/{person.pk}/")
    full_name = TitleColumn(url=lambda person: f"/people/{person.pk}/")
    language = tables.Column()
    theme = PillColumn(pill=lambda value, person: Pill(value, "green"))
    is_active = tables.BooleanColumn()
    access_until = DayColumn()
    access_from = DueColumn(open=lambda person: person.is_active)
    date_joined = tables.DateTimeColumn()
    job_title = tables.Column(linkify=lambda record: f"/jobs/{record.pk}/")
    initials = tables.Column(orderable=False)
    called = tables.Column(accessor="get_full_name")
    by_table = tables.Column(accessor="time_zone")
    missing = tables.Column(accessor="no_such_thing")
    mail = tables.EmailColumn(accessor="email")
    boxes = tables.TemplateColumn("<b>{{ record.pk }}</b>")
    number = NumberColumn(accessor="pk")

    def render_by_table(self, value, record, **rest):
        return f"{value}|{record.pk}|{sorted(rest)}"


class Permissions(BaseTable):
    name = tables.Column()
    app = tables.Column(accessor="content_type__app_label")
    kind = tables.Column(accessor="content_type")


@pytest.fixture
def people():
    make = User.objects.create_user
    make("a@demo.test", "x", full_name="<Ann>", language="id", access_from=datetime.date(2020, 1, 2))
    make("b@demo.test", "x", full_name="Bo & Co", is_active=False, job_title="Clerk <1>", theme="dark",
         access_until=datetime.date(2999, 1, 2))  # fmt: skip
    return User.objects.order_by("email")


def cells(html):
    return re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)


@pytest.mark.parametrize("language", ["en", "id"])
def test_quick_rows_say_what_the_library_says(people, settings, language):
    from django.utils import translation

    with translation.override(language):
        table = People(people)
        expected = [str(conditional_escape(cell)) for row in table.rows for cell in row]
        assert cells(table_html(table)) == expected
        table = Permissions(Permission.objects.select_related("content_type")[:5])
        expected = [str(conditional_escape(cell)) for row in table.rows for cell in row]
        assert cells(table_html(table)) == expected


def test_what_people_typed_is_escaped(people):
    html = table_html(People(people))
    assert "<Ann>" not in html and "&lt;Ann&gt;" in html
    assert "Clerk &lt;1&gt;" in html


def test_cells_carry_their_head_and_class(people):
    html = table_html(People(people))
    assert '<td data-label="Full name" class="headline">' in html or 'class="headline">' in html
    assert html.count("<tr>") == 2


def test_a_cell_that_says_nothing_is_marked(people):
    html = table_html(People(people))
    # Ann has no job and no end of access, Bo no beginning; nobody has what does not exist.
    assert html.count("data-empty") == 5
    assert html.count(" data-empty>–</td>") == 5


def test_rows_may_have_a_class_of_their_own(people):
    table = People(people, row_attrs={"class": lambda record: "quiet" if not record.is_active else ""})
    assert '<tr class="quiet">' in table_html(table)


def test_an_overdue_date_is_marked_by_a_word(people):
    html = table_html(People(people))
    assert 'class="overdue"' in html and "overdue</span>" in html
