from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from risks import presets, scoring
from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import append_only, never_deleted


class Level(models.IntegerChoices):
    """Risk levels in words (see scoring.Level)."""

    LOW = scoring.Level.LOW, _("Low")
    MEDIUM = scoring.Level.MEDIUM, _("Medium")
    HIGH = scoring.Level.HIGH, _("High")
    EXTREME = scoring.Level.EXTREME, _("Extreme")


class Scale(models.IntegerChoices):
    """The three steps of benefit and effort. Likelihood and impact have the steps of the risk criteria."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


#: The longest scale that criteria may have; the database holds it too.
MOST_STEPS = 5
STEP_VALIDATORS = [MinValueValidator(1), MaxValueValidator(MOST_STEPS)]


class Category(models.Model):
    """A kind of risk. The guide's eleven ship with the product; an organization may add its own."""

    class Family(models.TextChoices):
        OPERATIONAL = "operational", _("SMS operational risk")
        DELIVERY = "delivery", _("Service delivery risk")

    family = models.CharField(_("family"), max_length=12, choices=Family.choices)
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_id = models.CharField(_("name in Indonesian"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    history = History()

    class Meta:
        verbose_name = _("risk category")
        verbose_name_plural = _("risk categories")
        ordering = ("position", "name")
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.name_id if self.name_id and get_language() == "id" else self.name


def in_words(words: dict[str, str] | None) -> str:
    """A text kept in both languages, in the reader's, else in whichever there is."""
    words = words or {}
    language = (get_language() or "en")[:2]
    return words.get(language) or next((text for text in words.values() if text), "")


class RiskCriteria(models.Model):
    """One version of the organization's risk criteria (6.1.2 a). Append-only: an edit is a new version.

    `likelihood` and `impact` are lists of steps, lowest first, and `levels` a list of levels, as `risks.presets`
    writes them; `cells[impact - 1][likelihood - 1]` is a level. A new version never rescores an old assessment.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    likelihood = models.JSONField(_("scale of likelihood"), default=list)
    impact = models.JSONField(_("scale of impact"), default=list)
    cells = models.JSONField(_("level per impact and likelihood"), default=list)
    levels = models.JSONField(_("colour and review interval per level"), default=list)
    acceptance_level = models.PositiveSmallIntegerField(
        _("a Manager must accept from level"), choices=Level.choices, default=Level.HIGH
    )
    reason = models.TextField(_("reason"), blank=True)
    in_force_since = models.DateTimeField(_("in force since"), default=timezone.now)
    made_by = person_key(_("made by"), null=True)

    history = History()

    class Meta:
        verbose_name = _("risk criteria")
        verbose_name_plural = _("risk criteria")
        ordering = ("-number",)
        default_permissions = ("add", "view")
        triggers = append_only()

    def __str__(self) -> str:
        return str(_("Version %(number)d") % {"number": self.number})

    @classmethod
    def in_force(cls) -> "RiskCriteria":
        """The newest version."""
        return cls.objects.order_by("-number").first()

    @property
    def size(self) -> int:
        """How many steps each scale has."""
        return len(self.cells)

    def likelihood_label(self, step: int | None) -> str:
        """A step of likelihood in the reader's language; a dash for None; the bare number off the scale."""
        return _label(self.likelihood, step)

    def impact_label(self, step: int | None) -> str:
        """A step of impact in the reader's language; a dash for None; the bare number off the scale."""
        return _label(self.impact, step)

    def likelihood_choices(self) -> list[tuple[int, str]]:
        """(step, label) of each step of likelihood, lowest first."""
        return [(step, self.likelihood_label(step)) for step in range(1, self.size + 1)]

    def impact_choices(self) -> list[tuple[int, str]]:
        """(step, label) of each step of impact, lowest first."""
        return [(step, self.impact_label(step)) for step in range(1, self.size + 1)]

    def probability(self, step: int) -> str:
        """The probability that a step of likelihood stands for, over the next 12 months, in words."""
        bounds = [entry.get("up_to") for entry in self.likelihood]
        above = bounds[step - 2] if step > 1 else 0
        if not above:
            return gettext("up to %(to)d %%") % {"to": bounds[step - 1]}
        return gettext("%(above)d–%(to)d %%") % {"above": above, "to": bounds[step - 1]}

    def definition(self, step: int) -> str:
        """What a step of likelihood means, in the reader's language."""
        return in_words(self.likelihood[step - 1].get("definition"))

    def impact_text(self, step: int, dimension: str) -> str:
        """What a step of impact means for one of presets.DIMENSIONS, in the reader's language."""
        return in_words(self.impact[step - 1].get(dimension))

    @property
    def used_levels(self) -> list[Level]:
        """The levels that some cell has, lowest first."""
        return sorted({Level(level) for row in self.cells for level in row})

    def colour(self, level: int) -> str:
        """The colour of a level (see smsplan.ui.parts.COLOURS)."""
        return self._of_level(level)["colour"]

    def review_months(self, level: int) -> int:
        """Months between two reviews of a risk of this level (6.1; the guide's "ownership and review dates")."""
        return self._of_level(level)["review_months"]

    def _of_level(self, level: int) -> dict:
        known = {entry["level"]: entry for entry in [*presets.LEVELS, *self.levels]}
        return known[int(level)]


def _label(scale: list[dict], step: int | None) -> str:
    if step is None:
        return "–"
    if not 1 <= step <= len(scale):
        return str(step)
    return in_words(scale[step - 1].get("label")) or str(step)


class CriteriaBook:
    """Every version of the criteria, read once for a page: one query, then labels, colours and sizes for any row."""

    def __init__(self) -> None:
        self.versions: dict[int, RiskCriteria] = {criteria.pk: criteria for criteria in RiskCriteria.objects.all()}

    @property
    def in_force(self) -> RiskCriteria:
        """The newest version."""
        return max(self.versions.values(), key=lambda criteria: criteria.number)

    @property
    def first(self) -> RiskCriteria:
        """The version that shipped with the product."""
        return min(self.versions.values(), key=lambda criteria: criteria.number)

    def of(self, criteria_id: int | None) -> RiskCriteria:
        """The version an assessment was made under; the one in force for None."""
        return self.versions[criteria_id] if criteria_id else self.in_force

    def same_scale(self) -> list[int]:
        """Keys of the versions whose scales are as long as those in force: their steps stand for the same cells."""
        return [pk for pk, criteria in self.versions.items() if criteria.size == self.in_force.size]
