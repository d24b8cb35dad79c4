"""Ten managers press Approve at the same moment."""

import pytest

from changes import services
from changes.models import Change
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed
from tests.changes.conftest import person, plan
from tests.threads import at_once, refusals


@pytest.mark.django_db(transaction=True)
def test_exactly_one_of_ten_approvals_takes_effect():
    author, owner = person("author@chg.test", roles.COMPLIANCE), person("owner@chg.test", roles.CONTRIBUTOR)
    managers = [person(f"manager{number}@chg.test", roles.MANAGER) for number in range(10)]
    change = plan(author, owner=owner)
    change = services.change_submit(change=change, actor=author)
    outcomes = at_once([lambda who=who: services.change_approve(change=change, actor=who) for who in managers])
    assert refusals(outcomes) == {NotAllowed: 9}
    (winner,) = [who for who, outcome in zip(managers, outcomes, strict=True) if isinstance(outcome, Change)]
    change.refresh_from_db()
    assert change.approved_by == winner
    assert Event.objects.filter(action=Action.APPROVED, target_id=change.pk).count() == 1
    assert change.history.filter(state="approved").count() == 1
