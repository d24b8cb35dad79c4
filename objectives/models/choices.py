from django.db import models
from django.utils.translation import gettext_lazy as _

from objectives import progress


class Frequency(models.TextChoices):
    """How often a value is due (see progress.Frequency)."""

    WEEKLY = progress.Frequency.WEEKLY, _("Weekly")
    MONTHLY = progress.Frequency.MONTHLY, _("Monthly")
    QUARTERLY = progress.Frequency.QUARTERLY, _("Quarterly")
    HALF_YEARLY = progress.Frequency.HALF_YEARLY, _("Half-yearly")
    YEARLY = progress.Frequency.YEARLY, _("Yearly")


class Direction(models.TextChoices):
    """Which side of the target is good (see progress.Direction)."""

    AT_LEAST = progress.Direction.AT_LEAST, _("At least the target")
    AT_MOST = progress.Direction.AT_MOST, _("At most the target")
    WITHIN = progress.Direction.WITHIN, _("Within a band")


class Rule(models.TextChoices):
    """Which figure is held against the target over the cycle (see progress.Rule)."""

    LATEST = progress.Rule.LATEST, _("The latest value")
    AVERAGE = progress.Rule.AVERAGE, _("The average of all periods")
    SUM = progress.Rule.SUM, _("The sum of all periods")
    MINIMUM = progress.Rule.MINIMUM, _("The lowest value of all periods")
    MAXIMUM = progress.Rule.MAXIMUM, _("The highest value of all periods")
    EVERY_PERIOD = progress.Rule.EVERY_PERIOD, _("The value of every period")
    REDUCTION = progress.Rule.REDUCTION, _("The reduction from the baseline in percent")
    MAINTAIN = progress.Rule.MAINTAIN, _("Maintain: the latest value, and no lapse between")


class Verdict(models.TextChoices):
    """Where an objective stands (see progress.Verdict)."""

    ON_TRACK = progress.Verdict.ON_TRACK, _("On track")
    AT_RISK = progress.Verdict.AT_RISK, _("At risk")
    OFF_TRACK = progress.Verdict.OFF_TRACK, _("Off track")
    ACHIEVED = progress.Verdict.ACHIEVED, _("Achieved")
    MISSED = progress.Verdict.MISSED, _("Missed")
    NO_DATA = progress.Verdict.NO_DATA, _("No data")
