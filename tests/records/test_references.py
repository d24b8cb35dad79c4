"""References never repeat and never skip a number."""

import pytest
from django.db import transaction

from risks.models import Opportunity, Risk
from smsplan.records.services import next_reference, save_record
from tests.threads import at_once, refusals


def test_each_register_counts_for_itself(people):
    risks = [save_record(Risk(title=f"Risk {n}"), actor=people.compliance) for n in range(3)]
    opportunity = save_record(Opportunity(title="Opportunity"), actor=people.compliance)
    assert [risk.reference for risk in risks] == ["RSK-0001", "RSK-0002", "RSK-0003"]
    assert opportunity.reference == "OPP-0001"


def test_a_save_that_is_rolled_back_gives_its_number_back(people):
    class Abandoned(Exception):
        pass

    with pytest.raises(Abandoned), transaction.atomic():
        save_record(Risk(title="Never kept"), actor=people.compliance)
        raise Abandoned
    assert save_record(Risk(title="Kept"), actor=people.compliance).reference == "RSK-0001"


@pytest.mark.django_db(transaction=True)
def test_a_reference_is_only_given_inside_a_transaction():
    with pytest.raises(RuntimeError):
        next_reference("RSK")


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers_without_a_gap(people):
    outcomes = at_once([lambda n=n: save_record(Risk(title=f"Risk {n}"), actor=people.compliance) for n in range(20)])
    assert not refusals(outcomes)
    assert sorted(Risk.objects.values_list("reference", flat=True)) == [f"RSK-{n:04d}" for n in range(1, 21)]
