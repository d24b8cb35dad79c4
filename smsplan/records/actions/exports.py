"""The table of actions, for downloads and evidence packs."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from smsplan.records.models import ActionItem
from smsplan.ui.exports import Sheet


def action_sheet(queryset: QuerySet[ActionItem] | None = None) -> Sheet:
    """Every action with the record it serves, what was done, and whether it worked."""
    rows = ActionItem.objects.order_by("reference") if queryset is None else queryset
    columns = [
        _("Reference"), _("Action"), _("Record"), _("How it is done"), _("Cause"), _("Owner"), _("Due date"), _("Cost"),
        _("Currency"), _("State"), _("Done on"), _("What was done"), _("Effectiveness"), _("What shows it"),
        _("Checked on"), _("Checked by"), _("Last changed"),
    ]  # fmt: skip
    linked = rows.select_related("owner", "checked_by").prefetch_related("target")
    return Sheet(
        "actions",
        _("Actions"),
        columns,
        (
            (
                row.reference,
                row.title,
                str(row.target),
                row.detail,
                row.cause,
                row.accountable,
                row.due,
                row.cost,
                row.currency if row.cost is not None else "",
                row.get_state_display(),
                row.done_on,
                row.outcome,
                row.get_effectiveness_display() if row.effectiveness else "",
                row.effectiveness_note,
                row.checked_on,
                row.checked_by,
                row.updated_at,
            )
            for row in linked.iterator(chunk_size=500)
        ),
    )
