"""What a service, a practice and an obligation show of the risks on them (the guide's "Clause 8 Integration")."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risks import services
from risks.services import risk_create
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.services import save_record


@pytest.fixture
def service(people):
    return save_record(Service(title="Core banking"), actor=people.compliance)


@pytest.fixture
def practice(people):
    return save_record(Practice(title="Incident management"), actor=people.compliance)


def risk_on(people, *, likelihood=None, impact=None, owner=None, title="On it", **many):
    return risk_create(
        actor=people.compliance, title=title, likelihood=likelihood, impact=impact, owner=owner, many=many
    )


@pytest.mark.parametrize(
    ("steps", "pill"), [(None, "Standard"), ((1, 1), "Standard"), ((2, 2), "Reinforced"), ((2, 3), "Strict")]
)
def test_the_stringency_follows_the_highest_open_risk(as_person, people, practice, steps, pill):
    if steps:
        risk_on(people, likelihood=1, impact=1, practices=[practice], title="Lower")
        risk_on(people, likelihood=steps[0], impact=steps[1], practices=[practice])
    page = as_person(people.auditor).get(practice.get_absolute_url())
    assert page.context["stringency"].label == pill
    assert all(control in html.unescape(page.content.decode()) for control in page.context["controls"])


def test_which_risk_decides_is_said_and_linked(as_person, people, service):
    risk_on(people, likelihood=2, impact=2, services=[service], title="Medium one")
    worst = risk_on(people, likelihood=3, impact=3, services=[service], title="High one")
    page = as_person(people.auditor).get(service.get_absolute_url())
    assert page.context["decided_by"] == worst
    assert "back-out plan is tested" in page.content.decode()
    services.risk_close(risk=worst, actor=people.compliance, reason="Over")
    assert as_person(people.auditor).get(service.get_absolute_url()).context["stringency"].label == "Reinforced"


def test_the_link_to_the_list_shows_the_same_risks(as_person, people, service, practice):
    obligation = save_record(Obligation(title="POJK"), actor=people.compliance)
    first = risk_on(people, likelihood=2, impact=3, services=[service], practices=[practice], obligations=[obligation])
    risk_on(people, title="Elsewhere")
    client = as_person(people.auditor)
    for record in (service, practice, obligation):
        page = client.get(record.get_absolute_url())
        assert [risk for risk, _level in page.context["risks"]] == [first]
        assert client.get(page.context["risks_url"]).context["total"] == 1


def test_a_risk_that_the_reader_may_not_see_counts_and_is_not_named(as_person, people, practice):
    people.contributor.user_permissions.add(permission("view_practice"))
    risk_on(people, likelihood=3, impact=3, practices=[practice], title="Somebody else's secret")
    mine = risk_on(people, likelihood=1, impact=1, practices=[practice], owner=people.contributor)
    page = as_person(people.contributor).get(practice.get_absolute_url())
    assert page.context["stringency"].label == "Strict"
    assert [risk for risk, _level in page.context["risks"]] == [mine]
    assert "secret" not in page.content.decode()


def permission(codename: str):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename)


@pytest.mark.parametrize(
    ("url", "model", "field"),
    [("/context/services/", Service, "services"), ("/context/practices/", Practice, "practices")],
)
def test_the_lists_name_the_stringency_without_a_query_for_each_row(as_person, people, url, model, field):
    def rows(count, steps):
        for _number in range(count):
            record = save_record(model(title="One"), actor=people.compliance)
            risk_on(people, likelihood=steps, impact=steps, **{field: [record]})

    client = as_person(people.auditor)
    rows(2, 3)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    rows(6, 2)
    with CaptureQueriesContext(connection) as many:
        page = client.get(f"{url}?sort=-stringency").content.decode()
    assert len(many) <= len(few)
    assert page.count("Strict<") == 2 and page.count("Reinforced<") == 6
    assert page.index("Strict<") < page.index("Reinforced<")


def test_unknown_and_closed_doors(as_person, people, service):
    assert as_person(people.auditor).get("/context/services/9999/").status_code == 404
    assert as_person(people.outsider).get(service.get_absolute_url()).status_code == 403
