"""The plan as a living document, from a verified change to the next version, each person in their own browser (6.3)."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from changes import services as change_services
from changes.models import Change
from changes.significance import KEYS
from smp import services
from smp.models import Acknowledgement, Decision, Section, SectionDraft, Version
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.context.models import Organization, Practice, Service
from smsplan.records.services import save_record
from tests.browser import press, refused, sends
from tests.people import PASSWORD, person
from tests.story.test_whole_story import SOON, persons  # noqa: F401
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

GATE = "Put an automated gate in front of production"
AUDITED, QUICK = "No change without a record in two audits", "Lead time below five days"


def test_the_plan_lives(persons, celery_worker_process, tmp_path):  # noqa: F811
    people, open_page = persons
    # Who has two roles may write and may approve, and never both in one version.
    editor = person("editor@example.test", roles.COMPLIANCE, roles.MANAGER, full_name="Dewi Lestari")
    second = person("second@example.test", roles.MANAGER, full_name="Yuli Tambunan")
    services.distribution_change(
        actor=people.compliance, roles=people.contributor.groups.all(), people=[], within_days=14, revision=0
    )
    before = plan_in_force(people)
    change = implemented_change(people)
    compliance, manager, other = (open_page(p) for p in (people.compliance, people.manager, second))

    verified(compliance, change, tmp_path)
    version = drafted_after_it(compliance, change)
    compliance = kept_while_away(compliance, open_page, people.compliance, version)
    writer = open_page(editor)
    two_at_once(compliance, writer, version)
    not_with_an_empty_section(compliance, version)
    submitted(compliance, version, "Bambang Hartono", "Yuli Tambunan")
    returned_and_mended(compliance, manager, version)
    submitted(compliance, version)
    approved_by_two(compliance, writer, manager, other, version, before)
    acknowledged(compliance, open_page(people.contributor), version)
    drifts_no_more_and_again(compliance)


# What there is before ------------------------------------------------------------------------------


def plan_in_force(people) -> Version:
    """SMP 2.1, written by Compliance, approved by a Manager and published by the worker."""
    clerk = people.compliance
    organization = Organization.get()
    organization.name, organization.scope = "Cendana Managed Services", "All managed services, from Jakarta."
    save_record(organization, actor=clerk)
    save_record(Service(title="Service Desk", owner=clerk), actor=clerk)
    save_record(Practice(title="Change management", quality_criteria="No change without a record"), actor=clerk)
    version = services.version_draft(actor=clerk, reason_kind="initial", change_summary="First plan")
    version.major, version.minor = 2, 1
    save_record(version, actor=clerk, reason="It had numbers on paper before")
    for section in Section.objects.filter(version=version):
        services.section_save(section=section, actor=clerk, body=f"<p>How we do {section.title.lower()}.</p>")
    services.version_submit(version=version, actor=clerk)
    services.version_approve(version=version, actor=people.manager, password=PASSWORD)
    until(Version.objects.in_force().exists, "The worker has published nothing.")
    return Version.objects.in_force().get()


def implemented_change(people) -> Change:
    """A significant change, planned in parts, approved and carried out; nobody has looked at what it came to."""
    today = timezone.localdate()
    answers = {key: {"yes": key == "practice", "why": "The process gets a gate." * (key == "practice")} for key in KEYS}
    change = change_services.change_save(
        change=Change(
            title=GATE,
            description="The pipeline asks for an approved record.",
            purpose="Changes without a record were found.",
            owner=people.contributor,
            training="The pipeline explains itself.",
            significance=Change.Significance.SIGNIFICANT,
            significance_answers=answers,
            smp_sections=["practices"],
            planned_start=today,
            planned_end=today,
        ),
        actor=people.compliance,
        rows={
            "committed": [{"kind": "people", "description": "Integration", "amount": Decimal(60), "unit": "days"}],
            "impact_rows": [{"description": "Urgent repairs wait", "severity": "high", "response": "Two keys"}],
            "communications": [{"audience": "Teams", "message": "How it works", "channel": "Mail", "due": today}],
            "criteria": [{"description": AUDITED, "measure": "Audits"}, {"description": QUICK, "measure": "Report"}],
        },
    )
    change_services.change_submit(change=change, actor=people.compliance)
    change_services.change_approve(change=change, actor=people.manager, reason="Wanted")
    change_services.change_start(change=change, actor=people.contributor)
    return change_services.change_implement(change=change, actor=people.contributor, reason="All were told in person")


# The story -----------------------------------------------------------------------------------------


def verified(compliance: Page, change: Change, tmp_path) -> None:
    """It is neither verified nor closed before each criterion is judged, with evidence; then it waits for the plan."""
    address = change.get_absolute_url()
    judges(compliance, change, AUDITED, tmp_path)
    compliance.goto(f"{address}verify/")
    expect(compliance.get_by_text("1 success criterion has to be judged first.")).to_be_visible()
    expect(compliance.get_by_text(QUICK).first).to_be_visible()
    expect(compliance.get_by_role("radio", name="Yes, it did what it was made for")).to_have_count(0)
    refused(compliance, f"{address}close/")
    change.refresh_from_db()
    assert change.state == Change.State.IMPLEMENTED
    judges(compliance, change, QUICK, tmp_path)
    compliance.goto(f"{address}verify/")
    compliance.get_by_role("radio", name="Yes, it did what it was made for").check()
    compliance.get_by_label("Evidence of verification").fill("Both audits, and the report of the pipeline")
    sends(compliance)
    expect(compliance.get_by_text("The outcome is recorded.")).to_be_visible()


def judges(page: Page, change: Change, criterion: str, tmp_path) -> None:
    """Judge one success criterion as met, with a file that proves it."""
    proof = tmp_path / f"{len(criterion)}.csv"
    proof.write_text("Quarter,Without record\n3,0\n")
    page.goto(f"{change.get_absolute_url()}verify/")
    page.get_by_role("link", name=re.compile(f"Judge.*{criterion}")).click()
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_label("Evidence").fill("None in the audits of two quarters")
    page.get_by_label("File").set_input_files(proof)
    press(page, "Save")
    expect(page.get_by_text("The success criterion is judged.")).to_be_visible()


def drafted_after_it(compliance: Page, change: Change) -> Version:
    """The change stands as drift until a version takes it up: the next one is begun from there."""
    compliance.goto("/smp/")
    compliance.get_by_role("main").get_by_role("link", name="Drift").click()
    expect(compliance.get_by_role("row", name=re.compile(GATE))).to_contain_text("Grave")
    expect(compliance.get_by_role("checkbox", name=re.compile(GATE))).to_be_checked()
    press(compliance, "Start a new version from these")
    expect(compliance.get_by_label("What changes")).to_have_value(re.compile(GATE))
    expect(compliance.get_by_role("checkbox", name=re.compile(GATE))).to_be_checked()
    compliance.get_by_label("Reason for this version").select_option(label="SMS change")
    press(compliance, "Begin the draft")
    expect(compliance.get_by_role("heading", name="SMS changes it takes up")).to_be_visible()
    version = Version.objects.get(state=Version.State.DRAFT)
    assert version.number == "2.2"
    assert list(version.changes.all()) == [change]
    return version


def section(version: Version, key: str) -> str:
    """The address at which the section is written."""
    return f"{version.get_absolute_url()}sections/{key}/"


def text(page: Page):
    """The text in the editor."""
    return page.locator(".ProseMirror")


def types(page: Page, words: str, *, anew: bool = False) -> None:
    """Type at the end of the text, or in its place."""
    text(page).click()
    page.keyboard.press("ControlOrMeta+a" if anew else "ControlOrMeta+End")
    page.keyboard.type(words)


def is_kept(page: Page) -> None:
    expect(page.locator("[data-keeping-state]")).to_contain_text("Kept ")


def saves(page: Page) -> None:
    press(page, "Save section")
    page.wait_for_url(re.compile("#section-"))


def kept_while_away(compliance: Page, open_page, who: User, version: Version) -> Page:
    """The browser is closed in the middle of a sentence; the words are there when the section is opened again."""
    compliance.goto(section(version, "practices"))
    types(compliance, " Every change passes the gate")
    is_kept(compliance)
    compliance.context.close()
    compliance = open_page(who)
    compliance.goto(section(version, "practices"))
    expect(compliance.locator("#typed-before")).to_contain_text("It is not saved yet")
    expect(text(compliance)).to_contain_text("Every change passes the gate")
    types(compliance, " before it goes live.")
    saves(compliance)
    assert "passes the gate before it goes live." in version.sections.get(key="practices").body
    return compliance


def two_at_once(compliance: Page, writer: Page, version: Version) -> None:
    """One writes, another takes over; what each has typed is in the end before both, and in the text."""
    compliance.goto(section(version, "governance"))
    types(compliance, " Audits come each quarter. The gate is audited too.")
    is_kept(compliance)
    writer.goto(section(version, "governance"))
    expect(writer.get_by_text("Ratna Kusuma is writing here since")).to_be_visible()
    expect(writer.locator(".smp-reading .prose")).to_contain_text("The gate is audited too.")
    writer.get_by_role("link", name="Take over").click()
    writer.get_by_role("button", name="Take over").click()
    types(writer, " The Director hears of each breach.")

    expect(compliance.get_by_text("Dewi Lestari has taken over")).to_be_visible(timeout=20_000)
    expect(compliance.get_by_role("button", name="Save section")).to_be_disabled()
    saves(writer)
    compliance.locator("[data-standing]").get_by_role("link", name="Take it back").click()
    compliance.get_by_role("button", name="Take over").click()
    expect(text(compliance)).to_contain_text("Audits come each quarter. The gate is audited too.")
    press(compliance, "Save section")
    conflict = compliance.locator(".conflict")
    expect(conflict).to_contain_text("The Director hears of each breach.")
    expect(conflict).to_contain_text("The gate is audited too.")
    types(compliance, " The Director hears of each breach.")
    press(compliance, "Save and overwrite")
    compliance.wait_for_url(re.compile("#section-"))
    body = version.sections.get(key="governance").body
    assert "Audits come each quarter. The gate is audited too." in body
    assert "The Director hears of each breach." in body
    assert not SectionDraft.objects.filter(section__version=version).exists()


def not_with_an_empty_section(compliance: Page, version: Version) -> None:
    """An empty required section is named and keeps the version a draft."""
    compliance.goto(section(version, "timeline"))
    types(compliance, "", anew=True)
    compliance.keyboard.press("Delete")
    saves(compliance)
    compliance.goto(f"{version.get_absolute_url()}submit/")
    expect(compliance.get_by_role("link", name="Timeline and milestones")).to_be_visible()
    sends(compliance)
    expect(compliance.get_by_text("The section “Timeline and milestones” is empty", exact=False).first).to_be_visible()
    version.refresh_from_db()
    assert version.state == Version.State.DRAFT
    compliance.goto(section(version, "timeline"))
    types(compliance, "The gate runs in all teams since March.")
    saves(compliance)


def submitted(compliance: Page, version: Version, *approvers: str) -> None:
    """Submit to these approvers; to those of the last time, when nobody is named."""
    compliance.goto(f"{version.get_absolute_url()}submit/")
    for name in approvers:
        compliance.get_by_role("checkbox", name=name).check()
    expect(compliance.get_by_role("checkbox", name="Dewi Lestari"), "an author is no approver").to_have_count(0)
    sends(compliance)
    expect(compliance.get_by_text("Approvals: 0 of 2")).to_be_visible()


def returned_and_mended(compliance: Page, manager: Page, version: Version) -> None:
    """A Manager returns it with comments; what they ask for is written."""
    manager.goto("/inbox/")
    expect(manager.get_by_role("button", name=re.compile("SMP 2.2")).first).to_be_visible()
    manager.goto(f"{version.get_absolute_url()}return/")
    manager.get_by_label("What has to be mended").fill("Say who may use the two keys.")
    sends(manager)
    refused(compliance, f"{version.get_absolute_url()}approve/")
    compliance.goto(version.get_absolute_url())
    expect(compliance.get_by_text("Say who may use the two keys.").first).to_be_visible()
    compliance.goto(section(version, "practices"))
    types(compliance, " The two keys lie with the shift leader and the security officer.")
    saves(compliance)


def approved_by_two(
    compliance: Page, writer: Page, manager: Page, other: Page, version: Version, before: Version
) -> None:
    """No author approves it, and nobody without their own password; after the second approval the worker publishes."""
    address = version.get_absolute_url()
    refused(writer, f"{address}approve/")
    signs(manager, version, "not-my-password")
    expect(manager.get_by_text("This is not your password. Nothing was signed.").first).to_be_visible()
    assert Event.objects.filter(action=Action.SIGNATURE_REFUSED).count() == 1
    signs(manager, version)
    expect(manager.get_by_text("Approvals: 1 of 2")).to_be_visible()
    before.refresh_from_db()
    assert before.state == Version.State.APPROVED, "one approval of two supersedes nothing"
    signs(other, version)
    expect(other.get_by_text("In force since").first).to_be_visible(timeout=SOON)
    version.refresh_from_db()
    before.refresh_from_db()
    assert (version.number, version.state) == ("2.2", Version.State.APPROVED)
    assert before.state == Version.State.SUPERSEDED
    given = version.decisions.filter(kind=Decision.Kind.APPROVED, submission=version.submission)
    assert [decision.by_name for decision in given] == ["Bambang Hartono", "Yuli Tambunan"]
    assert {decision.signed_with for decision in given} == {"password"}


def signs(page: Page, version: Version, password: str = PASSWORD) -> None:
    """Approve with this password."""
    page.goto(f"{version.get_absolute_url()}approve/")
    page.get_by_label("I approve, and put my name to this").check()
    page.get_by_label("Your password").fill(password)
    sends(page)


def acknowledged(compliance: Page, contributor: Page, version: Version) -> None:
    """A reader finds the new version among their work, reads it and acknowledges it; the progress moves."""
    compliance.goto("/smp/")
    expect(compliance.get_by_text("0 of 1 (0 %)")).to_be_visible()
    contributor.goto("/work/")
    contributor.get_by_role("link", name="Read and acknowledge the Service Management Plan").first.click()
    contributor.wait_for_url("**/smp/in-force/")
    expect(contributor.get_by_text("The two keys lie with the shift leader")).to_be_visible()
    press(contributor, "I have read SMP 2.2")
    expect(contributor.get_by_role("heading", name="You acknowledged SMP 2.2")).to_be_visible()
    refused(contributor, "/smp/drift/")
    compliance.reload()
    expect(compliance.get_by_text("1 of 1 (100 %)")).to_be_visible()
    assert Acknowledgement.objects.get().content_sha256 == version.content_sha256


def drifts_no_more_and_again(compliance: Page) -> None:
    """The change is in the plan now; a service that joins the portfolio is not."""
    compliance.goto("/smp/drift/")
    expect(compliance.get_by_text("The registers have not moved away from SMP 2.2.")).to_be_visible()
    compliance.goto("/context/services/new/")
    compliance.locator("#id_title").fill("Portal Hosting")
    press(compliance, "Save")
    expect(compliance.get_by_text("Portal Hosting").first).to_be_visible()
    compliance.goto("/smp/drift/")
    expect(compliance.get_by_role("row", name=re.compile("Service added: Portal Hosting"))).to_contain_text("Grave")
