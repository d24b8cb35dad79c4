import datetime
from collections.abc import Mapping

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.accounts.models import User
from smsplan.ui.parts import Pill
from smsplan.ui.tables import BaseTable, MomentColumn
from smsplan.ui.templatetags.ui import day, render_pill
from smsplan.ui.today import today


class ReaderTable(BaseTable):
    """Who has to acknowledge a version: whether they have, else by when."""

    always_shown = ("full_name",)

    full_name = tables.Column(
        verbose_name=gettext_lazy("Name"), attrs={"td": {"class": "headline"}, "th": {"class": "headline"}}
    )
    job_title = tables.Column(verbose_name=gettext_lazy("Job title"))
    roles = tables.Column(verbose_name=gettext_lazy("Roles"), accessor="role_names", orderable=False)
    state = tables.Column(
        verbose_name=gettext_lazy("Acknowledgement"),
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "nowrap"}},
    )
    due = tables.Column(
        verbose_name=gettext_lazy("Due"), empty_values=(), orderable=False, attrs={"td": {"class": "nowrap"}}
    )
    acknowledged_at = MomentColumn(verbose_name=gettext_lazy("Acknowledged"))

    class Meta(BaseTable.Meta):
        model = User
        fields = ("full_name", "job_title", "roles", "state", "due", "acknowledged_at")

    def __init__(self, *args, due_days: Mapping[int, datetime.date], **kwargs):
        super().__init__(*args, **kwargs)
        self.due_days = due_days

    def render_roles(self, value) -> str:
        """The roles in words; a dash for none."""
        return ", ".join(value) or "–"

    def render_state(self, record: User):
        """Given, overdue, or still missing."""
        if record.acknowledged_at is not None:
            return render_pill(Pill(_("Acknowledged"), "green"))
        due = self.due_days.get(record.pk)
        if due is not None and due < today():
            return render_pill(Pill(_("Overdue"), "red"))
        return render_pill(Pill(_("Still missing"), "yellow"))

    def render_due(self, record: User) -> str:
        """By when; a dash for who has."""
        return "–" if record.acknowledged_at is not None else day(self.due_days.get(record.pk))
