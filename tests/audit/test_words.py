"""Histories are in the reader's language, whatever language the one worked in who acted."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.utils import translation

from smp import selectors, services
from smp.models import Version
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import REASONS, reason_kept, reason_words
from tests.everything import one_of_each
from tests.smp.conftest import approve, publish_now, write_all

pytestmark = pytest.mark.django_db

CELL = re.compile(r'<(?:th scope="row"|td class="(?:old|new)"[^>]*|span class="save-verb")>(.*?)</', re.DOTALL)


def english_words() -> set[str]:
    """What a reader of Indonesian should never find: labels of states and other choices, and of fields."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            for label in (field.verbose_name, *(label for _value, label in field.flatchoices or ())):
                with translation.override("en"):
                    english = str(label)
                with translation.override("id"):
                    if str(label) != english:
                        found.add(english[:1].upper() + english[1:])
    return found


def test_what_the_application_says_of_itself_is_read_in_the_language_of_the_reader():
    for reason in REASONS:
        names = re.findall(r"%\((\w+)\)s", reason)
        values = {name: f"RSK-{number}\n“{name}”" for number, name in enumerate(names)}
        with translation.override("id"):
            kept = reason_kept(reason, **values)
            read = reason_words(kept)
        with translation.override("en"):
            assert reason_words(kept) == kept == (reason % values if values else reason)
        assert read != kept and all(value in read for value in values.values()), f"in Indonesian: {reason}"
    assert reason_words("Published by hand, 100% checked") == "Published by hand, 100% checked"
    with pytest.raises(ValueError, match="not among"):
        reason_kept("Because")


def published(version: Version, people) -> Version:
    write_all(version, people.compliance)
    services.version_submit(version=version, actor=people.compliance)
    approve(version, people.manager)
    return publish_now(version)


def test_no_history_has_english_words_for_who_reads_indonesian(client, people):
    one_of_each(people)
    first = published(selectors.draft(), people)
    second = services.version_draft(actor=people.compliance, reason_kind="correction", change_summary="Second")
    published(second, people)
    people.compliance.language = "id"
    people.compliance.save()
    client.force_login(people.compliance)
    english, seen = english_words(), set()
    headings = set(first.sections.values_list("title", flat=True))  # The plan's own words, in its own language.
    for model in apps.get_models():
        if not hasattr(model, "_history_recorder") or not hasattr(model, "get_absolute_url"):
            continue
        for record in model._base_manager.all()[:5]:
            answer = client.get(record.get_absolute_url().partition("#")[0], {"tab": "history"})
            if (
                answer.status_code != 200
                or answer.streaming
                or 'class="history"' not in (page := answer.content.decode())
            ):
                continue
            seen.add(model.__name__)
            cells = {unescape(cell).strip() for cell in CELL.findall(page)}
            written = {getattr(record, name, "") for name in ("title", "name", "full_name")} | headings
            assert cells and not cells & english - written, f"{record}: {cells & english - written}"
    assert seen >= {"Risk", "Opportunity", "Objective", "Change", "ActionItem", "Version", "Review", "Service"}
    pages = [client.get(each.get_absolute_url(), {"tab": "history"}).content.decode() for each in (first, second)]
    assert "Digantikan oleh SMP 1.1" in pages[0] and "Diterbitkan" in pages[1]
    assert not re.search(r"Published|Superseded", "".join(pages))


def test_the_audit_trail_is_in_the_language_of_the_reader(client, people):
    one_of_each(people)
    published(selectors.draft(), people)
    people.compliance.language = "id"
    people.compliance.save()
    record_event(
        action=Action.REQUESTED, actor=people.compliance, reason=reason_kept("Tried again after a failure."),
        detail={"training": "Engineers", "effective": True, "level": "low"},
    )  # fmt: skip
    client.force_login(people.compliance)
    page = client.get("/audit/").content.decode()
    for english in ("Tried again", "training", "Yes", "Published"):
        assert f">{english}" not in page and f"; {english}" not in page, english
    assert "Diterbitkan" in page and "pelatihan" in page
