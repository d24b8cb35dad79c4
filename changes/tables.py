import django_tables2 as tables
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from changes import states
from changes.models import Change
from smsplan.context.models import Practice, Service
from smsplan.ui.parts import Pill
from smsplan.ui.tables import (
    BaseTable,
    DayColumn,
    DueColumn,
    NamesColumn,
    Needs,
    PillColumn,
    ReferenceColumn,
    TitleColumn,
)  # fmt: skip

STATE_COLOURS = {
    states.DRAFT: "grey",
    states.SUBMITTED: "yellow",
    states.APPROVED: "blue",
    states.IN_PROGRESS: "blue",
    states.IMPLEMENTED: "orange",
    states.VERIFIED: "green",
    states.CLOSED: "green",
    states.REJECTED: "red",
    states.CANCELLED: "grey",
}


def state_pill(change: Change) -> Pill:
    """The state in word and colour."""
    return Pill(str(change.get_state_display()), STATE_COLOURS[change.state])


def significance_pill(change: Change) -> Pill:
    """The significance in word and colour."""
    significant = change.significance == Change.Significance.SIGNIFICANT
    return Pill(str(change.get_significance_display()), "orange" if significant else "grey")


class ChangeTable(BaseTable):
    """The change list's columns."""

    hidden_at_first = (
        "services", "practices", "submitted_at", "approved_at", "implemented_at", "verified_at", "updated_at",
        "created_at",
    )  # fmt: skip
    needs = {
        name: Needs(fields=(name,))
        for name in ("submitted_at", "approved_at", "implemented_at", "verified_at", "updated_at", "created_at")
    } | {
        "services": Needs(linked=lambda: Prefetch("services", Service.objects.only("title"), to_attr="shown_services")),
        "practices": Needs(
            linked=lambda: Prefetch("practices", Practice.objects.only("title"), to_attr="shown_practices")
        ),
    }

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Change"))
    significance = PillColumn(verbose_name=_("Significance"), pill=lambda value, record: significance_pill(record))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    planned_start = DayColumn(verbose_name=_("Planned start"))
    planned_end = DueColumn(
        verbose_name=_("Planned end"), open=lambda record: record.state in (states.APPROVED, states.IN_PROGRESS)
    )
    effective = tables.Column(verbose_name=_("Effective"))
    services = NamesColumn(verbose_name=_("Affected services"), accessor="shown_services")
    practices = NamesColumn(verbose_name=_("Affected practices"), accessor="shown_practices")
    submitted_at = DayColumn(verbose_name=_("Submitted"))
    approved_at = DayColumn(verbose_name=_("Approved"))
    implemented_at = DayColumn(verbose_name=_("Implemented"))
    verified_at = DayColumn(verbose_name=_("Verified"))
    updated_at = DayColumn(verbose_name=_("Last changed"))
    created_at = DayColumn(verbose_name=_("Created"))

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)

    def render_effective(self, value: bool) -> str:
        """Yes or no, once it was verified."""
        return _("Yes") if value else _("No")
