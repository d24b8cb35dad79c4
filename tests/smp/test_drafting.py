"""Drafts: how one begins, what is kept of its text, how it is given up."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from smp import content, services
from smp.models import Section, Version
from smsplan.records.services import NotAllowed, StaleRevision, save_record
from tests.people import PASSWORD
from tests.smp.conftest import approve, publish_now, submit, write_all

pytestmark = pytest.mark.django_db


def test_the_first_draft_has_the_ten_contents_with_their_blocks(registers, author):
    version = services.version_draft(actor=author, reason_kind="initial", change_summary="First plan")
    assert version.number == "1.0"
    assert list(version.sections.values_list("key", flat=True)) == [each.key for each in content.SECTIONS]
    assert version.sections.get(key="scope").blocks == ["scope", "services"]
    assert version.history.count() == 1


def test_titles_that_nobody_changed_speak_todays_language(registers, author, manager):
    version = services.version_draft(actor=author, reason_kind="initial", change_summary="First plan")
    write_all(version, author)
    own = services.section_add(version=version, actor=author, title="Sites")
    approve(submit(version, author), manager)
    publish_now(version)
    registers.language = "id"
    save_record(registers, actor=author)
    version = services.version_draft(actor=author, reason_kind="correction", change_summary="Alih bahasa")
    titles = dict(version.sections.values_list("key", "title"))
    assert (version.title, titles["scope"]) == ("Rencana Manajemen Layanan", "Ruang lingkup SMS")
    assert titles[own.key] == "Sites"


def test_a_second_draft_is_refused(draft, author):
    with pytest.raises(NotAllowed):
        services.version_draft(actor=author, reason_kind="correction", change_summary="x")


def test_only_compliance_drafts(registers, manager, auditor, contributor):
    for who in (manager, auditor, contributor):
        with pytest.raises(PermissionDenied):
            services.version_draft(actor=who, reason_kind="initial", change_summary="x")


def test_a_text_is_sanitized(draft, author):
    section = draft.sections.get(key="scope")
    saved = services.section_save(
        section=section,
        actor=author,
        body='<p onclick="x()">Text<script>alert(1)</script><img src="file:///etc/passwd"></p>',
    )
    assert saved.body == "<p>Text</p>"


def test_an_unknown_block_is_refused(draft, author):
    with pytest.raises(ValidationError):
        services.section_save(section=draft.sections.first(), actor=author, body="<p>x</p>", blocks=["passwords"])


def test_saving_the_same_again_leaves_no_trace(draft, author):
    section = draft.sections.get(key="scope")
    services.section_save(section=section, actor=author, body=section.body)
    assert Section.objects.get(pk=section.pk).revision == section.revision


def test_a_stale_save_is_refused(draft, author):
    section = draft.sections.get(key="scope")
    services.section_save(section=section, actor=author, body="<p>Theirs</p>", revision=section.revision)
    with pytest.raises(StaleRevision) as stale:
        services.section_save(section=section, actor=author, body="<p>Mine</p>", revision=section.revision)
    assert stale.value.current.body == "<p>Theirs</p>"


def test_a_major_version(in_review, author, manager):
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    publish_now(in_review)
    assert (
        services.version_draft(actor=author, reason_kind="annual_review", change_summary="x", major=True).number
        == "2.0"
    )


def test_a_discarded_draft_is_kept_and_frees_its_number(draft, author, manager):
    with pytest.raises(ValidationError):
        services.version_discard(version=draft, actor=author, reason="")
    with pytest.raises(PermissionDenied):
        services.version_discard(version=draft, actor=manager, reason="x")
    services.version_discard(version=draft, actor=author, reason="Began too early")
    again = services.version_draft(actor=author, reason_kind="initial", change_summary="Again")
    assert again.number == draft.number
    assert Version.objects.filter(state=Version.State.DISCARDED).count() == 1
