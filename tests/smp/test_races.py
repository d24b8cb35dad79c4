"""Many at once, on real connections to PostgreSQL: the row lock decides, and everybody else is told."""

import pytest

from smp import services
from smp.models import Decision, Publication, Version
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed
from tests.smp.conftest import approve, person, publish_now, submit
from tests.threads import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20


def told(outcomes: list) -> list[str]:
    """What each of the refused was told; whoever did not get through was refused, and nothing else went wrong."""
    assert set(refusals(outcomes)) <= {NotAllowed}, outcomes
    return [" ".join(outcome.messages) for outcome in outcomes if isinstance(outcome, NotAllowed)]


def managers(number: int) -> list:
    return [person(f"manager-{each}@example.test", roles.MANAGER) for each in range(1, number + 1)]


def approvals() -> list[Decision]:
    return list(Decision.objects.filter(kind=Decision.Kind.APPROVED).select_related("by").order_by("at", "pk"))


def assert_queued_once(version: Version) -> Version:
    version = Version.objects.get(pk=version.pk)
    assert version.is_publishing and version.approved_by == approvals()[-1].by
    assert Publication.objects.count() == 1
    assert Event.objects.filter(action=Action.APPROVED).count() == len(approvals())
    return version


def test_of_twenty_managers_one_approves_what_nobody_was_named_for(in_review):
    refused = told(at_once([lambda who=who: approve(in_review, who) for who in managers(MANY)]))
    assert len(refused) == MANY - 1
    assert all("already been approved by Manager-" in words for words in refused), refused
    assert len(approvals()) == 1
    assert publish_now(assert_queued_once(in_review)).state == Version.State.APPROVED
    assert Event.objects.filter(action=Action.PUBLISHED).count() == 1


def test_of_twenty_approvals_by_one_person_one_takes_effect(in_review, manager):
    outcomes = at_once([lambda: approve(in_review, manager)] * MANY)
    assert refusals(outcomes) == {NotAllowed: MANY - 1} and len(approvals()) == 1
    assert_queued_once(in_review)


def test_of_two_who_approve_ten_times_each_both_count_once(draft, author, manager, second_manager):
    version = submit(draft, author, manager, second_manager)
    outcomes = at_once([lambda who=who: approve(version, who) for who in (manager, second_manager) * (MANY // 2)])
    assert refusals(outcomes) == {NotAllowed: MANY - 2}
    assert {decision.by for decision in approvals()} == {manager, second_manager} and len(approvals()) == 2
    assert_queued_once(version)


def test_in_order_nobody_gets_ahead_however_many_push(draft, author):
    asked = managers(4)
    version = submit(draft, author, *asked, in_order=True)
    for _round in asked:
        before = len(approvals())
        refused = told(at_once([lambda who=who: approve(version, who) for who in reversed(asked * (MANY // 4))]))
        given = [decision.by for decision in approvals()]
        assert len(given) - before == MANY - len(refused)
        assert given == asked[: len(given)], "each in turn, none twice"
        assert len(given) > before or len(given) == len(asked)
        assert Publication.objects.count() == (len(given) == len(asked))
    assert_queued_once(version)


@pytest.mark.parametrize("round_number", range(3))
def test_of_approval_return_rejection_and_taking_back_one_happens(in_review, author, manager, round_number):
    others = managers(4)
    acts = {
        "approved": lambda: approve(in_review, manager, submission=1),
        "returned": lambda: services.version_return(version=in_review, actor=others[0], comments="x", submission=1),
        "rejected": lambda: services.version_reject(version=in_review, actor=others[1], reason="x", submission=1),
        "taken_back": lambda: services.version_take_back(version=in_review, actor=author, reason="x"),
    }
    outcomes = dict(zip(acts, at_once(acts.values()), strict=True))
    assert refusals(outcomes.values()) == {NotAllowed: 3}
    (happened,) = [name for name, outcome in outcomes.items() if not isinstance(outcome, NotAllowed)]
    version = Version.objects.get(pk=in_review.pk)
    assert list(version.decisions.values_list("kind", flat=True)) == ["submitted", happened]
    assert Publication.objects.exists() == (happened == "approved")
    assert (version.approved_by_id is not None) == (happened == "approved")
    wanted = {"approved": "in_review", "returned": "draft", "rejected": "rejected", "taken_back": "draft"}
    assert version.state == wanted[happened]
    assert (version.frozen is None) == (wanted[happened] == "draft")


def test_of_twenty_submissions_one_freezes(draft, author, manager):
    outcomes = at_once([lambda: submit(draft, author, manager)] * MANY)
    assert refusals(outcomes) == {NotAllowed: MANY - 1}
    assert Version.objects.get(pk=draft.pk).submission == 1
    assert Decision.objects.count() == 1


def test_of_twenty_drafts_one_is_begun(registers, author):
    draft = {"actor": author, "reason_kind": "initial", "change_summary": "x"}
    refused = told(at_once([lambda: services.version_draft(**draft)] * MANY))
    assert len(refused) == MANY - 1 and all("there can be only one" in words for words in refused), refused
    assert Version.objects.count() == 1


def test_of_five_who_arrange_the_sections_one_is_kept_and_the_others_are_told(draft, author):
    shown = [section.key for section in draft.sections.standing()]
    orders = [[*shown[by:], *shown[:by]] for by in range(1, 6)]
    outcomes = at_once(
        [
            lambda order=order: services.sections_order(version=draft, actor=author, keys=order, read=shown)
            for order in orders
        ]
    )
    assert all("changed meanwhile" in words for words in told(outcomes)) and len(told(outcomes)) == 4
    (kept,) = [order for order, outcome in zip(orders, outcomes, strict=True) if isinstance(outcome, list)]
    assert [section.key for section in draft.sections.standing()] == kept
