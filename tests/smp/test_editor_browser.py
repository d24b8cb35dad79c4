"""The section's editor in real browsers: nothing typed is lost, two people do not write over each other."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from smp import services
from smp.models import Section, SectionDraft
from smsplan.accounts import roles
from smsplan.context.models import Practice
from smsplan.records.models import Comment
from smsplan.records.services import save_record
from smsplan.ui.richtext import marker
from tests.browser import sign_in, until
from tests.people import cast, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db):
    return cast()


@pytest.fixture
def scope(people) -> Section:
    save_record(Practice(title="Incident management", quality_criteria="MTTR < 2 h"), actor=people.compliance)
    version = services.version_draft(actor=people.compliance, reason_kind="initial", change_summary="First")
    section = version.sections.get(key="scope")
    return services.section_save(section=section, actor=people.compliance, body="<p>Saved text.</p>", blocks=[])


def address(section: Section) -> str:
    return f"/smp/{section.version_id}/sections/{section.key}/"


def opened(new_context, who, **options):
    """A browser of this person's own, which keeps in `troubles` what its scripts complain of."""
    page = new_context(**options).new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda line: page.troubles.append(line.text) if "Security Policy" in line.text else None)
    return sign_in(page, who)


def write(page, words: str) -> None:
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def leave(page) -> None:
    """Go away from the editor, so that what it says in parting has arrived before the database is emptied."""
    page.goto("/smp/")
    page.wait_for_timeout(700)


def is_kept(page, section: Section, words: str) -> None:
    """The server has these words. What the browser sends in parting may arrive after the next page."""
    kept = SectionDraft.objects.filter(section=section, body__contains=words)
    until(page, kept.exists, f"Not kept: {words}")


def state(page):
    return page.locator("[data-keeping-state]")


def test_what_is_typed_survives_a_closed_browser_and_a_lost_connection(new_context, people, scope):
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    write(page, " Typed and never saved.")
    expect(state(page)).to_contain_text("Kept ")
    page.context.set_offline(True)
    write(page, " Typed without a network.")
    expect(state(page)).to_have_text("Not kept: no connection, trying again")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Kept ", timeout=15_000)
    page.context.close()

    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    expect(page.locator("#typed-before")).to_contain_text("It is not saved yet")
    expect(page.locator(".ProseMirror")).to_have_text("Saved text. Typed and never saved. Typed without a network.")
    page.get_by_role("button", name="Save section").click()
    page.wait_for_url("**/#section-scope")
    assert "Typed without a network" in Section.objects.get(pk=scope.pk).body
    assert not SectionDraft.objects.exists()
    assert not page.troubles


def test_leaving_at_once_keeps_the_last_word(new_context, people, scope):
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    write(page, " The last word")
    page.goto("/smp/")
    is_kept(page, scope, "The last word")
    page.goto(address(scope))
    expect(page.locator(".ProseMirror")).to_have_text("Saved text. The last word")
    page.get_by_role("button", name="Discard what I typed").click()
    expect(page.locator(".ProseMirror")).to_have_text("Saved text.")
    leave(page)


def test_two_people_in_one_section(new_context, people, scope):
    colleague = person("second@example.test", roles.COMPLIANCE, full_name="Dewi Lestari")
    first = opened(new_context, people.compliance)
    first.goto(address(scope))
    write(first, " Words of the first.")
    expect(state(first)).to_contain_text("Kept ")

    second = opened(new_context, colleague)
    second.goto(address(scope))
    expect(second.get_by_text("Ratna Kusuma is writing here since")).to_be_visible()
    expect(second.locator(".smp-reading .prose")).to_contain_text("Words of the first.")
    write(first, " And more.")
    expect(second.locator(".smp-reading .prose")).to_contain_text("And more.", timeout=15_000)
    second.get_by_role("link", name="Take over").click()
    second.get_by_role("button", name="Take over").click()
    expect(second.locator(".ProseMirror")).to_have_text("Saved text.")
    # What the first has typed can be taken along.
    second.get_by_text("Ratna Kusuma has typed a text here that is not saved").click()
    second.get_by_role("button", name="Add this text to mine").click()
    expect(second.locator(".ProseMirror")).to_contain_text("Words of the first.")

    # The first is told within a heartbeat, and cannot go on.
    expect(first.get_by_text("Dewi Lestari has taken over")).to_be_visible(timeout=20_000)
    expect(first.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    expect(first.get_by_role("button", name="Save section")).to_be_disabled()
    back = first.locator("[data-standing]").get_by_role("link", name="Take it back")
    expect(back).to_have_attribute("href", f"{address(scope)}take-over/")
    write(second, " Words of the second.")
    second.get_by_role("button", name="Save section").click()
    second.wait_for_url("**/#section-scope")

    # The section is free again: the first may go on, and is told what saving will bring.
    expect(first.get_by_text("Dewi Lestari saved this section at")).to_be_visible(timeout=20_000)
    expect(first.locator(".ProseMirror")).to_have_attribute("contenteditable", "true")
    expect(first.locator(".ProseMirror")).to_contain_text("Words of the first. And more.")
    first.get_by_role("button", name="Save section").click()
    conflict = first.locator(".conflict")
    expect(conflict).to_contain_text("Words of the second.")
    expect(conflict).to_contain_text("And more.")
    assert "Words of the second." in Section.objects.get(pk=scope.pk).body
    first.get_by_role("button", name="Save and overwrite").click()
    first.wait_for_url("**/#section-scope")
    assert "And more." in Section.objects.get(pk=scope.pk).body
    assert not first.troubles + second.troubles


def reads_in_order(page, *parts: str) -> None:
    """The editor shows the parts one after the other."""
    expect(page.locator(".ProseMirror")).to_contain_text(re.compile(".*".join(map(re.escape, parts)), re.DOTALL))


def insert(page, name: str) -> None:
    page.get_by_role("button", name="Insert a live block").click()
    page.locator("[data-drawn-menu]").get_by_role("button", name=name).click()


def test_a_live_block_stands_where_the_caret_was(new_context, people, scope):
    body = "<p>First line.</p><p>Second line.</p>"
    services.section_save(section=scope, actor=people.compliance, body=body, blocks=["obligations"])
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    said = page.locator("[data-drawn-said]")
    # What was saved after the text stands after it, and the list of who writes without a script is gone.
    reads_in_order(page, "First line.", "Second line.", "Obligations")
    expect(page.locator("[data-drawn-list]")).to_have_count(0)
    page.locator(".ProseMirror").get_by_text("First line.").click()
    page.keyboard.press("End")
    # From the keyboard: the menu opens on its first entry, and arrows go through it.
    page.get_by_role("button", name="Insert a live block").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Scope and policy")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Insert a live block")).to_be_focused()
    insert(page, "Practices with quality criteria")
    block = page.get_by_role("group", name="Practices with quality criteria")
    expect(block).to_contain_text("MTTR < 2 h")
    expect(said).to_have_text("“Practices with quality criteria” now stands after “First line.”.")
    reads_in_order(page, "First line.", "MTTR < 2 h", "Second line.")
    # The caret goes on after it; what stands in the text is offered no more.
    page.keyboard.type("Between. ")
    reads_in_order(page, "MTTR < 2 h", "Between. Second line.")
    page.get_by_role("button", name="Insert a live block").click()
    expect(page.locator("[data-drawn-menu]").get_by_role("button", name="Practices with")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(state(page)).to_contain_text("Kept ")
    page.get_by_role("button", name="Save section").click()
    page.wait_for_url("**/#section-scope")
    saved = Section.objects.get(pk=scope.pk)
    assert saved.body == f"<p>First line.</p>{marker('practices')}<p>Between. Second line.</p>"
    assert saved.blocks == ["practices", "obligations"]
    words = page.locator("#section-scope").inner_text()
    assert words.index("First line.") < words.index("MTTR < 2 h") < words.index("Between. Second line.")
    # Opened and saved as it is, nothing changes.
    page.goto(address(scope))
    page.get_by_role("button", name="Save section").click()
    page.wait_for_url("**/#section-scope")
    assert Section.objects.get(pk=scope.pk).revision == saved.revision
    assert not page.troubles


def test_a_live_block_is_moved_and_taken_out(new_context, people, scope):
    body = f"<p>First line.</p>{marker('practices')}<p>Second line.</p><ul><li><p>A point</p></li></ul>"
    services.section_save(section=scope, actor=people.compliance, body=body, blocks=[])
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    said = page.locator("[data-drawn-said]")
    block = page.get_by_role("group", name="Practices with quality criteria")
    block.locator("strong").click()
    expect(said).to_contain_text("Alt and the up or down arrow move it")
    page.keyboard.press("Alt+ArrowDown")
    reads_in_order(page, "Second line.", "MTTR < 2 h", "A point")
    expect(said).to_have_text("“Practices with quality criteria” now stands after “Second line.”.")
    # By its buttons; the one that was pressed keeps the focus.
    up = page.get_by_role("button", name="Move up: Practices with quality criteria")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    reads_in_order(page, "MTTR < 2 h", "First line.")
    expect(said).to_have_text("“Practices with quality criteria” now stands at the beginning.")
    # By dragging; between the points of a list it cannot stand.
    grip = block.locator(".richtext-grip").bounding_box()
    target = page.locator(".ProseMirror").get_by_text("Second line.").bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, grip["y"] + 40, steps=4)
    page.mouse.move(target["x"] + target["width"] - 10, target["y"] + target["height"] - 3, steps=4)
    page.mouse.up()
    reads_in_order(page, "First line.", "Second line.", "MTTR < 2 h", "A point")
    # A click on its table leaves the keyboard in the text; what is typed over the block that is chosen follows it.
    block.locator("td").first.click()
    page.keyboard.type("Typed. ")
    reads_in_order(page, "MTTR < 2 h", "Typed.", "A point")
    block.locator("td").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(", and the end.")
    reads_in_order(page, "MTTR < 2 h", "Typed.", "A point, and the end.")
    # Pasted a second time it stands once.
    block.locator("strong").click()
    page.keyboard.press("Control+c")
    page.locator(".ProseMirror").get_by_text("A point").click()
    page.keyboard.press("Control+v")
    expect(block).to_have_count(1)
    block.locator("strong").click()
    page.keyboard.press("Delete")
    expect(block).to_have_count(0)
    expect(said).to_have_text("“Practices with quality criteria” is taken out.")
    assert said.bounding_box()["height"] > 10, "told to who sees it too: it may have gone with a selection"
    page.keyboard.press("Control+z")
    expect(block).to_contain_text("MTTR < 2 h")
    page.get_by_role("button", name="Take out: Practices with quality criteria").click()
    expect(block).to_have_count(0)
    page.get_by_role("button", name="Save section").click()
    page.wait_for_url("**/#section-scope")
    assert Section.objects.get(pk=scope.pk).blocks == []
    assert not page.troubles


def with_the_editor_held_up(page):
    """Keep the editor's script from the page until what is returned is called."""
    held, going = [], []
    # One that is asked for only then waits for nobody.
    page.route("**/django_prose_editor/editor*.js", lambda route: route.continue_() if going else held.append(route))

    def go_on():
        going.append(True)
        for route in held:
            route.continue_()

    return go_on


def test_keys_that_follow_a_click_on_a_block_at_once_reach_the_text(new_context, people, scope):
    services.section_save(section=scope, actor=people.compliance, body="", blocks=["practices"])
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    body = page.locator("textarea[name=body]")
    page.locator(".richtext-drawn table").click()
    page.keyboard.type("After it,")
    page.keyboard.press("Control+End")
    page.keyboard.type(" in one line.")
    expect(body).to_have_value('<p></p><div data-block="practices"></div><p>After it, in one line.</p>')
    page.locator(".richtext-drawn table").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("All anew")
    expect(body).to_have_value("<p>All anew</p>")
    leave(page)
    assert not page.troubles


def test_what_is_typed_before_the_editor_has_started_is_in_it(new_context, people, scope):
    page = opened(new_context, people.compliance)
    go_on = with_the_editor_held_up(page)
    page.goto(address(scope), wait_until="commit")
    page.locator("textarea[name=body]").focus()
    page.locator("textarea[name=body]").evaluate("area => area.setSelectionRange(8, 8)")
    page.keyboard.type("and early ")
    go_on()
    expect(page.locator(".ProseMirror")).to_have_text("Savedand early  text.")
    # The caret stays where it was.
    expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    page.keyboard.type("and late")
    expect(page.locator(".ProseMirror")).to_have_text("Savedand early and late text.")
    expect(state(page)).to_contain_text("Kept ")
    is_kept(page, scope, "and early and late")
    leave(page)


def test_what_was_typed_early_alone_is_kept_too(new_context, people, scope):
    page = opened(new_context, people.compliance)
    go_on = with_the_editor_held_up(page)
    page.goto(address(scope), wait_until="commit")
    page.locator("textarea[name=body]").press_sequentially("Early words")
    go_on()
    expect(state(page)).to_contain_text("Kept ")
    is_kept(page, scope, "Early words")
    leave(page)


def test_no_press_is_lost_on_a_slow_line(new_context, people, scope):
    page = opened(new_context, people.compliance)
    page.goto(f"/smp/{scope.version_id}/sections/")
    held = []
    page.route(
        "**/sections/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    up = page.get_by_role("button", name="Move up: Required resources")
    up.focus()
    for _press in range(3):
        page.keyboard.press("Enter")
    # It stands there at once, whatever the line does, and is told when it is saved.
    expect(page.locator(".smp-outline-title").first).to_have_text("Required resources")
    expect(page.get_by_role("button", name="Move down: Required resources")).to_be_focused()
    page.keyboard.press("Enter")
    until(page, lambda: held, "Nothing was sent.")
    page.wait_for_timeout(700)
    assert len(held) == 1, "each is sent when the one before is answered"
    said = page.locator("#outline-said")

    def is_answered() -> bool:
        while held:
            held.pop().continue_()
        return "section 2 of 10" in said.inner_text()

    until(page, is_answered, "The last press was not sent.")
    expect(said).to_have_text("“Required resources” is section 2 of 10.")
    assert [each.key for each in scope.version.sections.standing()][:3] == ["scope", "resources", "objectives"]
    expect(page.get_by_role("button", name="Move down: Required resources")).to_be_focused()
    assert not page.troubles


def test_sections_are_dragged_into_order(new_context, people, scope):
    page = opened(new_context, people.compliance)
    page.goto(f"/smp/{scope.version_id}/sections/")
    rows = page.locator(".smp-outline-title")
    first = page.locator(".smp-outline [data-reorder-handle]").first.bounding_box()
    third = page.locator(".smp-outline li").nth(2).bounding_box()
    page.mouse.move(first["x"] + 8, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(first["x"] + 8, third["y"] + third["height"] - 4, steps=5)
    page.mouse.up()
    expect(page.locator("#outline-said")).to_have_text("The sections are in their new order.")
    expect(rows.nth(2)).to_have_text("Scope of the SMS")
    order = [section.key for section in scope.version.sections.standing()]
    assert order[:3] == ["objectives", "roles", "scope"]
    page.get_by_role("button", name="Move up: Scope of the SMS").focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_text("Scope of the SMS")
    expect(page.get_by_role("button", name="Move up: Scope of the SMS")).to_be_focused()
    assert not page.troubles


def test_an_image_is_described_and_shown_and_a_large_one_refused_in_words(new_context, people, scope, tmp_path):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 120), "#336699").save(buffer, "PNG")
    (tmp_path / "sites.png").write_bytes(buffer.getvalue())
    (tmp_path / "large.png").write_bytes(buffer.getvalue() + b"\0" * 40 * 1024 * 1024)
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    write(page, " See:")
    page.get_by_role("button", name="Image").click()
    page.get_by_label("PNG or JPEG").set_input_files(tmp_path / "large.png")
    expect(page.get_by_text("at most 20 MB can be kept")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_contain_text("Saved text. See:")
    page.get_by_label("PNG or JPEG").set_input_files(tmp_path / "sites.png")
    expect(page.get_by_text("“sites.png” is uploaded.")).to_be_visible()
    page.get_by_label("What it shows").fill("Where the sites are")
    page.get_by_role("button", name="Insert image").click()
    shown = page.get_by_role("img", name="Where the sites are")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    page.get_by_role("button", name="Save section").click()
    page.wait_for_url("**/#section-scope")
    expect(page.get_by_role("img", name="Where the sites are")).to_be_visible()
    assert 'src="attachment:' in Section.objects.get(pk=scope.pk).body
    # What is pasted in from elsewhere is fetched from nowhere.
    page.goto(address(scope))
    page.get_by_role("textbox", name="Text").click()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", '<p class="x" style="color:red">Pasted<img src="https://evil.example/x.png"></p>');
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".ProseMirror")).to_contain_text("Pasted")
    body = page.locator("textarea[name=body]")
    expect(body).to_have_value(re.compile("Pasted"))
    expect(body).not_to_have_value(re.compile("evil|style"))
    assert not page.troubles
    leave(page)


def test_tables_links_and_lists_come_from_the_toolbar(new_context, people, scope):
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    write(page, "")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bulleted list").click()
    page.keyboard.type("A point")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link").click()
    page.get_by_label("Address").fill("example.test/policy")
    page.get_by_role("button", name="Set link").click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insert a table").click()
    page.keyboard.type("Site")
    page.get_by_role("button", name="Save section").click()
    page.wait_for_url("**/#section-scope")
    body = Section.objects.get(pk=scope.pk).body
    assert "<li><p>A point</p></li>" in body and 'href="https://example.test/policy"' in body
    assert body.count("<tr>") == 3 and "<p>Site</p></th>" in body
    assert not page.troubles


def test_comments_beside_the_editor_without_leaving_it(new_context, people, scope):
    page = opened(new_context, people.compliance)
    page.goto(address(scope))
    write(page, " Unsaved.")
    box = page.get_by_role("textbox", name="Comment")
    box.fill("Which sites, @Bambang Hartono?")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".comment-text")).to_have_text("Which sites, @Bambang Hartono?")
    expect(box).to_have_value("")
    expect(page.locator(".ProseMirror")).to_have_text("Saved text. Unsaved.")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".comment-done")).to_contain_text("Resolved by Ratna Kusuma")
    comment = Comment.objects.get()
    assert comment.mentions.get() == people.manager and comment.resolved_by == people.compliance
    # The same on the version's page, fetched when it is opened.
    page.goto(f"/smp/{scope.version_id}/")
    page.locator("#comments-scope summary").click()
    page.locator("#comments-scope").get_by_role("button", name="Open again").click()
    expect(page.locator("#comments-scope").get_by_role("button", name="Resolve")).to_be_visible()
    assert not page.troubles
