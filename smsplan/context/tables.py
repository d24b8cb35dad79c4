import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from smsplan.context.models import Service
from smsplan.ui.parts import Pill
from smsplan.ui.tables import BaseTable, PillColumn, ReferenceColumn, TitleColumn

CRITICALITY_COLOURS = {"low": "grey", "medium": "blue", "high": "orange", "critical": "red"}
STATE_COLOURS = {Service.State.PLANNED: "blue", Service.State.LIVE: "green", Service.State.RETIRED: "grey"}


def state_pill(service: Service) -> Pill:
    """The service's state."""
    return Pill(str(service.get_state_display()), STATE_COLOURS[service.state])


class ServiceTable(BaseTable):
    """The service list's columns."""

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Service"))
    criticality = PillColumn(
        verbose_name=_("Criticality"),
        pill=lambda value, record: Pill(str(record.get_criticality_display()), CRITICALITY_COLOURS[record.criticality]),
    )
    customers = tables.Column(verbose_name=_("Customers"))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
    state = PillColumn(verbose_name=_("State"), pill=lambda value, record: state_pill(record))


class PracticeTable(BaseTable):
    """The practice list's columns."""

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Practice"))
    clause = tables.Column(verbose_name=_("Clause"))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))


class ObligationTable(BaseTable):
    """The obligation list's columns."""

    reference = ReferenceColumn(verbose_name=_("Reference"))
    title = TitleColumn(verbose_name=_("Obligation"))
    kind = tables.Column(verbose_name=_("Kind"))
    issued_by = tables.Column(verbose_name=_("Issued by"))
    owner = tables.Column(verbose_name=_("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role"))
