"""Searching the registers: what is found, what is spelled alike, and what is typed that means nothing."""

import pytest

from risks.models import Opportunity, Risk
from risks.services import risk_create
from smsplan.records.search import search
from smsplan.records.services import save_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(people):
    """Four risks that differ in the field that tells them apart."""
    actor = people.compliance
    return [
        risk_create(actor=actor, title="Backup of customer data fails", cause="Tapes wear out", owner=people.manager),
        risk_create(actor=actor, title="Supplier contract ends", treatment="Negotiate by e-mail of core-banking"),
        risk_create(actor=actor, title="Pencadangan gagal", customer_impact="Refunds of 12 days", owner_role="Analyst"),
        risk_create(actor=actor, title="Network link is lost", consequence="As RSK-0001", owner=people.contributor),
    ]  # fmt: skip


def found(text: str) -> list[str]:
    return [risk.reference for risk in search(Risk.objects.order_by("reference"), text).queryset]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("backup", ["RSK-0001"]),
        ("backu", ["RSK-0001"]),
        ("DATA Backup", ["RSK-0001"]),
        ("tapes", ["RSK-0001"]),
        ("backup contract", []),
        ("negotiate", ["RSK-0002"]),
        ("mail banking", ["RSK-0002"]),
        ("core-banking", ["RSK-0002"]),
        ("pencadang", ["RSK-0003"]),
        ("refunds", ["RSK-0003"]),
        ("analyst", ["RSK-0003"]),
        ("bambang", ["RSK-0001"]),
        ("melati link", ["RSK-0004"]),
        ("rsk-0003", ["RSK-0003"]),
        ("RSK 3", ["RSK-0003"]),
        ("rsk3", ["RSK-0003"]),
        ("RSK-000", ["RSK-0001", "RSK-0002", "RSK-0003", "RSK-0004"]),
        ("RSK-0001", ["RSK-0001", "RSK-0004"]),
        ("3", ["RSK-0003"]),
        ("12", ["RSK-0003"]),
        ("0002", ["RSK-0002"]),
        ("RSK-0002 contract", ["RSK-0002"]),
        ("RSK-0002 backup", []),
    ],
)
def test_what_is_found(register, text, references):
    assert found(text) == references


def test_a_number_finds_the_risk_that_bears_it(people):
    for _number in range(12):
        risk_create(actor=people.compliance, title="Alike")
    assert found("12") == found("rsk-0012") == found("RSK 12") == ["RSK-0012"]


@pytest.mark.parametrize(
    "text",
    ["'", '"', "%", "\\", "&|!():*<->", "a' OR 1=1 --", "\x00", "a\x00b", "' \\ :* &", "x" * 10_000, "x y " * 3000,
     "12345678901234567890", "rsk-99999999999999999999", "é ü ñ", "数据", "👍", "rsk-", "_", "<b>", "a:b:*", "\u202e"],
)  # fmt: skip
def test_nothing_that_is_typed_is_an_error(register, people, as_person, text):
    page = as_person(people.compliance).get("/risks/", {"q": text})
    assert page.status_code == 200
    assert not page.context["filter_errors"]


def test_punctuation_alone_finds_nothing(register):
    assert found("%") == found("'\"!?") == []


@pytest.mark.parametrize(("typed", "instead"), [("bakcup", "backup"), ("suplier", "supplier"), ("netwrk", "network")])
def test_a_typing_error_shows_what_is_similar_and_says_so(register, people, as_person, typed, instead):
    page = as_person(people.compliance).get("/risks/", {"q": typed})
    assert page.context["total"] == 1
    text = page.content.decode()
    assert f"Nothing is spelled like “{typed}”" in text
    assert f"“{instead}”" in text


def test_a_name_is_corrected_too(register):
    assert found("bambnag") == ["RSK-0001"]


def test_only_words_that_are_nowhere_are_corrected(register):
    result = search(Risk.objects.all(), "customer bakcup")
    assert [risk.reference for risk in result.queryset] == ["RSK-0001"]
    assert result.alike == {"bakcup": ["backup"]}
    # Both words are there, though not together: nothing to correct.
    assert search(Risk.objects.all(), "backup contract").alike == {}
    assert search(Risk.objects.all(), "backup").alike == {}
    assert search(Risk.objects.all(), "zzzzzz").alike == {}


def test_other_peoples_records_are_neither_found_nor_hinted_at(register, people, as_person):
    client = as_person(people.contributor)
    assert client.get("/risks/", {"q": "network"}).context["total"] == 1
    for text in ("backup", "bakcup"):
        page = client.get("/risks/", {"q": text})
        assert page.context["total"] == 0
        assert "“backup”" not in page.content.decode() or text == "backup"
        assert not page.context["results_notes"]


def test_other_filters_do_not_make_a_word_a_typing_error(register, people, as_person):
    page = as_person(people.compliance).get("/risks/", {"q": "backup", "level": "3"})
    assert page.context["total"] == 0
    assert not page.context["results_notes"]


def test_the_words_follow_an_edit(register, people):
    risk = register[0]
    risk.title = "Restore fails"
    risk.save()
    assert found("restore") == ["RSK-0001"]
    assert "RSK-0001" not in found("backup")


def test_opportunities(people, as_person):
    for fields in (
        {"title": "Automate categorization", "description": "Chatbot of the desk"},
        {"title": "Consolidate suppliers", "owner": people.manager},
    ):
        save_record(Opportunity(**fields), actor=people.compliance)
    rows = Opportunity.objects.all()
    for text, title in (("chatb", "Automate categorization"), ("hartono", "Consolidate suppliers")):
        assert [row.title for row in search(rows, text).queryset] == [title]
    page = as_person(people.compliance).get("/opportunities/", {"q": "chatbto"})
    assert page.context["total"] == 1
    assert "“chatbot”" in page.content.decode()


def test_a_very_long_text_can_be_kept(people):
    words = " ".join(f"word{number}" for number in range(40_000))
    risk_create(actor=people.compliance, title="Long", cause=words)
    assert found("word12") == ["RSK-0001"]
