"""Ten managers press Approve at the same moment."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from changes import services
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed
from tests.changes.conftest import person, plan


@pytest.mark.django_db(transaction=True)
def test_exactly_one_of_ten_approvals_takes_effect():
    author, owner = person("author@chg.test", roles.COMPLIANCE), person("owner@chg.test", roles.CONTRIBUTOR)
    managers = [person(f"manager{number}@chg.test", roles.MANAGER) for number in range(10)]
    change = plan(author, owner=owner)
    change = services.change_submit(change=change, actor=author)
    barrier, outcomes = threading.Barrier(10), []

    def approve(manager):
        try:
            barrier.wait(10)
            services.change_approve(change=change, actor=manager)
            outcomes.append(manager.pk)
        except (NotAllowed, PermissionDenied) as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[manager]) for manager in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    winners = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(outcomes) == 10 and outcomes.count(NotAllowed) == 9
    change.refresh_from_db()
    assert winners == [change.approved_by_id]
    assert Event.objects.filter(action=Action.APPROVED, target_id=change.pk).count() == 1
    assert change.history.filter(state="approved").count() == 1
