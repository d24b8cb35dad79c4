"""How strict controls must be, given the risks (the guide's "Risk Management and Clause 8 Integration"): pure rules."""

from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks.scoring import Level


class Stringency(IntEnum):
    """How strict the controls of a practice or a service are, least strict first."""

    STANDARD = 1
    REINFORCED = 2
    STRICT = 3


LABELS = {
    Stringency.STANDARD: gettext_lazy("Standard"),
    Stringency.REINFORCED: gettext_lazy("Reinforced"),
    Stringency.STRICT: gettext_lazy("Strict"),
}
COLOURS = {Stringency.STANDARD: "green", Stringency.REINFORCED: "yellow", Stringency.STRICT: "red"}


def stringency_of(level: int | None) -> Stringency:
    """The stringency that follows from the highest present level of the open risks; None for no assessed risk.

    Raises ValueError for a level that does not exist.
    """
    if level is None or Level(level) == Level.LOW:
        return Stringency.STANDARD
    return Stringency.REINFORCED if Level(level) == Level.MEDIUM else Stringency.STRICT


def practice_controls(stringency: Stringency) -> list[str]:
    """What the stringency asks of a practice: procedures, manager review of records, competence."""
    controls = [_("The practice works to its documented process and quality criteria."),
                _("Results are checked in the regular service review.")]  # fmt: skip
    if stringency >= Stringency.REINFORCED:
        controls = [
            _("Formal, documented procedures; deviations are recorded."),
            _("A manager reviews samples of the records every quarter."),
            _("Competence of the people in the practice is assessed once a year."),
        ]
    if stringency >= Stringency.STRICT:
        controls = [
            _("Formal procedures for every step; no deviation without a manager's approval."),
            _("A manager reviews the records every month, and each major one when it happens."),
            _("Competence is assessed every half year, with training before anyone works alone."),
        ]
    return controls


def service_controls(stringency: Stringency) -> list[str]:
    """What the stringency asks of change control for a service: approvals, back-out plan, change windows."""
    controls = [_("Changes follow the normal change procedure; standard changes are pre-approved."),
                _("A back-out plan is written for each normal change.")]  # fmt: skip
    if stringency >= Stringency.REINFORCED:
        controls = [
            _("The service owner approves each normal change besides the change manager."),
            _("The back-out plan is reviewed before approval."),
            _("Changes are made in agreed windows, outside the customers' busy hours."),
        ]
    if stringency >= Stringency.STRICT:
        controls = [
            _("The change advisory board and the service owner approve each change; none is pre-approved."),
            _("The back-out plan is tested before the change."),
            _("Changes are made only in announced change windows, with a freeze in critical periods."),
            _("Each change is reviewed after implementation."),
        ]
    return controls
