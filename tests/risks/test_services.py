"""Acts on risks and opportunities: what is allowed, what is refused, and what is kept."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.utils import timezone

from risks import services
from risks.models import Assessment, Level, Opportunity, Risk, RiskCriteria
from smsplan.audit import diff
from smsplan.audit.models import Event
from smsplan.records.services import NotAllowed, save_record
from tests.threads import at_once, refusals


def test_a_new_risk_has_reference_assessment_and_history(risk, people):
    assert risk.reference == "RSK-0001"
    assert risk.state == Risk.State.ASSESSED
    assert risk.inherent.level == Level.HIGH
    assert risk.inherent.assessor == people.compliance
    assert risk.history.first().history_actor_name == f"{people.compliance.full_name} <{people.compliance.email}>"


def test_each_assessment_is_kept_and_the_newest_of_its_kind_counts(risk, people):
    for likelihood in (3, 1):
        services.risk_assess(
            risk=risk, kind=Assessment.Kind.RESIDUAL, likelihood=likelihood, impact=2, actor=people.compliance
        )
    risk.refresh_from_db()
    assert risk.assessments.count() == 3
    assert risk.current.likelihood == 1
    assert risk.inherent.level == Level.HIGH


def test_a_target_assessment_does_not_change_where_the_risk_stands(risk, people):
    services.risk_assess(risk=risk, kind=Assessment.Kind.TARGET, likelihood=1, impact=1, actor=people.compliance)
    risk.refresh_from_db()
    assert risk.current.level == Level.HIGH


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 2), (4, 1), (2, 9), (-1, -1)])
def test_off_the_scale_is_refused_and_nothing_is_kept(risk, people, likelihood, impact):
    with pytest.raises(ValidationError):
        services.risk_assess(risk=risk, kind="residual", likelihood=likelihood, impact=impact, actor=people.compliance)
    assert risk.assessments.count() == 1


def test_an_assessment_in_the_future_is_refused(risk, people):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="future"):
        services.risk_assess(
            risk=risk, kind="residual", likelihood=1, impact=1, actor=people.compliance, assessed_on=tomorrow
        )


def test_an_assessment_can_not_be_changed_or_deleted_in_sql(risk):
    connection.check_constraints()  # A TRUNCATE with foreign keys still to be checked is refused for that alone.
    for statement in (
        "UPDATE risks_assessment SET level = 1",
        "DELETE FROM risks_assessment",
        "TRUNCATE risks_assessment CASCADE",
    ):
        with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_risk_can_not_be_deleted(risk):
    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        connection.cursor().execute("DELETE FROM risks_risk")


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_only_compliance_assesses(risk, people, role):
    with pytest.raises(PermissionDenied):
        services.risk_assess(risk=risk, kind="residual", likelihood=1, impact=1, actor=getattr(people, role))


def test_the_life_of_a_risk(risk, people):
    actor = people.compliance
    services.risk_treat(risk=risk, actor=actor)
    with pytest.raises(NotAllowed):
        services.risk_treat(risk=risk, actor=actor)
    services.risk_monitor(risk=risk, actor=actor)
    with pytest.raises(ValidationError):
        services.risk_close(risk=risk, actor=actor, reason="  ")
    services.risk_close(risk=risk, actor=actor, reason="Process retired")
    with pytest.raises(NotAllowed):
        services.risk_assess(risk=risk, kind="residual", likelihood=1, impact=1, actor=actor)
    services.risk_reopen(risk=risk, actor=actor, reason="It came back")
    risk.refresh_from_db()
    assert risk.state == Risk.State.ASSESSED
    reasons = list(risk.history.values_list("history_change_reason", flat=True))
    assert "Process retired" in reasons
    assert Event.objects.filter(target_id=risk.pk, reason="It came back").exists()


def test_a_risk_without_treatment_can_not_go_into_treatment(people):
    bare = services.risk_create(actor=people.compliance, title="Bare", likelihood=1, impact=1)
    with pytest.raises(NotAllowed):
        services.risk_treat(risk=bare, actor=people.compliance)


def test_one_of_likelihood_and_impact_is_not_enough(people):
    with pytest.raises(ValidationError):
        services.risk_create(actor=people.compliance, title="Half", likelihood=2)
    assert not Risk.objects.exists()


def test_new_criteria_do_not_touch_old_assessments(risk):
    RiskCriteria.objects.create(number=2, cells=[[1, 1, 1], [1, 1, 1], [1, 1, 1]])
    assert Assessment.objects.get(risk=risk).level == Level.HIGH


def test_opportunity_is_evaluated_then_declined(people):
    opportunity = save_record(Opportunity(title="Automate incident categorization"), actor=people.compliance)
    services.opportunity_evaluate(opportunity=opportunity, benefit=3, effort=1, actor=people.compliance)
    opportunity.refresh_from_db()
    assert opportunity.priority == 3
    services.opportunity_decline(opportunity=opportunity, actor=people.compliance, reason="No budget this year")
    with pytest.raises(NotAllowed):
        services.opportunity_evaluate(opportunity=opportunity, benefit=1, effort=1, actor=people.compliance)
    with pytest.raises(PermissionDenied):
        other = save_record(Opportunity(title="Other"), actor=people.compliance)
        services.opportunity_decline(opportunity=other, actor=people.auditor, reason="x")


@pytest.mark.django_db(transaction=True)
def test_two_assessments_at_the_same_moment_are_both_kept(risk, people):
    def assess(likelihood):
        services.risk_assess(risk=risk, kind="residual", likelihood=likelihood, impact=2, actor=people.compliance)

    assert not refusals(at_once([lambda: assess(1), lambda: assess(3)]))
    risk.refresh_from_db()
    assert risk.assessments.filter(kind="residual").count() == 2
    assert risk.residual == risk.assessments.filter(kind="residual").order_by("-pk").first()
    assert risk.revision == 3  # creation, and one for each thread: no save was lost


def test_where_a_risk_stands_follows_the_assessment_that_counts(risk, people):
    def stands():
        risk.refresh_from_db()
        return risk.likelihood, risk.impact, risk.level

    assert stands() == (2, 3, Level.HIGH)
    services.risk_assess(risk=risk, kind=Assessment.Kind.RESIDUAL, likelihood=1, impact=2, actor=people.compliance)
    assert stands() == (1, 2, Level.LOW)
    services.risk_assess(risk=risk, kind=Assessment.Kind.INHERENT, likelihood=3, impact=3, actor=people.compliance)
    assert stands() == (1, 2, Level.LOW), "the residual assessment counts"
    changes = [label for save in diff.saves(risk) for label, _old, _new in save.changes]
    assert "Risk level" in changes, "the history says how the risk moved"
