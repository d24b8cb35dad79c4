"""The whole life of a risk, from a contributor's proposal to closing, each person in a browser of their own (6.1)."""

import csv
import datetime
import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from risks.models import Acceptance, Assessment, Risk
from smsplan.audit.models import Action, Event
from smsplan.records.models import ActionItem
from tests.browser import press, refused, sends
from tests.story.test_whole_story import persons  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Storage of the service desk fills up unnoticed"


def day(number: int) -> str:
    """A day as a date field takes it, so many days from today."""
    return (timezone.localdate() + datetime.timedelta(days=number)).isoformat()


def assesses(page: Page, risk: Risk, kind: str, likelihood: str, impact: str, why: str) -> None:
    """Assess on the cards; the page names the level beside them."""
    page.goto(f"{risk.get_absolute_url()}assess/")
    page.get_by_role("radio", name=kind, exact=True).check()
    page.get_by_role("group", name="Likelihood").get_by_role("radio", name=re.compile(f"^{likelihood}")).check()
    page.get_by_role("group", name="Impact").get_by_role("radio", name=re.compile(f"^{impact}")).check()
    expect(page.locator(".assess-side [data-level]").get_by_text("High")).to_be_visible()
    page.get_by_label("Rationale").fill(why)
    press(page, "Keep this assessment")
    expect(page.get_by_text("The assessment is kept; the level is High.")).to_be_visible()


def test_the_life_of_a_risk(persons, tmp_path):  # noqa: F811
    people, open_page = persons
    contributor, compliance, manager, auditor = (
        open_page(p) for p in (people.contributor, people.compliance, people.manager, people.auditor)
    )
    risk = proposed(contributor)
    taken_in_and_assessed(compliance, contributor, risk, people)
    treated(compliance, contributor, risk, people, tmp_path)
    assesses(compliance, risk, "Residual", "Medium", "High", "The alarm works, the disk is still small")
    accepted(compliance, contributor, manager, risk)
    discussed(compliance, contributor, risk)
    rescored(compliance, manager, risk)
    merged(compliance, contributor, risk, tmp_path)
    reviewed_and_counted(compliance, manager, risk)
    read_as_of_a_day(manager, risk)
    closed(compliance, manager, risk)
    audited(auditor, risk)


def proposed(contributor: Page) -> Risk:
    """A contributor proposes, sees it among theirs, and stands before closed doors where Compliance decides."""
    contributor.goto("/risks/")
    press(contributor, "Propose a risk")
    contributor.get_by_label("Risk", exact=True).fill(TITLE)
    contributor.get_by_label("Cause").fill("Nobody watches the disk")
    contributor.get_by_label("How serious you think it is").fill("We would lose a day of tickets")
    press(contributor, "Propose")
    expect(contributor.get_by_text("Thank you.")).to_be_visible()
    contributor.goto("/risks/")
    expect(contributor.get_by_role("row", name=TITLE)).to_contain_text("Proposed")
    risk = Risk.objects.get()
    for address in ("/risks/new/", "/risks/import/", "/risks/criteria/edit/", f"/risks/{risk.pk}/adopt/"):
        refused(contributor, address)
    return risk


def taken_in_and_assessed(compliance: Page, contributor: Page, risk: Risk, people) -> None:
    """Compliance finds the proposal in its work, takes it in with an owner, and assesses it without treatment."""
    compliance.goto("/work/")
    compliance.get_by_role("link", name="Decide on the proposal").click()
    expect(compliance.get_by_text("We would lose a day of tickets")).to_be_visible()
    press(compliance, "Take into the register")
    compliance.get_by_label("Category").select_option(index=1)
    compliance.get_by_label("Owner").select_option(label=str(people.contributor))
    press(compliance, "Take into the register")
    expect(compliance.get_by_text("The risk is in the register. Assess it next.")).to_be_visible()
    expect(compliance.get_by_text("It has not been assessed yet.")).to_be_visible()
    contributor.goto("/inbox/")
    expect(contributor.get_by_role("button", name="Your proposal is in the risk register")).to_be_visible()
    assesses(compliance, risk, "Inherent", "High", "High", "It filled up twice this year")
    refused(contributor, f"{risk.get_absolute_url()}assess/")


def treated(compliance: Page, contributor: Page, risk: Risk, people, tmp_path: Path) -> None:
    """Treatment is planned; its owner does the action and proves it; somebody else checks whether it worked."""
    address = risk.get_absolute_url()
    compliance.goto(address)
    expect(compliance.get_by_text("No treatment is planned for this level of risk.")).to_be_visible()
    press(compliance, "Plan one")
    compliance.locator("#id_strategy").select_option(label="Mitigate")
    compliance.get_by_label("Treatment plan").fill("Watch the disk and warn at 80 %")
    press(compliance, "Save")
    expect(compliance.get_by_text("The treatment has no actions yet")).to_be_visible()
    press(compliance, "Start treatment")
    sends(compliance)
    compliance.goto(f"{address}?tab=actions")
    press(compliance, "Add an action")
    compliance.get_by_label("Action", exact=True).fill("Set up an alarm on the disk")
    compliance.get_by_label("Owner").select_option(label=str(people.contributor))
    compliance.get_by_label("Due date").fill(day(-1))
    compliance.get_by_label("Cost").fill("2.500.000")
    press(compliance, "Add the action")
    expect(compliance.get_by_text("The date lies in the past. Choose today or later.").first).to_be_visible()
    compliance.get_by_label("Due date").fill(day(7))
    press(compliance, "Add the action")
    expect(compliance.get_by_text("IDR 2,500,000").last).to_be_visible()

    proof = tmp_path / "alarm-test.txt"
    proof.write_text("The alarm rang at 80 %.")
    contributor.goto("/work/")
    contributor.get_by_role("listitem").filter(has_text="Set up an alarm").get_by_role("link").first.click()
    press(contributor, "Start")
    sends(contributor)
    press(contributor, "Finish")
    contributor.get_by_label("What was done").fill("Alarm set up and tried")
    contributor.get_by_label("Evidence").set_input_files(proof)
    sends(contributor)
    expect(contributor.get_by_text("The action is done.", exact=False).first).to_be_visible()
    action = ActionItem.objects.get()
    refused(contributor, f"{action.get_absolute_url()}check/")

    compliance.goto("/work/")
    compliance.get_by_role("listitem").filter(has_text="Set up an alarm").get_by_role("link").first.click()
    press(compliance, "Check effectiveness")
    compliance.get_by_role("radio", name="Effective", exact=True).check()
    compliance.get_by_label("What shows it").fill("No full disk for a month")
    press(compliance, "Save the evaluation")
    expect(compliance.get_by_text("The action was effective.")).to_be_visible()
    compliance.goto(f"{action.get_absolute_url()}?tab=files")
    expect(compliance.get_by_role("link", name="alarm-test.txt", exact=True)).to_be_visible()


def accepted(compliance: Page, contributor: Page, manager: Page, risk: Risk) -> None:
    """Still high: neither its owner nor its assessor accepts it, but the manager, for a time to come."""
    address = risk.get_absolute_url()
    for page in (contributor, compliance):
        refused(page, f"{address}accept/")
    manager.goto(address)
    press(manager, "Accept")
    manager.get_by_label("Why the organization lives with it").fill("The new storage comes in spring")
    manager.get_by_label("Accepted until").fill(day(-1))
    sends(manager)
    expect(manager.get_by_text("The date lies in the past. Choose today or later.").first).to_be_visible()
    assert not Acceptance.objects.exists()
    manager.get_by_label("Accepted until").fill(day(90))
    sends(manager)
    expect(manager.get_by_text("The risk is accepted.")).to_be_visible()
    expect(manager.get_by_text("Accepted by a Manager until", exact=False).first).to_be_visible()


def discussed(compliance: Page, contributor: Page, risk: Risk) -> None:
    """Who is mentioned finds the comment by the inbox."""
    compliance.goto(f"{risk.get_absolute_url()}?tab=discussion")
    box = compliance.get_by_role("textbox", name="Comment")
    box.press_sequentially("How full is it now, @sari")
    expect(compliance.get_by_role("listbox", name="People to mention").get_by_role("option")).to_have_count(1)
    box.press("Enter")
    press(compliance, "Post comment")
    expect(compliance.locator(".comment-text .mention")).to_have_text("@Sari Melati")
    contributor.goto("/inbox/")
    contributor.get_by_role("button", name=re.compile("Ratna Kusuma mentioned you")).click()
    expect(contributor.locator(".comment-text")).to_contain_text("How full is it now")


def rescored(compliance: Page, manager: Page, risk: Risk) -> None:
    """A new assessment ends the acceptance; the risk is work again, and the acceptance stays on record."""
    assesses(compliance, risk, "Residual", "High", "High", "It filled up again")
    manager.goto("/inbox/")
    expect(manager.get_by_role("button", name="RSK-0001 is no longer accepted")).to_be_visible()
    manager.goto(f"{risk.get_absolute_url()}?tab=acceptance")
    row = manager.get_by_role("row", name=re.compile("The new storage comes in spring"))
    expect(row).to_contain_text("The risk was assessed anew")
    risk.refresh_from_db()
    assert risk.accepted_until is None
    assert [a.get_kind_display() for a in risk.assessments.order_by("pk")] == ["Inherent", "Residual", "Residual"]


def merged(compliance: Page, contributor: Page, risk: Risk, tmp_path: Path) -> None:
    """A duplicate with a file of its own is merged; both lead to the other, and the file is reachable from both."""
    compliance.goto("/risks/new/")
    compliance.get_by_label("Risk", exact=True).fill("Storage of the service desk is full")
    press(compliance, "Save")
    expect(compliance.get_by_text("The risk is in the register.")).to_be_visible()
    duplicate = Risk.objects.get(title="Storage of the service desk is full")
    note = tmp_path / "capacity.csv"
    note.write_text("month,percent\nMay,97\n")
    compliance.goto(f"{duplicate.get_absolute_url()}?tab=files")
    compliance.get_by_label("File", exact=True).set_input_files(note)
    press(compliance, "Upload")
    expect(compliance.get_by_role("link", name="capacity.csv", exact=True)).to_be_visible()

    compliance.goto(f"{duplicate.get_absolute_url()}merge/?into={duplicate.pk}")
    expect(compliance.get_by_text("can't take this one in", exact=False)).to_be_visible()
    compliance.goto(f"{duplicate.get_absolute_url()}merge/")
    compliance.get_by_role("link", name=re.compile("^RSK-0001")).click()
    compliance.get_by_label("Why they are the same risk").fill("The same disk")
    sends(compliance)
    expect(compliance.get_by_text("The risks are merged.")).to_be_visible()
    expect(compliance.get_by_role("link", name=re.compile(duplicate.title))).to_be_visible()
    for one in (risk, duplicate):
        compliance.goto(f"{one.get_absolute_url()}?tab=files")
        expect(compliance.get_by_role("link", name="capacity.csv", exact=True)).to_be_visible()
    compliance.goto(duplicate.get_absolute_url())
    press(compliance, "Open RSK-0001")
    compliance.wait_for_url(f"**{risk.get_absolute_url()}")
    refused(compliance, f"{duplicate.get_absolute_url()}edit/")


def reviewed_and_counted(compliance: Page, manager: Page, risk: Risk) -> None:
    """Reviewed with a note in one click; a cell of the matrix leads to as many rows as it counts."""
    address = risk.get_absolute_url()
    manager.goto(address)
    manager.locator(".review-form textarea").fill("Looked at with the infrastructure team")
    press(manager, "Reviewed, still valid")
    expect(manager.get_by_text("The review is on record", exact=False)).to_be_visible()
    expect(manager.get_by_text("Looked at with the infrastructure team")).to_be_visible()
    manager.goto("/risks/matrix/")
    cells = manager.locator("table.matrix td a")
    expect(cells).to_have_count(1)
    expect(cells.locator(".cell-count")).to_have_text("1")
    cells.click()
    expect(manager.locator("#results")).to_contain_text("1–1 of 1")
    expect(manager.get_by_role("row", name=TITLE)).to_be_visible()


def read_as_of_a_day(manager: Page, risk: Risk) -> None:
    """The past can be read and not changed: before today the register was empty."""
    manager.goto(f"{risk.get_absolute_url()}?as_of={day(0)}")
    expect(manager.get_by_text("Nothing can be changed here.")).to_be_visible()
    expect(manager.get_by_role("button", name="Reviewed, still valid")).to_have_count(0)
    manager.goto(f"/risks/?as_of={day(-1)}")
    expect(manager.get_by_text("Nothing can be changed here.")).to_be_visible()
    expect(manager.get_by_role("link", name=TITLE)).to_have_count(0)
    assert manager.goto(f"{risk.get_absolute_url()}?as_of={day(-1)}").status == 404


def closed(compliance: Page, manager: Page, risk: Risk) -> None:
    """Closing asks for a reason, which stands on the page; the risk leaves the matrix."""
    compliance.goto(risk.get_absolute_url())
    press(compliance, "Monitor")
    sends(compliance)
    press(compliance, "Close")
    sends(compliance)
    expect(compliance.locator(".has-error #id_reason")).to_be_visible()
    compliance.locator("#id_reason").fill("The new storage is in operation")
    sends(compliance)
    expect(compliance.get_by_text("Closed. Reason: The new storage is in operation")).to_be_visible()
    manager.goto("/risks/matrix/")
    expect(manager.locator("table.matrix td a")).to_have_count(0)


def audited(auditor: Page, risk: Risk) -> None:
    """The auditor reads and exports all of it, and can write nothing."""
    address = risk.get_absolute_url()
    for tab, words in {
        "assessments": "The alarm works, the disk is still small",
        "acceptance": "The new storage comes in spring",
        "actions": "Set up an alarm on the disk",
        "discussion": "How full is it now",
        "files": "capacity.csv",
        "history": "The new storage is in operation",
    }.items():
        auditor.goto(f"{address}?tab={tab}")
        expect(auditor.get_by_text(words, exact=False).first).to_be_visible()
    expect(auditor.get_by_role("button", name="Post comment")).to_have_count(0)
    for act in ("edit", "assess", "treat", "accept", "close", "reopen", "merge", "review"):
        refused(auditor, f"{address}{act}/")
    auditor.goto("/risks/")
    with auditor.expect_download() as download:
        press(auditor, "Export")
        auditor.get_by_role("link", name="CSV").first.click()
    rows = list(csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows if row and row[0].startswith("RSK-")] == ["RSK-0001"]
    assert Event.objects.filter(action=Action.EXPORTED, actor__email="auditor@example.test").count() == 1
    assert Assessment.objects.filter(risk=risk).count() == 3
