"""The floor must stay what it says it is, else every page looks better than it is."""

from pathlib import Path

import pytest
from django.test import RequestFactory

from smsplan.bench import floor as floor_room
from smsplan.bench.floor.urls import floor
from smsplan.bench.seed import seed

FOLDER = Path(floor_room.__file__).parent


@pytest.mark.django_db
def test_the_floor_asks_for_a_count_and_fifty_rows_and_nothing_else(settings, django_assert_num_queries):
    seed(0.01)
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [FOLDER]}]
    with django_assert_num_queries(2):
        page = floor(RequestFactory().get("/")).content.decode()
    assert page.count("<tr>") == 50
    assert page.count("<td>") == 50 * 8
