import django_tables2 as tables
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from smsplan.evidence.models import Pack
from smsplan.ui.parts import Pill
from smsplan.ui.tables import BaseTable, MomentColumn, PillColumn, ReferenceColumn, TitleColumn

COLOURS = {
    Pack.Progress.QUEUED: "grey",
    Pack.Progress.RUNNING: "blue",
    Pack.Progress.READY: "green",
    Pack.Progress.FAILED: "red",
}


def state_pill(pack: Pack) -> Pill:
    """The pack's state in words and colour."""
    return Pill(pack.get_work_state_display(), COLOURS[pack.work_state])


class PackTable(BaseTable):
    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Purpose"))
    work_state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    requested_by = tables.Column(verbose_name=_("Requested by"), order_by="requested_by__full_name")
    requested_at = MomentColumn(verbose_name=_("Requested"))
    built_at = MomentColumn(verbose_name=_("State of the registers"))
    size = tables.Column(verbose_name=_("Size"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    class Meta(BaseTable.Meta):
        model = Pack
        fields = ("reference", "title", "work_state", "requested_by", "requested_at", "built_at", "size")

    def render_size(self, value) -> str:
        """The size in words; a dash before there is a file."""
        return filesizeformat(value) if value else "–"
