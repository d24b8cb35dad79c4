"""The floors must stay what they say they are, else every page looks better than it is."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from smsplan.bench import floor as floor_room
from smsplan.bench.floor.urls import floor
from smsplan.bench.pages import FLOORS, pages
from smsplan.bench.seed import seed

FOLDER = Path(floor_room.__file__).parent
#: The most that a bare view of a page asks of the database.
MOST = {"/home/": 25, "/change/": 14}
ORDINARY = 16


@pytest.fixture
def register(db, settings):
    seed(0.01)
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [FOLDER]}]


def test_the_floor_asks_for_a_count_and_fifty_rows_and_nothing_else(register, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = floor(RequestFactory().get("/")).content.decode()
    assert page.count("<tr>") == 50
    assert page.count("<td>") == 50 * 8


def test_each_page_of_the_plan_and_the_changes_has_a_floor_that_shows_its_rows(register):
    assert set(FLOORS) <= set(pages())
    for address in set(FLOORS.values()):
        view = resolve(address, urlconf="smsplan.bench.floor.urls").func
        with CaptureQueriesContext(connection) as captured:
            page = view(RequestFactory().get(address)).content.decode()
        assert len(captured) <= MOST.get(address, ORDINARY), address
        assert page.count("<td>") > 10, address


def test_the_floor_of_the_document_shows_every_cell_of_its_tables(register):
    from smp.models import Version

    blocks = [block for section in Version.objects.in_force().get().frozen["sections"] for block in section["blocks"]]
    rows = [row for block in blocks for part in block["parts"] for row in part.get("rows", []) if "cells" in row]
    page = resolve("/document/", urlconf="smsplan.bench.floor.urls").func(RequestFactory().get("/")).content.decode()
    assert page.count("<td>") == sum(len(row["cells"]) for row in rows) > 100
