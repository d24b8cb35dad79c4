"""What the services of this room share."""

from django.utils.translation import gettext as _

from smsplan.records.services import NotAllowed


def not_in(record, *states: str) -> None:
    """Raises NotAllowed when the record is in one of `states`."""
    if record.state in states:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”; this is not possible any more.")
            % {"reference": record.reference, "state": record.get_state_display()}
        )
