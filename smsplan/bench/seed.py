"""Fills an empty database with a large register, quickly: rows that pages read, not rows that acts have made.

Deterministic: the same scale gives the same rows, but for dates, which are counted from today.
"""

import datetime
import random
from collections.abc import Callable
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from changes.models import Change, ChangeMilestone, ChangeResource, Communication, Criterion, Impact, Training
from objectives.models import Measurement, Objective
from risks import scoring
from risks.models import Assessment, Category, Opportunity, Risk, RiskCriteria
from smp.models import Section, Version
from smsplan.accounts.models import User
from smsplan.bench import words
from smsplan.bench.maker import BATCH, Maker
from smsplan.bench.trail import write_events, write_history
from smsplan.bench.versions import begin_draft, put_in_force
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import ActionItem, Counter
from smsplan.reviews.models import Review

RISKS = 10_000
OPPORTUNITIES = 500
OBJECTIVES = 500
PERIODS = 60
CHANGES = 200
#: Days over which changes begin, the last of them to come.
YEARS = (730, 120)
#: Of so many risks one is a proposal that waits, and of so many actions one is done and not yet checked.
WAITING, UNCHECKED = 100, 60
REVIEWS = 12
#: What the trail is written of, with the values of objectives and the plan.
REGISTERS = (Risk, Opportunity, Objective, Change, Service, Practice, Obligation, Review)


def seed(
    scale: float = 1, say: Callable[[str], None] = lambda text: None, *, others: float | None = None
) -> dict[str, int]:
    """Fill the database; `scale` 1 is 10,000 risks. Returns rows per model. Raises ValueError when it is not empty.

    `others` is another scale for all but people, context, risks and opportunities.
    """
    if User.objects.exists():
        raise ValueError("The database is not empty; the benchmark has a database of its own.")
    with transaction.atomic():
        maker = Register(random.Random(20000), scale)
        for part in (maker.context, maker.risks, maker.objectives, maker.changes, maker.plan, maker.reviews):
            say(part.__name__.capitalize())
            if others is not None and part == maker.objectives:
                maker.scale = others
            part()
        say("History")
        for model in (*REGISTERS, Measurement, Version, Section):
            write_history(model, saves=1 if model is Measurement else 3)
        for model in (Version, Section):
            write_history(model, saves=3)
            write_events(model)
        maker.count()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        model._meta.label: model._base_manager.count()
        for model in (User, Service, Risk, Assessment, Risk.history.model, Objective, Measurement, Change)
    }


class Register(Maker):
    """The registers on top of the context."""

    def risks(self) -> None:
        """Risks with inherent and, mostly, residual assessments; opportunities."""
        categories = list(Category.objects.all())
        choose = self.random.choice
        # Merged ones need a successor, and there are few; what is proposed does not wait for long.
        states = [state for state in Risk.State.values if state not in {Risk.State.MERGED, Risk.State.PROPOSED}]
        states += [Risk.State.TREATED, Risk.State.MONITORED, Risk.State.MONITORED]
        rows = self.create(
            Risk,
            RISKS,
            lambda n: {
                "title": self.sentence(),
                "cause": self.sentence(),
                "consequence": self.sentence(),
                "customer_impact": self.sentence(),
                "treatment": self.sentence(),
                "category": choose(categories),
                "source": choose(Risk.Source.values),
                "state": Risk.State.PROPOSED if n % WAITING == 0 else choose(states),
                "strategy": choose(Risk.Strategy.values),
                "review_date": self.today + datetime.timedelta(days=self.random.randint(-60, 300)),
            },
        )
        self.link(Risk, "services", rows, self.services, 2)
        self.link(Risk, "practices", rows, self.practices, 1)
        self.link(Risk, "obligations", rows, self.obligations, 1)
        self._assess(rows)
        opportunities = self.create(
            Opportunity,
            OPPORTUNITIES,
            lambda n: {
                "title": self.sentence(),
                "description": self.sentence(),
                "state": choose(Opportunity.State.values),
                "benefit": n % 3 + 1,
                "effort": n % 2 + 1,
            },
        )
        self.link(Opportunity, "services", opportunities, self.services, 1)
        self._act(rows)

    def _assess(self, risks: list[Risk]) -> None:
        criteria = RiskCriteria.in_force()
        rows = []
        for risk in risks:
            if risk.state in {Risk.State.PROPOSED, Risk.State.IDENTIFIED}:
                continue
            kinds = ["inherent", "residual"] if self.random.random() < 0.7 else ["inherent"]
            for age, kind in enumerate(kinds):
                # High likelihood and impact are rarer than low ones.
                likelihood, impact = (min(self.random.randint(1, 3), self.random.randint(1, 3)) for _ in range(2))
                rows.append(
                    Assessment(
                        risk=risk,
                        kind=kind,
                        likelihood=likelihood,
                        impact=impact,
                        level=scoring.level_of(criteria.cells, likelihood, impact),
                        criteria=criteria,
                        rationale=self.sentence(),
                        assessor=self.compliance,
                        created_at=risk.created_at + datetime.timedelta(days=age * 2),
                    )
                )
        Assessment.objects.bulk_create(rows, batch_size=BATCH)
        with connection.cursor() as cursor:
            # Once for each risk: every write of one keeps all its indexes.
            cursor.execute(
                "UPDATE risks_risk SET inherent_id = i.id, residual_id = r.id,"
                " likelihood = COALESCE(r.likelihood, i.likelihood), impact = COALESCE(r.impact, i.impact),"
                " level = COALESCE(r.level, i.level), criteria_id = COALESCE(r.criteria_id, i.criteria_id)"
                " FROM risks_assessment i LEFT JOIN risks_assessment r ON r.risk_id = i.risk_id AND r.kind = 'residual'"
                " WHERE i.risk_id = risks_risk.id AND i.kind = 'inherent'"
            )

    def _act(self, risks: list[Risk]) -> None:
        kind = ContentType.objects.get_for_model(Risk)
        states = [ActionItem.State.PLANNED, ActionItem.State.IN_PROGRESS, ActionItem.State.DONE]
        targets = [*risks[:5], *(risk for risk in risks[5:] if risk.state == Risk.State.TREATED)]
        ActionItem.objects.bulk_create(
            [
                ActionItem(
                    **self.common(ActionItem, number),
                    target_type=kind,
                    target_id=risk.pk,
                    title=self.sentence(),
                    state=states[number % 3],
                    done_on=self.today if number % 3 == 2 else None,
                    effectiveness="effective" if number % 3 == 2 and number % UNCHECKED != 2 else "",
                    due=self.today + datetime.timedelta(days=number % 120 - 20),
                )
                for number, risk in enumerate(targets, start=1)
            ],
            batch_size=BATCH,
        )

    def objectives(self) -> None:
        """Objectives of five years with a value each month."""
        start = _first_of_month(self.today, -PERIODS)
        due = _first_of_month(self.today, 6) - datetime.timedelta(days=1)
        rows = self.create(
            Objective,
            OBJECTIVES,
            lambda n: (
                {
                    "title": self.sentence(),
                    "area": words.practice(n),
                    "metric": "Availability",
                    "unit": "%",
                    "baseline": Decimal(90),
                    "target": Decimal(99),
                    "direction": "at_least",
                    "rule": "latest" if n % 2 else "average",
                    "frequency": "monthly",
                    "start_date": start,
                    "due_date": due,
                    "sponsor": self.manager,
                    "alignment": self.sentence(),
                    "achievable": self.sentence(),
                    "resources": self.sentence(),
                    "activities": self.sentence(),
                    "state": "draft" if n % 10 == 3 else "approved",
                    "submitted_by": self.compliance,
                    "submitted_at": self.now,
                    "approved_by": self.manager,
                    "approved_at": self.now,
                }
                # Who looks has one of their own, however few there are.
                | ({"owner": self.compliance} if n == 1 else {})
            ),
        )
        self.link(Objective, "services", rows, self.services, 1)
        months = [(_first_of_month(start, n), _first_of_month(start, n + 1)) for n in range(PERIODS)]
        Measurement.objects.bulk_create(
            (
                Measurement(
                    objective=objective,
                    period_start=first,
                    period_end=following - datetime.timedelta(days=1),
                    value=Decimal(90 + number // 8) + Decimal(self.random.randint(0, 200)) / 100,
                    measured_by=self.compliance,
                )
                for objective in rows
                for number, (first, following) in enumerate(months)
            ),
            batch_size=BATCH,
        )

    def changes(self) -> None:
        """SMS changes in all states that need no evidence."""
        texts = ("title", "description", "purpose", "resources", "impacts", "communication", "training")
        states = ("draft", "submitted", "approved", "in_progress", "implemented", "cancelled")
        rows = self.create(
            Change,
            CHANGES,
            lambda n: (
                {text: self.sentence()[:200] for text in texts}
                | {
                    # Rows belong to drafts only, in the database as well.
                    "state": "draft",
                    "significance": "significant" if n % 3 else "minor",
                    "planned_start": (start := self.today + datetime.timedelta(days=YEARS[1] - n * 37 % YEARS[0])),
                    "planned_end": start + datetime.timedelta(days=20 + n % 60),
                    "submitted_by": self.compliance,
                    "submitted_at": self.now,
                    "approved_by": self.manager,
                    "approved_at": self.now,
                }
            ),
        )
        self.link(Change, "services", rows, self.services, 2)
        self._plans_of_changes(rows)
        for number, state in enumerate(states):
            Change.objects.filter(pk__in=[row.pk for row in rows[number :: len(states)]]).update(state=state)
            for row in rows[number :: len(states)]:
                row.state = state

    def _plans_of_changes(self, changes: list[Change]) -> None:
        """Rows of each part: two resources, impacts, communications, trainings, criteria and milestones."""
        for kind, fields in (
            (ChangeResource, lambda: {"kind": "people", "description": self.sentence()[:200], "unit": "days"}),
            (Impact, lambda: {"description": self.sentence()[:300]}),
            (Communication, lambda: {"audience": "All", "message": self.sentence()[:300]}),
            (Training, lambda: {"audience": "All", "topic": self.sentence()[:300]}),
            (Criterion, lambda: {"description": self.sentence()[:300]}),
            (ChangeMilestone, lambda: {"title": self.sentence()[:200]}),
        ):
            dated = any(field.name == "due" for field in kind._meta.fields)
            kind.objects.bulk_create(
                (
                    kind(change=change, **fields(), **({"due": _within(change, number)} if dated else {}))
                    for change in changes
                    for number in range(2)
                ),
                batch_size=BATCH,
            )

    def plan(self) -> None:
        """A version of the plan in force that the registers have moved away from, and a draft of the next."""
        begin_draft(self, after=put_in_force(self))

    def reviews(self) -> None:
        """Management reviews, not frozen: a frozen one has its document."""
        rows = self.create(
            Review,
            REVIEWS,
            lambda n: {
                "title": f"Management review {n}",
                "held_on": self.today - datetime.timedelta(days=30 * n),
                "chair": self.manager,
                "decisions": f"<p>{self.sentence()}</p>",
            },
        )
        self.link(Review, "attendees", rows, self.people, 4)

    def count(self) -> None:
        """Let the next record of each kind have the next reference."""
        Counter.objects.bulk_create(
            Counter(prefix=model.PREFIX, last=model.objects.count()) for model in (*REGISTERS, ActionItem)
        )


def _within(change: Change, number: int) -> datetime.date:
    """A day in the time of a change."""
    return change.planned_start + (change.planned_end - change.planned_start) * (number + 1) // 3


def _first_of_month(day: datetime.date, months: int) -> datetime.date:
    month = day.year * 12 + day.month - 1 + months
    return datetime.date(month // 12, month % 12 + 1, 1)
