"""One year of an objective, as the three people who live with it: from a vague wish to the next cycle's draft."""

import datetime
import re
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from objectives.models import Measurement, Objective, Revision
from smsplan.context.models import Organization
from smsplan.records.models import ActionItem
from smsplan.records.services import save_record
from tests.browser import refused, sends, sign_in, until
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRIORITY = "Dependable services for the banks"
#: Six months in which the average falls short of 99%, six in which it recovers; then the running month.
WEAK, STRONG, LAST = "98.2", "99,1", "98.9"
#: Colours go over to those of the other theme in a frame or two, one after the other where they are inherited.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  do { await frame(); await frame(); } while (document.getAnimations().length);
}"""


@pytest.fixture
def persons(new_context):
    """The cast, and a function that opens a browser for one of them; no script may fail in it."""
    errors = []

    def open_page(person) -> Page:
        page = new_context(reduced_motion="reduce").new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return sign_in(page, person)

    yield cast(), open_page
    assert not errors, errors


def reads_well(page: Page) -> None:
    """No axe violation in either theme, and nothing is cut off on a phone."""
    size = page.viewport_size
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
        page.evaluate(SETTLED)
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1, page.url
    page.set_viewport_size(size)
    page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'light')")


def months() -> tuple[datetime.date, datetime.date]:
    """A cycle of thirteen months, of which twelve are over and one runs."""
    today = timezone.localdate()
    first = today.replace(day=1)
    following = (first + datetime.timedelta(days=32)).replace(day=1)
    return first.replace(year=first.year - 1), following - datetime.timedelta(days=1)


def test_one_year_of_an_objective(persons):
    people, open_page = persons
    organization = Organization.get()
    organization.name, organization.strategic_priorities = "Cendana Managed Services", [PRIORITY]
    save_record(organization, actor=people.compliance)
    compliance, manager, owner = (open_page(p) for p in (people.compliance, people.manager, people.contributor))

    objective = drafted(compliance, people)
    address = objective.get_absolute_url()
    approved(compliance, manager, address)
    entered(owner, objective, WEAK, 6)
    corrected(owner, objective)
    entered(owner, objective, STRONG, 6)
    revised(compliance, manager, objective)
    successor = closed(manager, owner, objective)
    withdrawn(compliance, successor)


def drafted(compliance: Page, people) -> Objective:
    """A vague wish becomes an objective while the marks beside it say what is missing."""
    start, due = months()
    compliance.goto("/objectives/new/")
    words = compliance.locator("#marks-words")
    compliance.locator("#id_title").fill("Improve service quality")
    expect(words).to_contain_text("0 of 5")
    expect(compliance.locator("#marks-specific")).to_contain_text("can't be assessed")
    compliance.locator("#id_title").fill("Keep 99% availability of the payment services")
    for name, value in {
        "description": "Uptime of the payment services, without announced maintenance",
        "for_whom": "The banks and their customers",
        "metric": "Availability",
        "unit": "%",
        "baseline": "95",
        "target": "99",
        "measurement_approach": "Monthly report of the monitoring system",
        "evaluation": "Service review each month",
        "achievable": "The second site is paid for",
        "activities": "Move to the second site; test the failover",
        "communicated_to": "All service teams",
        "communicated_when": "At the start and each quarter",
        "communicated_how": "Town hall",
        "start_date": start.isoformat(),
        "due_date": due.isoformat(),
    }.items():
        compliance.locator(f"#id_{name}").fill(value)
    compliance.locator("#id_sms_wide").check()
    for name, value in {"direction": "at_least", "rule": "average", "frequency": "monthly"}.items():
        compliance.locator(f"#id_{name}").select_option(value)
    compliance.locator("#id_owner").select_option(str(people.contributor.pk))
    compliance.locator("#id_sponsor").select_option(str(people.manager.pk))
    compliance.get_by_label(PRIORITY).check()
    compliance.locator("#id_committed-0-kind").select_option("people")
    compliance.locator("#id_committed-0-description").fill("Two engineers")
    compliance.locator("#id_committed-0-committed_by").select_option(str(people.manager.pk))
    consulted(compliance, 0, "top_management", "Board")
    expect(words).to_contain_text("4 of 5")
    compliance.get_by_role("button", name="Add a consultation").click()
    consulted(compliance, 1, "customers", "Bank Cendana")
    expect(words).to_contain_text("All five criteria are met")
    sends(compliance, ".form-actions")
    compliance.wait_for_url(re.compile(r"/objectives/\d+/$"))
    return Objective.objects.get()


def consulted(page: Page, row: int, group: str, who: str) -> None:
    """Who was asked."""
    page.locator(f"#id_consultations-{row}-group").select_option(group)
    page.locator(f"#id_consultations-{row}-who").fill(who)
    page.locator(f"#id_consultations-{row}-on").fill(months()[0].isoformat())


def approved(compliance: Page, manager: Page, address: str) -> None:
    """The author can't approve; a manager can."""
    compliance.goto(f"{address}submit/")
    sends(compliance, ".form-actions")
    compliance.wait_for_url(f"**{address}")
    refused(compliance, f"{address}approve/")
    manager.goto(f"{address}approve/")
    sends(manager, ".form-actions")
    manager.wait_for_url(f"**{address}")
    assert Objective.objects.get().state == Objective.State.APPROVED


def entered(owner: Page, objective: Objective, value: str, count: int) -> None:
    """The oldest values that are due, from My work: one field and Enter each."""
    owner.goto("/work/")
    for _number in range(count):
        before = Measurement.objects.filter(objective=objective).count()
        field = owner.locator("input[name=value]").first
        field.fill(value)
        field.press("Enter")
        until(owner, lambda before=before: Measurement.objects.filter(objective=objective).count() > before)
        owner.goto("/work/")


def corrected(owner: Page, objective: Objective) -> None:
    """At risk asks for a corrective action; it is work until one is decided, and it is finished."""
    expect(owner.get_by_text("Decide on a corrective action").first).to_be_visible()
    owner.goto(objective.get_absolute_url())
    expect(owner.get_by_text("At risk").first).to_be_visible()
    reads_well(owner)
    owner.get_by_role("link", name="Add a corrective action").click()
    expect(owner.locator("#id_cause")).to_have_value(re.compile("98.2% on average over 6 periods"))
    reads_well(owner)
    owner.locator("#id_title").fill("Second link to the data centre")
    sends(owner, ".form-actions")
    owner.wait_for_url(re.compile("tab=actions"))
    action = ActionItem.objects.get()
    assert action.owner == objective.owner and action.served == objective
    owner.goto(objective.get_absolute_url())
    expect(owner.get_by_role("link", name="Add a corrective action")).to_have_count(0)
    owner.goto(f"{action.get_absolute_url()}finish/")
    owner.locator("#id_outcome").fill("The link is in operation")
    sends(owner, ".form-actions")
    until(owner, lambda: ActionItem.objects.get().state == ActionItem.State.DONE)


def revised(compliance: Page, manager: Page, objective: Objective) -> None:
    """The target is revised with a reason; who proposed it can't approve; values stay."""
    address = objective.get_absolute_url()
    compliance.goto(f"{address}revise/")
    compliance.locator("#id_target").fill("94")
    compliance.locator("#id_change_reason").fill("The link of one provider will be weak until next year.")
    sends(compliance, ".form-actions")
    expect(compliance.get_by_text("lies below the baseline").first).to_be_visible()
    reads_well(compliance)
    compliance.locator("#id_target").fill("98,5")
    sends(compliance, ".form-actions")
    compliance.wait_for_url(re.compile("tab=revisions"))
    revision = Revision.objects.get()
    refused(compliance, f"{address}revisions/{revision.pk}/approve/")
    manager.goto("/work/")
    manager.get_by_role("link", name="Decide on the revision").click()
    manager.get_by_role("link", name="Approve the revision").click()
    expect(manager.get_by_role("row", name=re.compile("Target"))).to_contain_text("98.5%")
    reads_well(manager)
    sends(manager, ".form-actions")
    manager.wait_for_url(re.compile("tab=revisions"))
    reads_well(manager)
    objective.refresh_from_db()
    assert objective.target == Decimal("98.5")
    assert objective.measurements.count() == 12
    assert objective.history.filter(target=99).exists()


def closed(manager: Page, owner: Page, objective: Objective) -> Objective:
    """The last month, the review, and the next cycle."""
    address = objective.get_absolute_url()
    last = timezone.localdate().replace(day=1)
    owner.goto(f"{address}measure/{last.isoformat()}/")
    owner.locator("#id_value").fill(LAST)
    sends(owner, ".form-actions")
    until(owner, lambda: objective.measurements.count() == 13)
    refused(owner, f"{address}close/")

    manager.goto(address)
    manager.locator(".notes").get_by_role("link", name="Review at year-end").click()
    expect(manager.get_by_role("radio", name="Achieved")).to_be_checked()
    reads_well(manager)
    sends(manager, ".form-actions")
    expect(manager.get_by_text("required").first).to_be_visible()
    manager.locator("#id_outcome").fill("The banks had no outage of more than an hour.")
    manager.locator("#id_lessons").fill("Order second links before the season of storms.")
    manager.locator("#id_successor").check()
    sends(manager, ".form-actions")
    expect(manager.get_by_text("is the draft for the next cycle")).to_be_visible()
    objective.refresh_from_db()
    assert objective.state == Objective.State.ACHIEVED
    successor = Objective.objects.get(predecessor=objective)
    # (6 x 98.2 + 6 x 99.1 + 98.9) / 13
    assert (successor.state, successor.baseline) == ("draft", Decimal("98.6692"))
    assert successor.start_date > objective.due_date
    manager.goto(address)
    expect(manager.get_by_role("link", name=re.compile(successor.reference))).to_be_visible()
    reads_well(manager)
    owner.goto(f"{address}measure/{last.isoformat()}/")
    if owner.locator("#id_value").count():
        owner.locator("#id_value").fill("99.9")
        sends(owner, ".form-actions")
    assert not objective.measurements.filter(value="99.9").exists()
    return successor


def withdrawn(compliance: Page, successor: Objective) -> None:
    """What is withdrawn is not measured."""
    compliance.goto(f"{successor.get_absolute_url()}withdraw/")
    compliance.locator("#id_reason").fill("The service is sold.")
    sends(compliance, ".form-actions")
    compliance.wait_for_url(f"**{successor.get_absolute_url()}")
    compliance.goto(f"{successor.get_absolute_url()}measure/{successor.start_date.isoformat()}/")
    if compliance.locator("#id_value").count():
        compliance.locator("#id_value").fill("99")
        sends(compliance, ".form-actions")
    expect(compliance.get_by_text("Withdrawn").first).to_be_visible()
    assert not successor.measurements.exists()
