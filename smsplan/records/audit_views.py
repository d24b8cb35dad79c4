"""The audit trail's page: who did what to which record, when and why."""

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.widgets import DateRangeWidget

from smsplan.accounts.models import User
from smsplan.audit.exports import detail_words, event_sheet
from smsplan.audit.models import Action, Event
from smsplan.audit.reasons import reason_words
from smsplan.records.views import RecordListPage
from smsplan.ui.forms import DateInput
from smsplan.ui.parts import Empty
from smsplan.ui.tables import BaseTable, MomentColumn


class Days(DateRangeWidget):
    """Two of the browser's date pickers: from and until."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets = [DateInput({"aria-label": label}) for label in (gettext_lazy("From"), gettext_lazy("Until"))]


class EventFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=gettext_lazy("Search"), method="search")
    action = django_filters.MultipleChoiceFilter(label=gettext_lazy("What"), choices=Action.choices)
    actor = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Who"), queryset=User.objects.only("full_name", "email")
    )
    at = django_filters.DateFromToRangeFilter(label=gettext_lazy("When"), widget=Days)

    class Meta:
        model = Event
        fields = ("q", "action", "actor", "at")

    def search(self, queryset, name, value):
        """Record, name at the time, or reason hold every word."""
        for word in value.split()[:8]:
            queryset = queryset.filter(
                Q(target_label__icontains=word) | Q(actor_name__icontains=word) | Q(reason__icontains=word)
            )
        return queryset


class EventTable(BaseTable):
    at = MomentColumn(verbose_name=gettext_lazy("When"))
    action = tables.Column(verbose_name=gettext_lazy("What"))
    actor_name = tables.Column(verbose_name=gettext_lazy("Who"))
    target_label = tables.Column(
        verbose_name=gettext_lazy("Record"), attrs={"td": {"class": "headline"}, "th": {"class": "headline"}}
    )
    reason = tables.Column(verbose_name=gettext_lazy("Reason"))
    detail = tables.Column(verbose_name=gettext_lazy("Detail"), orderable=False)

    class Meta(BaseTable.Meta):
        model = Event
        fields = ("at", "action", "actor_name", "target_label", "reason", "detail")

    def render_reason(self, value) -> str:
        """In the reader's language, where the application gave it."""
        return reason_words(value)

    def render_detail(self, record) -> str:
        """The detail in one line; sums are cut short, the export has them whole."""
        return detail_words(record, short=True) or "–"


class AuditTrail(RecordListPage):
    """Every audit event, newest first. Nobody can change or remove one."""

    permission = "audit.view_event"
    title = gettext_lazy("Audit trail")
    filterset_class = EventFilter
    table_class = EventTable
    export_name = "audit-trail"

    def get_queryset(self):
        return Event.objects.all()

    def get_sheets(self, queryset):
        return [event_sheet(queryset)]

    def get_empty(self) -> Empty:
        return Empty(
            title=_("No events yet"),
            text=_("Sign-ins, approvals, downloads and every other act leave an event here, for good."),
            clause=_("ISO/IEC 20000-1, 7.5: documented information is protected from change."),
        )
