"""Columns and page size: kept per person on the server, for that list alone, and free while they are hidden."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risks.models import Category, Risk
from risks.services import risk_create
from smsplan.context.models import Service
from smsplan.records.models import ListPreference
from smsplan.records.services import save_record
from smsplan.ui.tables import BaseTable

pytestmark = pytest.mark.django_db


@pytest.fixture
def risks(people):
    service = save_record(Service(title="Service Desk"), actor=people.compliance)
    for number in range(3):
        risk_create(
            actor=people.compliance,
            title=f"Risk number {number}",
            strategy="mitigate",
            likelihood=number + 1,
            impact=2,
            category=Category.objects.order_by("-pk")[number],
            many={"services": [service]},
        )
    return list(Risk.objects.order_by("pk"))


def heads(answer) -> list[str]:
    return [column.name for column in answer.context["table"].columns]


def choose(client, *names, **more):
    return client.post("/risks/preference/", {"columns": list(names), **more})


def test_a_person_chooses_columns_and_sees_them_from_then_on_in_the_order_of_the_table(as_person, people, risks):
    client = as_person(people.auditor)
    assert "strategy" not in heads(client.get("/risks/"))
    answer = choose(client, "state", "strategy", "services", "inherent")
    assert (answer.status_code, answer["Location"]) == (302, "/risks/")
    page = client.get("/risks/")
    assert heads(page) == ["reference", "title", "inherent", "strategy", "state", "services"]
    text = page.content.decode()
    assert "Mitigate" in text and "Service Desk" in text
    assert ">High</span>" in text, "the inherent level of 3 x 2, in words"


def test_the_choice_is_one_persons_and_one_lists(as_person, people, risks):
    choose(as_person(people.auditor), "strategy")
    assert "state" in heads(as_person(people.manager).get("/risks/"))
    assert "state" in heads(as_person(people.auditor).get("/opportunities/?benefit="))


def test_back_to_the_default(as_person, people, risks):
    client = as_person(people.auditor)
    before = heads(client.get("/risks/"))
    choose(client, "strategy")
    client.post("/risks/preference/", {"reset": "1", "query": "q=number"})
    assert heads(client.get("/risks/")) == before
    assert not ListPreference.objects.exists()


def test_columns_that_do_not_exist_are_passed_over(as_person, people, risks):
    client = as_person(people.auditor)
    choose(client, "strategy", "password", "owner__password")
    assert ListPreference.objects.get().columns == ["reference", "title", "strategy"]
    assert heads(client.get("/risks/?columns=password")) == ["reference", "title", "strategy"]


def test_columns_in_an_address_count_for_whoever_opens_it(as_person, people, risks):
    client = as_person(people.auditor)
    choose(client, "strategy")
    assert heads(client.get("/risks/?columns=source,nonsense,level")) == ["reference", "title", "source", "level"]


def test_page_size_is_kept(as_person, people, risks):
    client = as_person(people.auditor)
    client.post("/risks/preference/", {"per_page": "100", "query": "q=number&page=3"})
    page = client.get("/risks/")
    assert page.context["table"].paginator.per_page == 100
    assert client.get("/risks/?per_page=25").context["table"].paginator.per_page == 25
    client.post("/risks/preference/", {"per_page": "100000"})
    assert ListPreference.objects.get().per_page == 100


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("//evil.test/", "/risks/"),
        ("https://evil.test/?q=x", "/risks/"),
        ("q=a%0d%0aSet-Cookie: x=1", "/risks/?q=a%0D%0ASet-Cookie%3A+x%3D1"),
        ("q=number&sort=-title&page=4&_export=csv&nonsense=1&columns=state", "/risks/?q=number&sort=-title"),
    ],
)
def test_the_way_back_leads_to_the_list_and_nowhere_else(as_person, people, risks, sent, address):
    answer = choose(as_person(people.auditor), "state", query=sent, next="//evil.test/")
    assert answer["Location"] == address


def test_hidden_columns_cost_nothing_and_shown_ones_the_same_for_many_rows(as_person, people, risks):
    client = as_person(people.auditor)

    def ask() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/risks/").status_code == 200
        return [query["sql"] for query in found.captured_queries]

    ask()
    hidden = ask()
    assert not any("records_actionitem" in sql or "context_practice" in sql for sql in hidden)
    every = [column.name for column in client.get("/risks/").context["table"].columns.iterall()]
    choose(client, *every)
    ask()
    shown = ask()
    more = [sql for sql in shown if "records_actionitem" in sql or "context_" in sql]
    assert len(more) == len(shown) - len(hidden) == 3, "services, practices, open actions: one query a page each"
    for number in range(5):
        risk_create(actor=people.compliance, title=f"More {number}", likelihood=1, impact=1)
    assert len(ask()) == len(shown)


def test_every_column_can_be_sorted_by_or_says_that_it_cannot(as_person, people, risks):
    client = as_person(people.auditor)
    table = client.get("/risks/").context["table"]
    names = [column.name for column in table.columns.iterall() if column.orderable]
    choose(client, *names)
    for name in names:
        for sort in (name, f"-{name}"):
            page = client.get(f"/risks/?sort={sort}")
            assert page.status_code == 200 and page.context["total"] == 3, sort
    by_level = client.get("/risks/?sort=level").context["table"].paginated_rows
    levels = [row.record.level for row in by_level if row.record.level is not None]
    assert levels == sorted(levels) and levels


def test_an_export_holds_all_columns_whatever_is_shown(as_person, people, risks):
    client = as_person(people.auditor)
    everything = b"".join(client.get("/risks/?_export=csv").streaming_content)
    choose(client, "strategy", "services", "inherent", "residual", "target")
    assert b"".join(client.get("/risks/?_export=csv").streaming_content) == everything
    assert len(next(csv.reader(io.StringIO(everything.decode("utf-8-sig"))))) > 15


def test_who_may_not_see_the_list_keeps_nothing_of_it(as_person, people):
    assert choose(as_person(people.outsider), "state").status_code == 403
    assert as_person(people.auditor).get("/risks/preference/").status_code == 405
    assert not ListPreference.objects.exists()


def test_tables_without_such_columns_stay_as_they_are():
    class Plain(BaseTable):
        pass

    assert Plain([]).show(["anything"]) == []
