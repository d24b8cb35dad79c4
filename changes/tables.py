import django_tables2 as tables
from django.db.models import Prefetch
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changes import states
from changes.models import Change, ChangeMilestone
from smsplan.context.models import Obligation, Practice, Service
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
from smsplan.ui.templatetags.ui import render_pill

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


def waiting_pill(change: Change) -> Pill | None:
    """That a change waits to be taken up by the Service Management Plan; nothing for any other."""
    return Pill(gettext("Waiting for the plan"), "orange") if change.awaits_plan else None


def signs_of(change: Change) -> list[Pill]:
    """What its state alone does not tell: that it was not effective, or waits for the plan."""
    not_effective = Pill(gettext("Not effective"), "red") if change.effective is False else None
    return [pill for pill in (not_effective, waiting_pill(change)) if pill is not None]


def milestones_only() -> Prefetch:
    """The milestones of changes, as far as `milestones_done` needs them."""
    return Prefetch("milestones", ChangeMilestone.objects.only("change", "done_on", "due"), to_attr="shown_milestones")


def milestones_done(change: Change) -> str:
    """How many of its milestones are reached; nothing for a change without any."""
    rows = change.shown_milestones
    if not rows:
        return ""
    done = sum(row.done_on is not None for row in rows)
    return gettext("%(done)d of %(all)d") % {"done": done, "all": len(rows)}


class StateColumn(PillColumn):
    """The state, and below it what it alone does not tell."""

    def render(self, value: str, record: Change) -> SafeString:
        """The pills."""
        return format_html_join(" ", "{}", ((render_pill(pill),) for pill in (state_pill(record), *signs_of(record))))


class ChangeTable(BaseTable):
    """The change list's columns."""

    hidden_at_first = (
        "planned_start", "effective", "plan", "services", "practices", "obligations", "follow_ups", "submitted_at",
        "approved_at", "implemented_at", "verified_at", "updated_at", "created_at",
    )  # fmt: skip
    needs = {
        name: Needs(fields=(name,))
        for name in ("submitted_at", "approved_at", "implemented_at", "verified_at", "updated_at", "created_at")
    } | {
        "services": Needs(linked=lambda: Prefetch("services", Service.objects.only("title"), to_attr="shown_services")),
        "practices": Needs(
            linked=lambda: Prefetch("practices", Practice.objects.only("title"), to_attr="shown_practices")
        ),
        "obligations": Needs(
            linked=lambda: Prefetch("obligations", Obligation.objects.only("title"), to_attr="shown_obligations")
        ),
        "milestones": Needs(linked=milestones_only),
        "follow_ups": Needs(
            linked=lambda: Prefetch(
                "follow_ups", Change.objects.only("reference", "follows"), to_attr="shown_follow_ups"
            )
        ),
    }

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Change"))
    significance = PillColumn(verbose_name=_("Significance"), pill=lambda value, record: significance_pill(record))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = StateColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record), attrs={"td": {}})
    planned_start = DayColumn(verbose_name=_("Planned start"))
    planned_end = DueColumn(
        verbose_name=_("Planned end"), open=lambda record: record.state in (states.APPROVED, states.IN_PROGRESS)
    )
    milestones = tables.Column(
        verbose_name=_("Milestones"), accessor="shown_milestones", orderable=False, attrs={"td": {"class": "nowrap"}}
    )
    effective = tables.Column(verbose_name=_("Effective"))
    plan = PillColumn(
        verbose_name=_("Plan"),
        accessor="awaits_plan",
        order_by=("-awaits_plan",),
        empty_values=(None, False),
        pill=lambda value, record: waiting_pill(record),
    )
    services = NamesColumn(verbose_name=_("Affected services"), accessor="shown_services")
    practices = NamesColumn(verbose_name=_("Affected practices"), accessor="shown_practices")
    obligations = NamesColumn(verbose_name=_("Affected obligations"), accessor="shown_obligations")
    follow_ups = tables.Column(verbose_name=_("Follow-ups"), accessor="shown_follow_ups", orderable=False)
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

    def render_milestones(self, record: Change) -> str:
        """How many are reached."""
        return milestones_done(record) or "–"

    def render_follow_ups(self, value: list[Change]) -> str:
        """Their references."""
        return ", ".join(change.reference for change in value) or "–"
