import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from smsplan.reviews.models import Review
from smsplan.ui.parts import Pill
from smsplan.ui.tables import BaseTable, DayColumn, MomentColumn, PillColumn, ReferenceColumn, TitleColumn


def state_pill(review: Review) -> Pill:
    """The state in word and colour."""
    return Pill(str(review.get_state_display()), "green" if review.is_frozen else "grey")


class ReviewTable(BaseTable):
    """The review list's columns."""

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Title"))
    held_on = DayColumn(verbose_name=_("Date"))
    chair = tables.Column(verbose_name=_("Chair"), order_by="chair__full_name")
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))
    frozen_at = MomentColumn(verbose_name=_("Frozen"))
    pdf = tables.Column(verbose_name=_("PDF"), accessor="document__get_work_state_display", orderable=False)

    class Meta(BaseTable.Meta):
        order_by = ("-held_on", "-reference")
