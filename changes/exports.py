"""The change register's table, for downloads and evidence packs."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from changes.models import Change
from smsplan.ui.exports import Sheet


def sheets(*, queryset: QuerySet[Change] | None = None) -> list[Sheet]:
    """The change register: the plans, their decisions and their outcome."""
    changes = Change.objects.order_by("reference") if queryset is None else queryset
    columns = [
        _("Reference"), _("Change"), _("State"), _("Significance"), _("What is changing"), _("Why it is changing"),
        _("Owner"), _("Accountable role"), _("Planned start"), _("Planned end"), _("Resources required"),
        _("Risks and impacts"), _("Linked risks"), _("Communication"), _("Training"), _("Success criteria"),
        _("Affected services"), _("Affected practices"), _("Affected parts of the Service Management Plan"),
        _("Submitted by"), _("Submitted"), _("Approved by"), _("Approved"), _("Implemented by"), _("Implemented"),
        _("Verified by"), _("Verified"), _("Effective"), _("Evidence of verification"), _("Comments on the decision"),
        _("Last changed"),
    ]  # fmt: skip
    return [Sheet("changes", _("SMS change register"), columns, _rows(changes))]


def _rows(changes: QuerySet[Change]) -> Iterator[tuple]:
    whole = (
        changes.defer(None)
        .select_related(None)
        .select_related("owner", "submitted_by", "approved_by", "implemented_by", "verified_by")
    )
    for change in whole.prefetch_related("services", "practices", "risks").iterator(chunk_size=500):
        yield (
            change.reference,
            change.title,
            change.get_state_display(),
            change.get_significance_display(),
            change.description,
            change.purpose,
            change.owner,
            change.owner_role,
            change.planned_start,
            change.planned_end,
            change.resources,
            change.impacts,
            ", ".join(str(risk) for risk in change.risks.all()),
            change.communication,
            change.training,
            change.success_criteria,
            ", ".join(service.title for service in change.services.all()),
            ", ".join(practice.title for practice in change.practices.all()),
            change.smp_section_labels,
            change.submitted_by,
            change.submitted_at,
            change.approved_by,
            change.approved_at,
            change.implemented_by,
            change.implemented_at,
            change.verified_by,
            change.verified_at,
            change.effective,
            change.evidence,
            change.comments,
            change.updated_at,
        )
