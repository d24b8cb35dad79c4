from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.translation import gettext as _

from smp.models import Section, Version
from smsplan.records.services import NotAllowed, save_record


def save(
    record: Version | Section, *, actor, reason: str = "", many: Mapping[str, Iterable[Model]] | None = None
) -> None:
    """Save a version or a section, with its many-to-many fields `many`, as one history row, and say who did.

    Raises ValidationError.
    """
    record.updated_by = actor
    save_record(record, actor=actor, reason=reason, many=many)


def only_draft(version: Version) -> None:
    """Raises NotAllowed unless the version's text may still change."""
    if not version.is_draft:
        raise NotAllowed(
            _("%(version)s is “%(state)s”; its text cannot be changed.")
            % {"version": version, "state": version.get_state_display()}
        )
