"""Pages of the plan read what they show: not the half megabyte that another version was frozen as, nothing twice."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smp import selectors, services
from smp.models import Version
from smsplan.context.models import Service
from tests.people import PASSWORD
from tests.smp.conftest import publish_now

#: The content as a whole, and no key of it.
WHOLE_CONTENT = re.compile(r'\."frozen"(?! [-#])')


@pytest.fixture
def second_draft(in_review, author, manager) -> Version:
    """A draft that is based on a version in force."""
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    publish_now(in_review)
    return services.version_draft(actor=author, reason_kind="correction", change_summary="Words")


def asked_by(client, person, path: str) -> list[str]:
    client.force_login(person)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.parametrize("page", ["detail", "update", "section"])
def test_the_content_of_the_version_before_is_not_read(client, second_draft, author, page):
    section = ["scope"] if page == "section" else []
    asked = asked_by(client, author, reverse(f"smp:{page}", args=[second_draft.pk, *section]))
    read = sum(len(WHOLE_CONTENT.findall(sql.partition(" FROM ")[0])) for sql in asked)
    assert read == 1, "its own alone"


def test_the_plans_own_page_reads_versions_and_sections_once(client, second_draft, author):
    asked = asked_by(client, author, reverse("smp:list"))
    # Beside the list: which changes the version in force carries.
    assert [sql for sql in asked if 'FROM "smp_version" ' in sql and '"smp_version"."title"' in sql][1:] == []
    assert len([sql for sql in asked if 'FROM "smp_section"' in sql]) == 1


def test_sections_that_were_fetched_are_told_in_their_order_without_those_taken_out(second_draft, author):
    own = services.section_add(version=second_draft, actor=author, title="Cloud exit plan")
    gone = services.section_add(version=second_draft, actor=author, title="Old habits")
    services.section_remove(section=gone, actor=author)
    services.section_move(section=own, actor=author, by=-10)
    version = Version.objects.get(pk=second_draft.pk)
    selectors.with_sections([version])
    with CaptureQueriesContext(connection) as queries:
        told = selectors.written(version)
    assert len(queries) == 0
    assert list(told) == [section.key for section in version.sections.standing()]
    assert next(iter(told)) == own.key and gone.key not in told


def test_the_history_of_a_model_is_put_together_once():
    assert type(Service.history) is type(Service.history)
