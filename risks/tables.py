import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from risks.models import CriteriaBook, Level, Opportunity, Risk
from risks.selectors import LEVEL_COLOURS
from smsplan.ui.parts import Pill
from smsplan.ui.tables import BaseTable, DueColumn, PillColumn, ReferenceColumn, TitleColumn

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


def level_pill(level: int | None) -> Pill | str:
    """A risk level in word and colour; a dash before there is one."""
    return Pill(str(Level(level).label), LEVEL_COLOURS[Level(level)]) if level else "–"


def state_pill(record) -> Pill:
    """A record's state in word and colour."""
    return Pill(str(type(record).State(record.state).label), STATE_COLOURS[record.state])


class RiskTable(BaseTable):
    """The risk list's columns."""

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Risk"))
    category = tables.Column(verbose_name=_("Category"), order_by="category__position")
    likelihood = tables.Column(verbose_name=_("Likelihood"))
    impact = tables.Column(verbose_name=_("Impact"))
    level = PillColumn(verbose_name=_("Level"), pill=lambda value, record: level_pill(record.level))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    review_date = DueColumn(verbose_name=_("Review"), open=lambda record: record.is_open)

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.book = CriteriaBook()

    def render_likelihood(self, record) -> str:
        """The step in the words of the criteria it was assessed under."""
        return self.book.of(record.criteria_id).likelihood_label(record.likelihood)

    def render_impact(self, record) -> str:
        """The step in the words of the criteria it was assessed under."""
        return self.book.of(record.criteria_id).impact_label(record.impact)


class OpportunityTable(BaseTable):
    """The opportunity list's columns."""

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Opportunity"))
    benefit = tables.Column(verbose_name=_("Benefit"))
    effort = tables.Column(verbose_name=_("Effort"))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    review_date = DueColumn(verbose_name=_("Review"), open=lambda record: record.is_open)

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)

    def render_benefit(self, record) -> str:
        """The benefit in words."""
        return record.get_benefit_display()

    def render_effort(self, record) -> str:
        """The effort in words."""
        return record.get_effort_display()
