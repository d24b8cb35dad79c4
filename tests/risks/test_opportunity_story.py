"""An opportunity from its proposal to an objective, and an action on it, as the people who do it, in their browsers."""

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from risks.models import Opportunity
from risks.services import risk_create
from smsplan.records.models import ActionItem
from tests.browser import press, signed_in
from tests.people import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_proposal_to_an_objective_with_an_action_on_the_way(new_context):
    people = cast()
    risk_create(actor=people.compliance, title="Nobody trains the model", likelihood=2, impact=2)
    contributor, compliance, manager = (
        signed_in(new_context, person) for person in (people.contributor, people.compliance, people.manager)
    )

    contributor.goto("/opportunities/propose/")
    contributor.get_by_label("Opportunity").fill("Automate incident categorization")
    press(contributor, "Propose")
    expect(contributor.get_by_text("Thank you.")).to_be_visible()

    compliance.goto("/work/")
    compliance.get_by_role("link", name="Decide on the proposal").click()
    press(compliance, "Take into the register")
    compliance.get_by_label("Owner").select_option(label=people.contributor.full_name)
    press(compliance, "Take into the register")
    press(compliance, "Evaluate")
    compliance.get_by_role("group", name="Benefit").get_by_label("High").check()
    compliance.get_by_role("group", name="Effort").get_by_label("Low").check()
    compliance.get_by_label("Reason").fill("Two hours a day")
    press(compliance, "Save evaluation")
    expect(compliance.get_by_role("heading", name="Priority")).to_contain_text("Do first")

    address = Opportunity.objects.get().get_absolute_url()
    manager.goto("/opportunities/matrix/")
    manager.locator("table.matrix").get_by_role("link", name="Do first").click()
    expect(manager.locator("#results")).to_contain_text("1–1 of 1")
    expect(manager.get_by_role("row", name="Automate incident categorization")).to_be_visible()

    compliance.goto(f"{address}?tab=actions")
    press(compliance, "Add an action")
    compliance.get_by_label("Action").fill("Try it on one queue")
    compliance.get_by_label("Owner").select_option(label=people.contributor.full_name)
    compliance.get_by_label("Cost").fill("1.500.000")
    press(compliance, "Add the action")
    expect(compliance.get_by_text("IDR 1,500,000").last).to_be_visible()

    contributor.goto("/actions/")
    contributor.get_by_role("link", name="Try it on one queue").click()
    press(contributor, "Finish")
    contributor.get_by_label("What was done").fill("Tried for a month")
    press(contributor, "Finish")
    expect(contributor.get_by_text("It was the last open action")).to_be_visible()

    manager.goto(ActionItem.objects.get().get_absolute_url())
    press(manager, "Check effectiveness")
    manager.get_by_label("Not effective").check()
    manager.get_by_label("What shows it").fill("Half of the categories were wrong")
    press(manager, "Save the evaluation")
    compliance.goto(ActionItem.objects.get().get_absolute_url())
    press(compliance, "Add a follow-up action")
    expect(compliance.get_by_label("Cause")).to_contain_text("Half of the categories were wrong")

    compliance.goto(address)
    press(compliance, "Convert into an objective")
    press(compliance, "Convert")
    objective = Objective.objects.get()
    manager.goto(address)
    manager.get_by_role("main").get_by_role("link", name="OBJ-0001").click()
    expect(manager.get_by_role("link", name="OPP-0001 Automate incident categorization")).to_be_visible()
    expect(compliance.get_by_role("link", name="OPP-0001 Automate incident categorization")).to_be_visible()

    press(compliance, "Choose risks")
    search = compliance.get_by_label("Risks to it")
    search.press_sequentially("nobody tr")
    compliance.locator(".picker-found").get_by_label("RSK-0001 Nobody trains the model").check()
    expect(compliance.locator(".picker-chosen")).to_contain_text("RSK-0001")
    expect(search).to_be_focused()
    search.press("Enter")
    expect(compliance.get_by_role("heading", name="Risks to the objective")).to_be_visible()
    press(compliance, "Save")
    expect(compliance.get_by_role("link", name="RSK-0001 Nobody trains the model")).to_be_visible()
    assert [risk.reference for risk in objective.risks.all()] == ["RSK-0001"]
