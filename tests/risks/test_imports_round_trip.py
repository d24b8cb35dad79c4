"""What was exported and is imported again unmodified changes nothing, whatever the texts."""

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from risks import exports
from risks.models import Acceptance, Assessment, Category, Opportunity, Risk
from risks.services import risk_assess, risk_create
from risks.services.updates import opportunity_create
from smsplan.context.models import Practice, Service
from smsplan.records.services import save_record
from smsplan.ui.exports import as_xlsx
from tests.people import cast
from tests.records.importing import checked, confirmed
from tests.records.round_trip import LANGUAGES, TEXT, TITLE, UNSHRUNK, comes_back_unchanged

STEP = st.integers(1, 3)


class RoundTrip(TestCase):
    """Export, check, confirm: no row is new, updated or an error, and no history row is written."""

    @classmethod
    def setUpTestData(cls):
        cls.people = cast()
        make = cls.people.compliance
        cls.services = [
            save_record(Service(title=title), actor=make) for title in ("Mail, calendar; chat", "Mail", "=Web")
        ]
        cls.practices = [save_record(Practice(title=title), actor=make) for title in ("Incident", "Change, release")]

    @settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
    @given(
        texts=st.tuples(TITLE, TEXT, TEXT, TEXT, TEXT),
        step=st.tuples(STEP, STEP),
        residual=st.none() | st.tuples(STEP, STEP),
        linked=st.tuples(st.sets(st.integers(0, 2)), st.sets(st.integers(0, 1))),
        category=st.integers(0, 10),
        role=TEXT.map(lambda text: text[:120]),
        strategy=st.sampled_from(["", *Risk.Strategy.values]),
        languages=st.tuples(LANGUAGES, LANGUAGES),
    )
    def test_risks(self, texts, step, residual, linked, category, role, strategy, languages):
        title, treatment, cause, consequence, customers = texts
        risk = risk_create(
            actor=self.people.compliance,
            title=title, treatment=treatment, cause=cause, consequence=consequence, customer_impact=customers,
            likelihood=step[0], impact=step[1], owner_role=role, strategy=strategy,
            owner=self.people.contributor if len(title) % 2 else None,
            category=Category.objects.all()[category],
            many={
                "services": [self.services[place] for place in linked[0]],
                "practices": [self.practices[place] for place in linked[1]],
            },
        )  # fmt: skip
        if residual:
            risk_assess(
                risk=risk, kind="residual", likelihood=residual[0], impact=residual[1], actor=self.people.compliance
            )
        save_record(Risk(title="Not assessed"), actor=self.people.compliance)
        assessments = Assessment.objects.count()
        comes_back_unchanged("risks", exports.risk_sheet, Risk, self.people.compliance, *languages)
        assert Assessment.objects.count() == assessments and not Acceptance.objects.exists()

    @settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
    @given(
        texts=st.tuples(TITLE, TEXT, TEXT),
        scale=st.none() | st.tuples(STEP, STEP),
        languages=st.tuples(LANGUAGES, LANGUAGES),
    )
    def test_opportunities(self, texts, scale, languages):
        opportunity_create(
            actor=self.people.compliance, title=texts[0], description=texts[1], benefit_note=texts[2],
            benefit=scale and scale[0], effort=scale and scale[1], many={"services": self.services[:2]},
        )  # fmt: skip
        comes_back_unchanged(
            "opportunities", exports.opportunity_sheet, Opportunity, self.people.compliance, *languages
        )


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_closed_risk_comes_through_unchanged(people, language, risk):
    from risks.services import risk_close

    risk_close(risk=risk, actor=people.compliance, reason="=Over")
    revision = Risk.objects.get().revision
    with translation.override(language):
        content = as_xlsx([exports.risk_sheet()])
    run = confirmed(checked("risks", "r.xlsx", content, people.compliance))
    assert run.result == {"new": 0, "updated": 0, "unchanged": 1, "skipped": 0}
    assert Risk.objects.get().revision == revision
