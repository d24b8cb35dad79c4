import django_tables2 as tables
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from objectives import selectors, services
from objectives.models import PLAN_FIELDS, Objective
from risks.models import Risk
from smsplan.context.models import Service
from smsplan.records.models import ActionItem
from smsplan.ui.escaping import escaped
from smsplan.ui.tables import (
    BaseTable,
    DayColumn,
    DueColumn,
    NamesColumn,
    Needs,
    NumberColumn,
    ReferenceColumn,
    TitleColumn,
)  # fmt: skip
from smsplan.ui.templatetags.ui import render_pill


class ObjectiveTable(BaseTable):
    """The list's columns. What depends on measurements is read for the page shown, once it is cut (see `prepare`)."""

    hidden_at_first = (
        "baseline", "target", "forecast", "rule", "frequency", "sponsor", "start_date", "services", "serves", "risks",
        "actions_open", "approved_at", "closed_on", "updated_at", "created_at",
    )  # fmt: skip
    needs = {
        name: Needs(fields=(name,))
        for name in ("frequency", "start_date", "serves", "approved_at", "closed_on", "updated_at", "created_at")
    } | {
        "sponsor": Needs(joins=("sponsor",), fields=("sponsor__full_name", "sponsor__email")),
        "forecast": Needs(fields=PLAN_FIELDS),
        "services": Needs(linked=lambda: Prefetch("services", Service.objects.only("title"), to_attr="shown_services")),
        "risks": Needs(
            linked=lambda: Prefetch("risks", Risk.objects.open().only("reference"), to_attr="open_risks"),
        ),
        "actions_open": Needs(
            linked=lambda: Prefetch(
                "actions", ActionItem.objects.open().only("target_type", "target_id"), to_attr="open_actions"
            )
        ),
    }

    reference = ReferenceColumn(verbose_name=gettext_lazy("Reference"))
    title = TitleColumn(verbose_name=gettext_lazy("Objective"))
    area = tables.Column(verbose_name=gettext_lazy("Area"))
    metric = tables.Column(verbose_name=gettext_lazy("Metric"), empty_values=(), attrs={"td": {"class": "roomy"}})
    progress = tables.Column(verbose_name=gettext_lazy("Progress"), empty_values=(), orderable=False)
    owner = tables.Column(
        verbose_name=gettext_lazy("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role")
    )
    state = tables.Column(verbose_name=gettext_lazy("State"))
    due_date = DueColumn(verbose_name=gettext_lazy("Due"), open=lambda record: record.state == Objective.State.APPROVED)

    baseline = tables.Column(verbose_name=gettext_lazy("Baseline"), attrs={"td": {"class": "nowrap"}})
    target = tables.Column(verbose_name=gettext_lazy("Target"), attrs={"td": {"class": "nowrap"}})
    forecast = tables.Column(
        verbose_name=gettext_lazy("Forecast"), empty_values=(), orderable=False, attrs={"td": {"class": "roomy"}}
    )
    rule = tables.Column(verbose_name=gettext_lazy("Evaluation rule"))
    frequency = tables.Column(verbose_name=gettext_lazy("Review frequency"))
    sponsor = tables.Column(verbose_name=gettext_lazy("Sponsor"), order_by=("sponsor__full_name",))
    start_date = DayColumn(verbose_name=gettext_lazy("Start"))
    services = NamesColumn(verbose_name=gettext_lazy("Services"), accessor="shown_services")
    serves = tables.Column(verbose_name=gettext_lazy("Serves"), orderable=False, attrs={"td": {"class": "roomy"}})
    risks = NumberColumn(verbose_name=gettext_lazy("Open risks"), accessor="open_risks", orderable=False)
    actions_open = NumberColumn(verbose_name=gettext_lazy("Open actions"), accessor="open_actions", orderable=False)
    approved_at = DayColumn(verbose_name=gettext_lazy("Approved"))
    closed_on = DayColumn(verbose_name=gettext_lazy("Closed"))
    updated_at = DayColumn(verbose_name=gettext_lazy("Last changed"))
    created_at = DayColumn(verbose_name=gettext_lazy("Created"))

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)
        sequence = (
            "reference", "title", "area", "metric", "baseline", "target", "progress", "forecast", "rule", "frequency",
            "owner", "sponsor", "state", "start_date", "due_date", "...",
        )  # fmt: skip

    def prepare(self) -> None:
        """Read where the objectives of the shown page stand, and what drafts lack."""
        records = self.page.object_list.data
        if self.columns["forecast"].visible:
            self.views = {view.objective.pk: view for view in selectors.with_progress(records)}
            self.standings = {key: selectors.Standing.of(view) for key, view in self.views.items()}
        else:
            self.standings = selectors.standings(one.pk for one in records)
        self.lacking = services.lacking(one.pk for one in records if one.state == Objective.State.DRAFT)

    def render_metric(self, record) -> SafeString | str:
        """What is measured, and the newest value against the target."""
        if record.target is None:
            return record.metric or "–"
        target = selectors.target_figure(record)
        last = self.standings[record.pk].last
        if last is not None:
            target = _("of %(target)s") % {"target": target}
        last = "" if last is None else selectors.figure_of(record, last)
        return SafeString(
            f'<span>{escaped(last)} <span class="text-secondary">{escaped(target)}</span><br>'
            f'<span class="text-secondary">{escaped(record.metric)}</span></span>'
        )

    def render_baseline(self, record) -> str:
        """The value at the start, with its unit."""
        return selectors.figure_of(record, record.baseline)

    def render_target(self, record) -> str:
        """The target with its direction and unit."""
        return selectors.target_figure(record)

    def render_forecast(self, record) -> str:
        """Where it leads, with the range; a dash without a forecast."""
        return self.views[record.pk].forecast_figure or "–"

    def render_rule(self, record) -> str:
        """The rule in words."""
        return record.get_rule_display()

    def render_frequency(self, record) -> str:
        """How often it is measured, in words."""
        return record.get_frequency_display()

    def render_serves(self, value) -> str:
        """Priorities and statements, one after the other."""
        return "; ".join(value) or "–"

    def render_risks(self, value) -> str:
        """How many risks to it are open."""
        return str(len(value))

    def render_actions_open(self, value) -> str:
        """How many actions are still to be done."""
        return str(len(value))

    def render_progress(self, record) -> SafeString | str:
        """The verdict, once the objective was approved."""
        if record.state not in Objective.APPROVED_STATES:
            return "–"
        return render_pill(selectors.verdict_pill(self.standings[record.pk].verdict))

    def render_state(self, record) -> SafeString:
        """The state; of a draft also how much it lacks to be SMART."""
        pill = render_pill(selectors.state_pill(record.state))
        lacks = len(self.lacking.get(record.pk, ()))
        if not lacks:
            return pill
        words = ngettext("%(count)d thing missing", "%(count)d things missing", lacks) % {"count": lacks}
        return format_html('<span>{}<br><span class="text-secondary">{}</span></span>', pill, words)
