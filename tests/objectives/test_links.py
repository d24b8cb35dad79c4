"""Objectives and what they come from: opportunities converted into them, risks that bear on them (6.1, 6.2)."""

import pytest
from django.core.exceptions import PermissionDenied

from objectives import services
from objectives.models import Objective
from risks.models import Opportunity, Risk
from risks.services import opportunity_evaluate, risk_close, risk_create
from smsplan.audit import diff
from smsplan.context.models import Obligation, Service
from smsplan.records.services import NotAllowed, save_record
from tests.threads import at_once, refusals

State = Objective.State


@pytest.fixture
def opportunity(compliance, contributor):
    service = save_record(Service(title="Email"), actor=compliance)
    obligation = save_record(Obligation(title="UU PDP"), actor=compliance)
    made = save_record(
        Opportunity(
            title="Automate incident categorization",
            description="A model proposes the category.",
            benefit_note="Two hours a day",
            owner=contributor,
            owner_role="Incident Manager",
        ),
        actor=compliance,
        many={"services": [service], "obligations": [obligation]},
    )
    return opportunity_evaluate(opportunity=made, benefit=3, effort=1, actor=compliance)


@pytest.fixture
def risk(compliance):
    return risk_create(actor=compliance, title="The supplier fails", likelihood=2, impact=3)


# Conversion ---------------------------------------------------------------------------------------


def test_everything_that_was_written_goes_over(opportunity, compliance, contributor):
    objective = services.objective_from_opportunity(opportunity=opportunity, actor=compliance)
    assert (objective.state, objective.title) == (State.DRAFT, "Automate incident categorization")
    assert "A model proposes the category." in objective.description
    assert "Two hours a day" in objective.description
    assert (objective.owner, objective.owner_role) == (contributor, "Incident Manager")
    assert [service.title for service in objective.services.all()] == ["Email"]
    assert "UU PDP" in objective.alignment
    opportunity.refresh_from_db()
    assert opportunity.state == Opportunity.State.CONVERTED
    with pytest.raises(NotAllowed):
        services.objective_from_opportunity(opportunity=opportunity, actor=compliance)


def test_each_page_names_the_other(as_person, opportunity, compliance):
    client = as_person(compliance)
    answer = client.post(f"/objectives/from-opportunity/{opportunity.pk}/", {"reason": ""}, follow=True)
    objective = Objective.objects.get()
    assert answer.redirect_chain[-1][0] == objective.get_absolute_url()
    assert f'href="/opportunities/{opportunity.pk}/"' in answer.content.decode()
    page = client.get(f"/opportunities/{opportunity.pk}/")
    assert [one.pk for one in page.context["objectives"]] == [objective.pk]
    assert "Draft" in page.content.decode()
    again = client.get(f"/objectives/from-opportunity/{opportunity.pk}/")
    assert again.status_code == 302, "it says where it stands instead of asking"
    assert client.post(f"/objectives/from-opportunity/{opportunity.pk}/", {"reason": ""}).status_code == 409
    assert Objective.objects.count() == 1


@pytest.mark.parametrize("state", ["identified", "proposed", "declined"])
def test_only_an_evaluated_one_is_converted(opportunity, compliance, state):
    Opportunity.objects.filter(pk=opportunity.pk).update(state=state)
    with pytest.raises(NotAllowed):
        services.objective_from_opportunity(opportunity=opportunity, actor=compliance)


def test_who_may_not_write_objectives_converts_nothing(opportunity, manager, contributor, auditor):
    for actor in (manager, contributor, auditor):
        with pytest.raises(PermissionDenied):
            services.objective_from_opportunity(opportunity=opportunity, actor=actor)


@pytest.mark.django_db(transaction=True)
def test_converted_at_the_same_moment_it_is_one_objective(opportunity, compliance):
    outcomes = at_once([lambda: services.objective_from_opportunity(opportunity=opportunity, actor=compliance)] * 4)
    assert refusals(outcomes) == {NotAllowed: 3}
    assert Objective.objects.filter(opportunity=opportunity).count() == 1


# Risks --------------------------------------------------------------------------------------------


def test_linking_a_risk_to_an_approved_objective_is_no_revision_but_history(approved, risk, compliance):
    services.objective_set_risks(objective=approved, risks=[risk], actor=compliance, reason="Found in the workshop")
    approved.refresh_from_db()
    assert approved.state == State.APPROVED
    assert approved.approved_by is not None
    newest = diff.saves(approved)[0]
    assert newest.reason == "Found in the workshop"
    assert any("The supplier fails" in new for _label, _old, new in newest.changes)
    rows = approved.history.count()
    services.objective_set_risks(objective=approved, risks=[risk], actor=compliance)
    assert approved.history.count() == rows, "the same again is no change"
    services.objective_set_risks(objective=approved, risks=[], actor=compliance)
    assert not approved.risks.exists()


def test_from_the_risks_side(approved, draft, risk, compliance):
    changed = services.risk_set_objectives(risk=risk, objectives=[approved], actor=compliance)
    assert changed == [approved]
    assert list(risk.objectives.all()) == [approved]
    assert services.risk_set_objectives(risk=risk, objectives=[approved], actor=compliance) == []
    services.risk_set_objectives(risk=risk, objectives=[], actor=compliance)
    assert not risk.objectives.exists()


def test_other_links_of_an_objective_stay(draft, risk, compliance):
    other = risk_create(actor=compliance, title="Nobody is trained")
    services.objective_set_risks(objective=draft, risks=[other], actor=compliance)
    services.risk_set_objectives(risk=risk, objectives=[draft], actor=compliance)
    assert set(draft.risks.all()) == {risk, other}


def test_a_risk_that_is_closed_is_not_linked_anew_and_not_lost(draft, risk, compliance):
    other = risk_create(actor=compliance, title="Nobody is trained")
    services.objective_set_risks(objective=draft, risks=[risk], actor=compliance)
    for one in (risk, other):
        risk_close(risk=one, actor=compliance, reason="Gone")
    with pytest.raises(NotAllowed):
        services.objective_set_risks(objective=draft, risks=[risk, other], actor=compliance)
    with pytest.raises(NotAllowed):
        services.risk_set_objectives(risk=other, objectives=[draft], actor=compliance)
    services.objective_set_risks(objective=draft, risks=[risk], actor=compliance)
    assert list(draft.risks.all()) == [risk]


def test_an_objective_that_is_over_keeps_its_links(draft, risk, compliance):
    services.objective_set_risks(objective=draft, risks=[risk], actor=compliance)
    services.objective_withdraw(objective=draft, actor=compliance, reason="Not this year")
    with pytest.raises(NotAllowed):
        services.objective_set_risks(objective=draft, risks=[], actor=compliance)
    services.risk_set_objectives(risk=risk, objectives=[], actor=compliance)
    assert list(risk.objectives.all()) == [draft]


def test_who_links(draft, risk, manager, contributor, auditor, administrator):
    for actor in (manager, contributor, auditor, administrator):
        with pytest.raises(PermissionDenied):
            services.objective_set_risks(objective=draft, risks=[risk], actor=actor)
        with pytest.raises(PermissionDenied):
            services.risk_set_objectives(risk=risk, objectives=[draft], actor=actor)


def test_the_pages_of_both_sides(as_person, approved, risk, compliance):
    client = as_person(compliance)
    assert client.get(f"/objectives/at-stake/{risk.pk}/").status_code == 200
    sent = {"objectives": [approved.pk], "reason": ""}
    assert client.post(f"/objectives/at-stake/{risk.pk}/", sent).status_code == 302
    assert f'href="/risks/{risk.pk}/"' in client.get(approved.get_absolute_url()).content.decode()
    form = client.get(f"/objectives/{approved.pk}/risks/").context["form"]
    assert form.initial["risks"] == [risk.pk]
    assert client.post(f"/objectives/{approved.pk}/risks/", {"risks": [], "reason": "Gone"}).status_code == 302
    assert not approved.risks.exists()
    bad = client.post(f"/objectives/{approved.pk}/risks/", {"risks": ["999999"]})
    assert bad.status_code == 422 and "risks" in bad.context["form"].errors


def test_pages_for_others(as_person, approved, risk, manager, contributor, compliance):
    for person, codes in ((manager, (403, 403)), (contributor, (403, 403))):
        client = as_person(person)
        pages = (f"/objectives/{approved.pk}/risks/", f"/objectives/at-stake/{risk.pk}/")
        assert tuple(client.get(page).status_code for page in pages) == codes
    client = as_person(compliance)
    assert client.get("/objectives/at-stake/999999/").status_code == 404
    risk_close(risk=risk, actor=compliance, reason="Gone")
    assert client.get(f"/objectives/at-stake/{risk.pk}/").status_code == 403


def test_an_edit_of_a_draft_keeps_and_changes_risks(as_person, draft, risk, compliance):
    client = as_person(compliance)
    sent = {"title": draft.title, "rule": "latest", "frequency": "monthly", "revision": draft.revision}
    answer = client.post(f"/objectives/{draft.pk}/edit/", sent | {"risks": [risk.pk]})
    assert answer.status_code == 302, answer.context["form"].errors
    assert list(draft.risks.all()) == [risk]


# The picker ---------------------------------------------------------------------------------------


def test_the_picker_offers_what_is_open_and_not_chosen_yet(as_person, risk, compliance, contributor):
    other = risk_create(actor=compliance, title="The supplier is sold")
    closed = risk_create(actor=compliance, title="The supplier is late")
    risk_close(risk=closed, actor=compliance, reason="Gone")
    client = as_person(compliance)

    def offered(query):
        answer = client.get(f"/risks/pick/?picker_name=risks&{query}")
        assert answer.status_code == 200
        return {one.pk for one in answer.context["found"]}

    assert offered("picker_search=supplier") == {risk.pk, other.pk}
    assert offered(f"picker_search=supplier&risks={risk.pk}") == {other.pk}
    assert offered(f"picker_search={risk.reference.lower()}") == {risk.pk}
    assert offered("picker_search=%25") == set()
    assert offered("picker_search=%00'\"&risks=x&risks=99999999999999999999") == set()
    assert client.get("/risks/pick/?picker_name=<script>").status_code == 404
    assert as_person(contributor).get("/risks/pick/?picker_name=risks").context["found"] == []
    assert Risk.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_linking_from_both_sides_at_once_loses_nothing(draft, another, risk, compliance):
    other = risk_create(actor=compliance, title="Nobody is trained")

    def from_the_risk():
        services.risk_set_objectives(risk=risk, objectives=[draft, another], actor=compliance)

    def from_the_objective():
        services.objective_set_risks(objective=another, risks=[risk, other], actor=compliance)

    assert not refusals(at_once([from_the_objective, from_the_risk] * 2))
    assert risk in draft.risks.all()
    assert risk in another.risks.all()


@pytest.fixture
def another(compliance):
    return services.objective_create(actor=compliance, title="Another objective")
