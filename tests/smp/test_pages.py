"""The plan's pages: what each role sees, what is refused, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from smp import services
from smp.models import Publication, Section, Version
from smp.publishing import publish
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.context.models import Service
from smsplan.records.models import LongWork
from smsplan.records.services import save_record
from tests.people import PASSWORD
from tests.smp.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(in_review, manager) -> Version:
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    publish(Publication.objects.get(version=in_review))
    return Version.objects.get(pk=in_review.pk)


def url(name: str, version: Version, *args) -> str:
    return reverse(f"smp:{name}", args=[version.pk, *args])


def section_url(version: Version, key: str = "scope") -> str:
    return url("section", version, key)


def open_as(client, user, address: str):
    client.force_login(user)
    return client.get(address)


def signed_form(page) -> dict:
    """What a browser sends when the form of the approval page is filled in."""
    hidden = {name: page.context["form"][name].value() for name in ("sha256", "submission_number")}
    return hidden | {"signed": "on", "password": PASSWORD}


class TestWhoMayEnter:
    def test_nobody_without_sign_in(self, client, draft):
        for name in ("detail", "update", "submit", "approve", "return", "discard", "preview", "document"):
            assert client.get(url(name, draft)).status_code == 302

    def test_outsiders_see_nothing(self, client, in_force):
        outsider = person("outsider@example.test")
        assert open_as(client, outsider, reverse("smp:list")).status_code == 403
        assert client.get(url("detail", in_force)).status_code == 403

    def test_a_contributor_reads_the_version_in_force_and_no_other(self, client, in_force, author, contributor):
        draft = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
        page = open_as(client, contributor, reverse("smp:list"))
        assert page.status_code == 200
        assert "SMP 1.0" in page.content.decode() and "SMP 1.1" not in page.content.decode()
        assert client.get(url("detail", in_force)).status_code == 200
        assert client.get(url("document", in_force)).status_code == 200
        assert client.get(url("detail", draft)).status_code == 404
        for name in ("update", "submit", "approve", "return", "discard"):
            assert client.get(url(name, draft)).status_code == 403

    def test_an_auditor_reads_everything_and_writes_nothing(self, client, draft, auditor):
        assert open_as(client, auditor, url("detail", draft)).status_code == 200
        for tab in ("decisions", "coverage", "history"):
            assert client.get(f"{url('detail', draft)}?tab={tab}").status_code == 200
        assert client.get(url("preview", draft)).status_code == 200
        assert client.get(reverse("smp:create")).status_code == 403
        assert client.get(section_url(draft)).status_code == 403
        for name in ("submit", "approve", "return", "discard"):
            assert client.post(url(name, draft), {"reason": "x"}).status_code == 403

    def test_an_author_with_every_role_is_refused_the_approval(self, client, in_review, author):
        author.groups.set(author.groups.model.objects.filter(name__in=roles.ROLES))
        author.is_superuser = True
        author.save()
        page = open_as(client, author, url("detail", in_review))
        assert "Somebody else has to approve it" in page.content.decode()
        assert url("approve", in_review) not in page.content.decode()
        assert client.get(url("approve", in_review)).status_code == 403
        data = {"sha256": in_review.content_sha256, "submission_number": 1, "signed": "on", "password": PASSWORD}
        assert client.post(url("approve", in_review), data).status_code == 403
        assert not Publication.objects.exists()


class TestWriting:
    def test_the_first_version(self, client, registers, author):
        page = open_as(client, author, reverse("smp:create"))
        assert page.status_code == 200
        data = {
            "title": "Service Management Plan",
            "reason_kind": "initial",
            "change_summary": "First",
            "submission": page.context["submission"],
        }
        answer = client.post(reverse("smp:create"), data)
        version = Version.objects.get()
        assert answer.url == url("detail", version)
        assert client.post(reverse("smp:create"), data).url == url("detail", version)  # Sent twice, made once.
        assert Version.objects.count() == 1
        assert client.get(reverse("smp:create")).status_code == 302

    def test_a_section_is_saved_clean(self, client, draft, author):
        page = open_as(client, author, section_url(draft))
        assert page.status_code == 200
        assert "Live blocks, as they will print" in page.content.decode()
        revision = page.context["form"]["revision"].value()
        answer = client.post(
            section_url(draft),
            {"body": "<h2>A</h2><script>alert(1)</script>", "blocks": ["services"], "revision": revision},
        )
        assert answer.url.endswith("#section-scope")
        section = draft.sections.get(key="scope")
        assert (section.body, section.blocks) == ("<h2>A</h2>", ["services"])

    def test_a_stale_save_shows_both_and_keeps_what_was_typed(self, client, draft, author):
        section = draft.sections.get(key="scope")
        services.section_save(section=section, actor=author, body="<p>What Budi wrote</p>")
        client.force_login(author)
        data = {"body": "<p>What I wrote</p>", "blocks": ["services"], "revision": section.revision}
        page = client.post(section_url(draft), data)
        words = page.content.decode()
        assert page.status_code == 409
        assert "What Budi wrote" in words and "What I wrote" in words
        assert "Services: how each is governed" in words
        assert Section.objects.get(pk=section.pk).body == "<p>What Budi wrote</p>"
        again = data | {"revision": page.context["form"]["revision"].value()}
        assert client.post(section_url(draft), again).status_code == 302
        assert Section.objects.get(pk=section.pk).body == "<p>What I wrote</p>"

    def test_words_typed_while_it_was_submitted_are_refused_and_shown(self, client, draft, author):
        revision = draft.sections.get(key="scope").revision
        services.version_submit(version=draft, actor=author)
        client.force_login(author)
        page = client.post(section_url(draft), {"body": "<p>Half an hour of work</p>", "revision": revision})
        assert page.status_code == 422
        assert "Half an hour of work" in page.content.decode()
        assert "its text cannot be changed" in page.content.decode()
        # They are kept, and shown when the page is opened again; once thrown away there is nothing to write here.
        assert "Half an hour of work" in client.get(section_url(draft)).content.decode()
        client.post(url("section_discard", draft, "scope"))
        assert client.get(section_url(draft)).status_code == 403

    def test_an_unknown_section_is_not_found(self, client, draft, author):
        assert open_as(client, author, section_url(draft, "nonsense")).status_code == 404

    def test_title_and_reason(self, client, draft, author):
        page = open_as(client, author, url("update", draft))
        data = {"title": "The plan", "reason_kind": "initial", "change_summary": "All of it"}
        answer = client.post(url("update", draft), data | {"revision": page.context["form"]["revision"].value()})
        assert answer.status_code == 302
        draft.refresh_from_db()
        assert draft.title == "The plan"


class TestActs:
    def test_an_empty_section_is_named(self, client, draft, author):
        services.section_save(section=draft.sections.get(key="alignment"), actor=author, body="")
        page = open_as(client, author, url("submit", draft))
        assert "Alignment with strategy and customers" in page.content.decode()
        page = client.post(url("submit", draft), {"reason": "", "manner": "parallel"})
        assert page.status_code == 409
        assert "Alignment with strategy and customers" in page.content.decode()

    def test_submit_return_submit_approve(self, client, draft, author, manager):
        client.force_login(author)
        assert client.post(url("submit", draft), {"reason": "Please", "manner": "parallel"}).status_code == 302
        client.force_login(manager)
        assert client.post(url("return", draft), {"reason": ""}).status_code == 422
        assert client.post(url("return", draft), {"reason": "Name the budget"}).status_code == 302
        client.force_login(author)
        assert "Name the budget" in client.get(url("detail", draft)).content.decode()
        client.post(url("submit", draft), {"reason": "Done", "manner": "parallel"})
        page = open_as(client, manager, url("approve", draft))
        assert str(services.MEANING)[:40] in page.content.decode()
        data = signed_form(page) | {"reason": "Good"}
        for missing in ("signed", "password"):  # Without the tick, and without the password, nothing is signed.
            assert client.post(url("approve", draft), data | {missing: ""}).status_code == 422
        assert client.post(url("approve", draft), data).status_code == 302
        assert "Publication" in client.get(url("detail", draft)).content.decode()
        assert client.get(url("publication", draft)).status_code == 200

    def test_a_second_approval_is_told_what_happened(self, client, in_review, manager, second_manager):
        page = open_as(client, second_manager, url("approve", in_review))
        services.version_approve(version=in_review, actor=manager, password=PASSWORD)
        data = signed_form(page)
        page = client.post(url("approve", in_review), data)
        assert page.status_code == 409
        assert "already been approved by Manager" in page.content.decode()

    def test_a_failed_publication_says_why_and_can_be_retried(self, client, in_review, author, manager, auditor):
        services.version_approve(version=in_review, actor=manager, password=PASSWORD)
        Publication.objects.update(work_state=LongWork.Progress.FAILED, error="The fonts are missing.")
        page = open_as(client, author, url("detail", in_review))
        assert "The fonts are missing." in page.content.decode()
        assert url("retry", in_review) in page.content.decode()
        assert "The fonts are missing." in client.get(reverse("smp:list")).content.decode()
        assert url("retry", in_review) not in open_as(client, auditor, url("detail", in_review)).content.decode()
        assert client.post(url("retry", in_review)).status_code == 403
        client.force_login(author)
        assert client.post(url("retry", in_review)).status_code == 302
        assert Publication.objects.get().work_state == LongWork.Progress.QUEUED

    def test_a_discarded_draft(self, client, draft, author):
        client.force_login(author)
        assert client.post(url("discard", draft), {"reason": ""}).status_code == 422
        assert client.post(url("discard", draft), {"reason": "Too early"}).status_code == 302
        assert client.get(url("detail", draft)).status_code == 200
        assert client.get(url("submit", draft)).status_code == 302


class TestDocuments:
    def test_the_download_is_an_audit_event(self, client, in_force, auditor):
        answer = open_as(client, auditor, url("document", in_force))
        body = b"".join(answer.streaming_content)
        assert body.startswith(b"%PDF-")
        assert answer["Content-Disposition"] == 'attachment; filename="smp-1.0.pdf"'
        event = Event.objects.get(action=Action.DOWNLOADED)
        assert event.actor == auditor and event.detail["sha256"] == in_force.publication.sha256

    def test_a_draft_has_no_document(self, client, draft, author):
        assert open_as(client, author, url("document", draft)).status_code == 404

    def test_history_is_in_words(self, client, draft, author):
        services.section_save(section=draft.sections.get(key="scope"), actor=author, body="<p>x</p>", blocks=["risks"])
        words = open_as(client, author, f"{url('detail', draft)}?tab=history").content.decode()
        assert "Scope of the SMS: Changed" in words
        assert "Risk summary and matrix" in words


def test_the_empty_page_teaches(client, registers, author, auditor):
    page = open_as(client, author, reverse("smp:list"))
    assert "There is no Service Management Plan yet" in page.content.decode()
    assert reverse("smp:create") in page.content.decode()
    assert reverse("smp:create") not in open_as(client, auditor, reverse("smp:list")).content.decode()


def test_the_breadcrumb_of_a_version_names_it(client, in_force, author):
    page = open_as(client, author, url("detail", in_force)).content.decode()
    trail = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert trail.count("Service Management Plan") == 1 and "SMP 1.0" in trail.partition("aria-current")[2]


def test_a_superseded_version_leads_to_the_one_that_took_its_place(client, in_force, author, manager):
    version = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
    version = services.version_submit(version=version, actor=author)
    services.version_approve(version=version, actor=manager, password=PASSWORD)
    publish(Publication.objects.get(version=version))
    page = open_as(client, author, url("detail", in_force)).content.decode()
    assert f'<a href="{version.get_absolute_url()}">Superseded by SMP 1.1</a>' in page
    assert "Superseded by" not in open_as(client, author, url("detail", version)).content.decode()


def test_a_failed_publication_is_called_so_and_named_while_it_is_made(client, in_review, author, manager):
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    assert "Approved, being published" in open_as(client, author, url("detail", in_review)).content.decode()
    poll = client.get(url("publication", in_review), headers={"HX-Request": "true"}).content.decode()
    assert "Publication: Waiting to start" in poll and 'aria-label="Publication"' in poll
    Publication.objects.update(work_state=LongWork.Progress.FAILED, error="No space left")
    page = open_as(client, author, url("detail", in_review)).content.decode()
    assert "Publication failed" in page and "being published" not in page


def test_a_change_of_scope_proposes_a_major_version(client, in_force, author):
    assert open_as(client, author, reverse("smp:create")).context["form"]["number"].value() == "minor"
    save_record(Service(title="Cloud Hosting", owner=author), actor=author)
    form = open_as(client, author, reverse("smp:create")).context["form"]
    assert (form["reason_kind"].value(), form["number"].value()) == ("scope_change", "major")


def test_whoever_approves_is_led_to_what_changed(client, in_force, author, manager):
    version = services.version_draft(actor=author, reason_kind="correction", change_summary="Two words mended")
    version = services.version_submit(version=version, actor=author)
    page = open_as(client, manager, url("approve", version)).content.decode()
    assert "Two words mended" in page and f"?from={in_force.pk}&amp;to={version.pk}" in page
