import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from objectives import selectors, services
from objectives.models import Objective
from smsplan.ui.tables import BaseTable, DueColumn, ReferenceColumn, TitleColumn
from smsplan.ui.templatetags.ui import render_pill


class ObjectiveTable(BaseTable):
    """The list's columns. What depends on measurements is read for the page shown, once it is cut (see `prepare`)."""

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

    class Meta(BaseTable.Meta):
        order_by = ("-reference",)

    def prepare(self) -> None:
        """Read where the objectives of the shown page stand."""
        records = self.page.object_list.data
        self.views = {view.objective.pk: view for view in selectors.with_progress(records)}
        self.lacking = services.lacking(one.pk for one in records if one.state == Objective.State.DRAFT)

    def render_metric(self, record) -> SafeString | str:
        """What is measured, and the newest value against the target."""
        if record.target is None:
            return record.metric or "–"
        view = self.views[record.pk]
        return format_html(
            '<span>{} <span class="text-secondary">{}</span><br><span class="text-secondary">{}</span></span>',
            view.last_figure,
            _("of %(target)s") % {"target": view.target_figure},
            record.metric,
        )

    def render_progress(self, record) -> SafeString | str:
        """The verdict, once the objective was approved."""
        if record.state not in Objective.APPROVED_STATES:
            return "–"
        return render_pill(self.views[record.pk].pill)

    def render_state(self, record) -> SafeString:
        """The state; of a draft also how much it lacks to be SMART."""
        pill = render_pill(selectors.state_pill(record.state))
        lacks = len(self.lacking.get(record.pk, ()))
        if not lacks:
            return pill
        words = ngettext("%(count)d thing missing", "%(count)d things missing", lacks) % {"count": lacks}
        return format_html('<span>{}<br><span class="text-secondary">{}</span></span>', pill, words)
