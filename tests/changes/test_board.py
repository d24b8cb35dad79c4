"""The register as a board: a column for each state, cards that move by their acts' pages alone."""

import datetime

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes import services
from changes.models import Change
from tests.changes.conftest import plan

BOARD = "/changes/board/"


def columns(page) -> dict[str, list[str]]:
    """The references of each column that has cards."""
    return {
        column.state: [card.change.reference for card in column.cards]
        for column in page.context["columns"]
        if column.cards
    }


def moves(page, change: Change) -> list[str]:
    """The addresses that the card of a change leads to."""
    (card,) = [one for column in page.context["columns"] for one in column.cards if one.change.pk == change.pk]
    return [move.url.removeprefix(f"/changes/{change.pk}") for move in card.moves]


def test_each_state_has_its_column_with_its_count(as_person, auditor, verified, compliance, contributor):
    drafts = [plan(compliance, owner=contributor, title=f"Change {number}") for number in range(3)]
    page = as_person(auditor).get(BOARD)
    assert columns(page) == {
        "draft": [draft.reference for draft in reversed(drafts)],
        "verified": [verified.reference],
    }
    counts = {column.state: column.count for column in page.context["columns"]}
    assert counts == {
        "draft": 3, "submitted": 0, "approved": 0, "in_progress": 0, "implemented": 0, "verified": 1, "closed": 0
    }  # fmt: skip
    assert not any(card.moves for column in page.context["columns"] for card in column.cards), (
        "an auditor moves nothing"
    )


def test_what_was_given_up_has_a_column_only_when_there_is_some(as_person, submitted, manager):
    services.change_reject(change=submitted, actor=manager, reason="Too dear")
    page = as_person(manager).get(BOARD)
    assert columns(page) == {"rejected": [submitted.reference]}
    assert [column.state for column in page.context["columns"]][-1] == "rejected"


def test_the_card_offers_what_this_person_may_do_next(as_person, submitted, manager, compliance, contributor):
    assert moves(as_person(manager).get(BOARD), submitted) == ["/approve/", "/return/", "/reject/"]
    assert moves(as_person(compliance).get(BOARD), submitted) == ["/cancel/"]
    approved = services.change_approve(change=submitted, actor=manager)
    assert moves(as_person(contributor).get(BOARD), approved) == ["/start/"]
    assert moves(as_person(manager).get(BOARD), approved) == []


def test_an_author_is_not_offered_to_approve(as_person, compliance, contributor, manager):
    change = plan(compliance, owner=contributor)
    change.written_by.add(manager)
    change = services.change_submit(change=change, actor=compliance)
    assert moves(as_person(manager).get(BOARD), change) == []


def test_a_follow_up_is_offered_until_there_is_one(as_person, ineffective, compliance):
    assert "/follow-up/" in moves(as_person(compliance).get(BOARD), ineffective)
    services.change_follow_up(change=ineffective, actor=compliance)
    assert "/follow-up/" not in moves(as_person(compliance).get(BOARD), ineffective)


def test_the_card_tells_overdue_and_milestones_in_words(as_person, started, contributor):
    with time_machine.travel(datetime.datetime(2026, 5, 4, 3, tzinfo=datetime.UTC), tick=True):
        page = as_person(contributor).get(BOARD)
    assert "overdue" in page.text and "0 of 1 milestones" in page.text
    with time_machine.travel(datetime.datetime(2026, 4, 30, 3, tzinfo=datetime.UTC), tick=True):
        assert "overdue" not in as_person(contributor).get(BOARD).text


def test_it_filters_as_the_list_does_and_leads_to_the_other_faces_with_the_filter(as_person, draft, compliance):
    other = plan(compliance, owner=compliance, title="Move incidents to the e-mail desk")
    page = as_person(compliance).get(f"{BOARD}?q=incidents&state=draft")
    assert columns(page) == {"draft": [other.reference]}
    urls = {face.label: (face.url, face.active) for face in page.context["faces"]}
    assert urls["List"] == ("/changes/?q=incidents&state=draft", False)
    assert urls["Board"] == (f"{BOARD}?q=incidents&state=draft", True)
    assert 'href="/changes/calendar/?q=incidents&amp;state=draft"' in page.text
    part = as_person(compliance).get(f"{BOARD}?q=incidents", headers={"HX-Request": "true"})
    assert part.status_code == 200 and other.reference in part.text and "<html" not in part.text
    assert part.headers["HX-Push-Url"] == f"{BOARD}?q=incidents"


def test_a_contributor_sees_what_is_theirs_and_outsiders_nothing(as_person, draft, compliance, contributor, outsider):
    plan(compliance, owner=compliance)
    assert columns(as_person(contributor).get(BOARD)) == {"draft": [draft.reference]}
    assert as_person(outsider).get(BOARD).status_code == 403


def test_a_full_column_leads_to_the_list(as_person, draft, compliance, monkeypatch):
    monkeypatch.setattr("changes.views.board.MOST_CARDS", 2)
    for number in range(3):
        plan(compliance, owner=compliance, title=f"Change {number}", planned_end=datetime.date(2026, 5 + number, 1))
    page = as_person(compliance).get(BOARD)
    column = page.context["columns"][0]
    assert (column.count, len(column.cards), column.more) == (4, 2, 2)
    assert [card.change.planned_end.month for card in column.cards] == [4, 5], "what ends first stands on top"
    assert 'href="/changes/?state=draft"' in page.text


def test_more_cards_ask_no_more_of_the_database(as_person, submitted, compliance, contributor, manager):
    client = as_person(manager)
    client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD)
    for number in range(4):
        services.change_submit(change=plan(compliance, owner=contributor, title=f"Change {number}"), actor=compliance)
    with CaptureQueriesContext(connection) as many:
        client.get(BOARD)
    assert len(many) == len(few)
