"""The context's tables, for downloads and evidence packs."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from smsplan.context.models import Obligation, Practice, Service
from smsplan.ui.exports import Sheet


def service_sheet(queryset: QuerySet[Service] | None = None) -> Sheet:
    """The service portfolio."""
    rows = (Service.objects.all() if queryset is None else queryset).select_related("owner")
    columns = [
        _("Reference"), _("Service"), _("State"), _("Criticality"), _("Owner"), _("Customers"),
        _("Service level targets"), _("How it is governed"), _("How it is supported"), _("How it is improved"),
    ]  # fmt: skip
    return Sheet(
        "services",
        _("Service portfolio"),
        columns,
        (
            (
                row.reference, row.title, row.get_state_display(), row.get_criticality_display(), row.accountable,
                row.customers, row.targets, row.governed, row.supported, row.improved,
            )
            for row in rows
        ),
    )  # fmt: skip


def practice_sheet(queryset: QuerySet[Practice] | None = None) -> Sheet:
    """The service management practices."""
    rows = (Practice.objects.all() if queryset is None else queryset).select_related("owner")
    columns = [_("Reference"), _("Practice"), _("Clause"), _("Owner"), _("Purpose"), _("Quality criteria")]
    return Sheet(
        "practices",
        _("Practices"),
        columns,
        ((row.reference, row.title, row.clause, row.accountable, row.purpose, row.quality_criteria) for row in rows),
    )


def obligation_sheet(queryset: QuerySet[Obligation] | None = None) -> Sheet:
    """The obligations."""
    rows = (Obligation.objects.all() if queryset is None else queryset).select_related("owner")
    columns = [
        _("Reference"), _("Obligation"), _("Kind"), _("Issued by"), _("What it asks of us"), _("Owner"),
        _("Services"), _("Practices"),
    ]  # fmt: skip
    return Sheet(
        "obligations",
        _("Obligations"),
        columns,
        (
            (
                row.reference, row.title, row.get_kind_display(), row.issued_by, row.requirement, row.accountable,
                ", ".join(s.title for s in row.services.all()), ", ".join(p.title for p in row.practices.all()),
            )
            for row in rows.prefetch_related("services", "practices")
        ),
    )  # fmt: skip


def sheets(*, queryset: QuerySet | None = None) -> list[Sheet]:
    """All tables of the context."""
    return [service_sheet(), practice_sheet(), obligation_sheet()]
