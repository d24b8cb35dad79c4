import django_tables2 as tables
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from risks.models import CriteriaBook, Level, Opportunity, Risk, RiskCriteria
from risks.selectors import LEVEL_COLOURS
from smsplan.context.models import Practice, Service
from smsplan.records.models import ActionItem
from smsplan.ui.parts import Pill
from smsplan.ui.tables import (
    BaseTable,
    DayColumn,
    DueColumn,
    NamesColumn,
    Needs,
    NumberColumn,
    PillColumn,
    ReferenceColumn,
    TitleColumn,
)  # fmt: skip
from smsplan.ui.templatetags.ui import render_pill

STATE_COLOURS = {
    Risk.State.PROPOSED: "orange",
    Risk.State.IDENTIFIED: "grey",
    Risk.State.ASSESSED: "blue",
    Risk.State.TREATED: "orange",
    Risk.State.MONITORED: "green",
    Risk.State.CLOSED: "grey",
    Risk.State.MERGED: "grey",
    Opportunity.State.EVALUATED: "blue",
    Opportunity.State.CONVERTED: "green",
    Opportunity.State.DECLINED: "grey",
}


def level_pill(level: int | None, criteria: RiskCriteria | None = None) -> Pill | str:
    """A risk level in word and in the colour that `criteria` give it; a dash before there is one."""
    if not level:
        return "–"
    return Pill(str(Level(level).label), criteria.colour(level) if criteria else LEVEL_COLOURS[Level(level)])


def state_pill(record) -> Pill:
    """A record's state in word and colour."""
    return Pill(str(type(record).State(record.state).label), STATE_COLOURS[record.state])


#: What the columns of linked records read, in one query a page each.
LINKED = {
    "services": Needs(linked=lambda: Prefetch("services", Service.objects.only("title"), to_attr="shown_services")),
    "practices": Needs(linked=lambda: Prefetch("practices", Practice.objects.only("title"), to_attr="shown_practices")),
    "actions_open": Needs(
        linked=lambda: Prefetch(
            "actions", ActionItem.objects.open().only("target_type", "target_id"), to_attr="open_actions"
        )
    ),
}


class RegisterTable(BaseTable):
    """The columns that risks and opportunities both offer."""

    services = NamesColumn(verbose_name=_("Services"), accessor="shown_services")
    practices = NamesColumn(verbose_name=_("Practices"), accessor="shown_practices")
    actions_open = NumberColumn(verbose_name=_("Open actions"), accessor="open_actions", orderable=False)
    reviewed_on = DayColumn(verbose_name=_("Last reviewed"))
    updated_at = DayColumn(verbose_name=_("Last changed"))
    created_at = DayColumn(verbose_name=_("Created"), order_by="pk")

    def render_actions_open(self, value) -> str:
        """How many actions are still to be done."""
        return str(len(value))


class RiskTable(RegisterTable):
    """The risk list's columns. `book` spares the page reading the criteria twice."""

    hidden_at_first = (
        "source", "inherent", "residual", "target", "strategy", "accepted_until", "services", "practices",
        "actions_open", "reviewed_on", "updated_at", "created_at",
    )  # fmt: skip
    needs = LINKED | {
        name: Needs(fields=(name,))
        for name in ("source", "strategy", "accepted_until", "reviewed_on", "updated_at", "created_at")
    } | {
        name: Needs(joins=(name,), fields=(f"{name}__level", f"{name}__criteria"))
        for name in ("inherent", "residual", "target")
    }  # fmt: skip

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Risk"))
    category = tables.Column(verbose_name=_("Category"), order_by="category__position")
    source = tables.Column(verbose_name=_("Source"))
    likelihood = tables.Column(verbose_name=_("Likelihood"))
    impact = tables.Column(verbose_name=_("Impact"))
    level = tables.Column(verbose_name=_("Level"), attrs={"td": {"class": "nowrap"}})
    # The level that counts can be sorted by; these three stand in rows of their own, and ten thousand of them would be
    # looked up for one page.
    inherent = tables.Column(verbose_name=_("Inherent level"), orderable=False, attrs={"td": {"class": "nowrap"}})
    residual = tables.Column(verbose_name=_("Residual level"), orderable=False, attrs={"td": {"class": "nowrap"}})
    target = tables.Column(verbose_name=_("Target level"), orderable=False, attrs={"td": {"class": "nowrap"}})
    strategy = tables.Column(verbose_name=_("Strategy"))
    accepted_until = DayColumn(verbose_name=_("Accepted until"))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    review_date = DueColumn(verbose_name=_("Review"), open=lambda record: record.is_open)

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)
        sequence = (
            "reference", "title", "category", "source", "likelihood", "impact", "level", "inherent", "residual",
            "target", "strategy", "accepted_until", "owner", "state", "review_date", "...",
        )  # fmt: skip

    def __init__(self, *args, book: CriteriaBook | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.book = book or CriteriaBook()

    def render_likelihood(self, record) -> str:
        """The step in the words of the criteria it was assessed under."""
        return self.book.of(record.criteria_id).likelihood_label(record.likelihood)

    def render_impact(self, record) -> str:
        """The step in the words of the criteria it was assessed under."""
        return self.book.of(record.criteria_id).impact_label(record.impact)

    def render_level(self, record) -> str:
        """The level that counts, in word and colour."""
        return render_pill(level_pill(record.level, self.book.of(record.criteria_id)))

    def render_inherent(self, value) -> str:
        """The level without treatment."""
        return render_pill(level_pill(value.level, self.book.of(value.criteria_id)))

    def render_residual(self, value) -> str:
        """The level as it stands."""
        return render_pill(level_pill(value.level, self.book.of(value.criteria_id)))

    def render_target(self, value) -> str:
        """The level once treatment is done."""
        return render_pill(level_pill(value.level, self.book.of(value.criteria_id)))


class OpportunityTable(RegisterTable):
    """The opportunity list's columns."""

    hidden_at_first = ("services", "practices", "actions_open", "reviewed_on", "updated_at", "created_at")
    needs = LINKED

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Opportunity"))
    benefit = tables.Column(verbose_name=_("Benefit"))
    effort = tables.Column(verbose_name=_("Effort"))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    review_date = DueColumn(verbose_name=_("Review"), open=lambda record: record.is_open)

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)
        sequence = ("reference", "title", "benefit", "effort", "owner", "state", "review_date", "...")

    def render_benefit(self, record) -> str:
        """The benefit in words."""
        return record.get_benefit_display()

    def render_effort(self, record) -> str:
        """The effort in words."""
        return record.get_effort_display()
