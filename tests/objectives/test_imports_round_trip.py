"""What was exported and is imported again unmodified changes no objective, whatever it says and wherever it stands."""

import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from objectives import exports, services
from objectives.models import Direction, Frequency, Objective, Rule
from smsplan.context.models import Service
from smsplan.records.services import save_record
from tests.objectives.conftest import whole_fields
from tests.people import cast
from tests.records.round_trip import LANGUAGES, TEXT, TITLE, UNSHRUNK, comes_back_unchanged

FIGURE = st.none() | st.decimals(-(10**9), 10**9, places=4) | st.sampled_from([Decimal("1.125"), Decimal(1500)])
DAY = st.none() | st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))


class RoundTrip(TestCase):
    """Export, check, confirm: no row is new, updated or an error, and no history row is written."""

    @classmethod
    def setUpTestData(cls):
        cls.people = cast()
        make = cls.people.compliance
        cls.services = [save_record(Service(title=title), actor=make) for title in ("Mail, calendar; chat", "=Web")]
        approved = services.objective_create(
            actor=make, owner=cls.people.contributor, sponsor=cls.people.manager, **whole_fields()
        )
        services.objective_submit(objective=approved, actor=make)
        services.objective_approve(objective=approved, actor=cls.people.manager)

    @settings(max_examples=10, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
    @given(
        texts=st.tuples(TITLE, TEXT, TEXT, TEXT, TEXT),
        short=st.tuples(TEXT.map(lambda text: text[:30]), TEXT.map(lambda text: text[:120])),
        figures=st.tuples(FIGURE, FIGURE, st.none() | st.integers(0, 4)),
        choices=st.tuples(
            st.sampled_from(Rule.values), st.sampled_from(Frequency.values), st.sampled_from(["", *Direction.values])
        ),
        days=st.tuples(DAY, DAY).filter(lambda days: None in days or days[0] < days[1]),
        serves=st.lists(st.text("abc ,;", min_size=1, max_size=20).map(str.strip).filter(bool), max_size=3),
        linked=st.sets(st.integers(0, 1)),
        flags=st.tuples(st.booleans(), st.booleans()),
        languages=st.tuples(LANGUAGES, LANGUAGES),
    )
    def test_objectives(self, texts, short, figures, choices, days, serves, linked, flags, languages):
        services.objective_create(
            actor=self.people.compliance,
            title=texts[0], description=texts[1], activities=texts[2], measurement_approach=texts[3],
            evaluation=texts[4], unit=short[0], area=short[1], owner_role=short[1], for_whom=short[1],
            baseline=figures[0], target=figures[1], decimals=figures[2],
            rule=choices[0], frequency=choices[1], direction=choices[2], start_date=days[0], due_date=days[1],
            serves=serves, sms_wide=flags[0], sponsor=self.people.manager if flags[1] else None,
            owner=self.people.contributor if flags[1] else None,
            many={"services": [self.services[place] for place in linked]},
            rows={
                "committed": [{"kind": "budget", "description": short[1] or "-", "amount": Decimal("1.5")}],
                "milestones": [{"title": "Step", "due": datetime.date(2026, 3, 1), "expected": figures[1]}],
            },
        )  # fmt: skip
        comes_back_unchanged("objectives", exports.objective_sheet, Objective, self.people.compliance, *languages)
