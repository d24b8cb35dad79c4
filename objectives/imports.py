"""Importing objectives: the columns a file may have, and how a row becomes a draft."""

import copy
import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import alignment, policies, smart
from objectives.completeness import standing_statements
from objectives.exports import PARTS, Part, Standing, with_links
from objectives.forms.figures import parse_figure
from objectives.models import Direction, Frequency, Objective, Rule
from objectives.services import objective_create
from objectives.services.updates import objective_update
from objectives.spellings import ALIASES, DIRECTIONS, FREQUENCIES, RULES
from risks.imports.owners import note_owner, owner_fields
from smsplan.context.models import Service
from smsplan.records import parsing
from smsplan.records.imports import Column, Importer, Row

_REQUIRED = {"area", "title", "frequency"}
_FIGURES = ("baseline", "target", "upper")
_TEXTS = (
    "title", "area", "description", "for_whom", "metric", "unit", "measurement_approach", "evaluation", "achievable",
    "resources", "activities", "alignment", "communicated_to", "communicated_when", "communicated_how",
)  # fmt: skip
_CHOICES = ("direction", "rule", "frequency")
_DATES = ("start_date", "due_date")
#: Parts of the plan with rows of their own: an export has them in words, and they are filled in with the draft.
_ROWS = ("committed", "milestones", "consultations")
#: What depends on the day of the export: it is never compared.
_STANDING = frozenset(part.key for part in PARTS if isinstance(part, Standing))


def _decimals(text: str) -> int:
    """How many decimals are shown. Raises ValidationError."""
    bare = text.strip()
    if bare not in {"0", "1", "2", "3", "4"}:
        raise ValidationError(_("Write a whole number from 0 to 4."))
    return int(bare)


def _statements(text: str) -> list[str]:
    """Statements, one a line. Raises ValidationError."""
    return list(dict.fromkeys(alignment.shortened(line) for line in text.splitlines() if line.strip()))


class ObjectivesImporter(Importer):
    """The guide's table of objectives, and all else that an export has. What has a reference updates that draft."""

    kind = "objectives"
    model = Objective
    permission = "objectives.add_objective"

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the export, in its order; what people decided or measured can't be imported."""
        readers: dict[str, Any] = {
            "reference": str,
            **{key: self._text(key) for key in _TEXTS},
            # Read with the unit of the same row: 4 h, 90 min.
            **dict.fromkeys(_FIGURES, str),
            "frequency": parsing.Choice(Frequency.choices, FREQUENCIES),
            "direction": parsing.Choice(Direction.choices, DIRECTIONS),
            "rule": parsing.Choice(Rule.choices, RULES),
            "decimals": _decimals,
            "start_date": parsing.date,
            "due_date": parsing.date,
            "owner": parsing.text(120),
            "sponsor": str,
            "services": parsing.Linked(lambda: Service.objects.only("reference", "title").order_by("reference")),
            "sms_wide": parsing.Choice(
                [(True, gettext_lazy("Yes")), (False, gettext_lazy("No"))], {"x": True, "1": True, "0": False}
            ),
            "serves": _statements,
        }
        return [
            Column(
                part.key,
                part.heading,
                ALIASES.get(part.key, ()),
                required=part.key in _REQUIRED,
                parse=readers.get(part.key, str),
                readonly=part.key not in readers,
            )
            for part in PARTS
        ]

    @staticmethod
    def _text(key: str) -> Any:
        limit = Objective._meta.get_field(key).max_length
        return parsing.text(limit) if limit else str

    @cached_property
    def _people(self) -> parsing.Owners:
        return parsing.Owners()

    @cached_property
    def _standing(self) -> set[str]:
        return standing_statements()

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {part.key: part.value for part in PARTS if isinstance(part, Part)}

    def records(self, keys: dict[str, Any]) -> QuerySet[Objective]:
        """The objectives with their links."""
        return with_links(super().records(keys))

    def cell(self, record: Objective, key: str) -> Any:
        """As the export has it."""
        return self._values[key](record) if key in self._values else ""

    def says(self, record: Objective, key: str, text: str) -> bool:
        """As for every register; where an objective stands is what the day of the export says.

        A spreadsheet keeps a figure as a number, without the zeros that it is kept with here.
        """
        return key in _STANDING or super().says(record, key, text) or _is_figure(text, getattr(record, key, None))

    # Checking --------------------------------------------------------------------------------------

    def check_new(self, row: Row) -> None:
        """Validate the row as a draft; note whom and what it means, and what is left to be filled in."""
        fields, _many = self._fields(row)
        _as_draft(Objective(**fields))
        note_owner(self._people, row)
        self._note_sponsor(row)
        self._note_serves(row)
        if any(row.cells.get(key, "").strip() for key in _ROWS):
            row.notes.append(_("Resources, milestones and consultations are not imported; enter them in the draft."))

    def check_update(self, row: Row) -> None:
        """Check what changes of the draft, and that it may change; what was approved is revised."""
        objective, clean = row.record, row.clean
        fields, many = self._fields(row)
        for key in list(clean):
            if self._same(row, key, fields, many):
                del clean[key]
        if "sponsor" in clean and clean["sponsor"] and self._people.find(clean["sponsor"]) is None:
            raise ValidationError(
                {"sponsor": _("Nobody is known as “%(name)s”. Write a name or an e-mail address that is.")
                 % {"name": clean["sponsor"][:100]}}
            )  # fmt: skip
        if not clean:
            return
        self._expect_draft(objective)
        changed = copy.copy(objective)
        for name, value in self._fields(row)[0].items():
            setattr(changed, name, value)
        _as_draft(changed)
        note_owner(self._people, row)
        self._note_serves(row)

    def check_cells(self, row: Row) -> None:
        """Read the figures, whose unit and rule stand in other cells."""
        if not {self.heading("unit"), self.heading("rule")} & {problem.column for problem in row.problems}:
            self._figures(row)

    def _same(self, row: Row, key: str, fields: dict[str, Any], many: dict[str, list]) -> bool:
        """Whether a cell says what the objective has already."""
        objective, words = row.record, row.clean[key]
        if key == "services":
            return {one.pk for one in many[key]} == {one.pk for one in objective.services.all()}
        if key == "owner":
            return (fields["owner"], fields["owner_role"]) == (objective.owner, objective.owner_role)
        if key == "sponsor" and fields[key] is None and words:
            return False
        # What leaves the field as it is, such as a rule that is not named, is not among the fields.
        return key not in fields or fields[key] == getattr(objective, key)

    def _expect_draft(self, objective: Objective) -> None:
        """Raises ValidationError, with the way to change it, for an objective that is no draft or not theirs."""
        words = {"reference": objective.reference, "state": objective.get_state_display()}
        if objective.state == Objective.State.APPROVED:
            raise ValidationError(
                _("%(reference)s is approved and changes by a revision. Propose one on its page, and remove the row.")
                % words
            )
        if objective.state != Objective.State.DRAFT:
            raise ValidationError(_("%(reference)s is “%(state)s” and can't be changed. Remove the row.") % words)
        if not policies.can_change(self.actor, objective):
            raise ValidationError(_("You may not change %(reference)s. Remove the row.") % words)

    def _note_sponsor(self, row: Row) -> None:
        words = row.clean.get("sponsor")
        if words and self._people.find(words) is None:
            row.notes.append(_("Nobody is known as “%(name)s”; choose the sponsor later.") % {"name": words})

    def _note_serves(self, row: Row) -> None:
        for text in row.clean.get("serves") or ():
            if text not in self._standing:
                row.notes.append(
                    _("“%(text)s” is neither a strategic priority nor a statement of the policy today.")
                    % {"text": text}
                )

    # Writing ---------------------------------------------------------------------------------------

    def _fields(self, row: Row) -> tuple[dict[str, Any], dict[str, list]]:
        """What the services take: fields, and links. Raises ValidationError for a figure that can't be read."""
        clean = row.clean
        fields: dict[str, Any] = {key: clean[key] or "" for key in _TEXTS if key in clean}
        fields |= {key: clean[key] for key in (*_DATES, "decimals") if key in clean}
        fields |= {key: clean[key] for key in _CHOICES if clean.get(key)}
        if "direction" in clean and row.record is not None:
            fields["direction"] = clean["direction"] or ""
        if "sms_wide" in clean:
            fields["sms_wide"] = bool(clean["sms_wide"])
        if "serves" in clean:
            fields["serves"] = clean["serves"] or []
        if "owner" in clean:
            fields |= owner_fields(self._people, clean["owner"])
        if "sponsor" in clean:
            fields["sponsor"] = self._people.find(clean["sponsor"]) if clean["sponsor"] else None
        fields |= self._figures(row)
        return fields, {"services": clean["services"] or []} if "services" in clean else {}

    def _figures(self, row: Row) -> dict[str, Decimal | None]:
        unit, rule = ((row.clean.get(key) or getattr(row.record, key, "")) for key in ("unit", "rule"))
        found: dict[str, Decimal | None] = {}
        errors: dict[str, Any] = {}
        for key in _FIGURES:
            if key not in row.clean:
                continue
            text = row.clean[key]
            reduced = key == "target" and rule == Rule.REDUCTION
            try:
                found[key] = parse_figure(text, "%" if reduced else unit) if text else None
            except ValidationError as error:
                errors[key] = error
        if errors:
            raise ValidationError(errors)
        return found

    def create(self, row: Row, *, reason: str) -> Objective:
        """Make the draft of one clean row. Raises ValidationError."""
        fields, many = self._fields(row)
        return objective_create(actor=self.actor, reason=reason, many=many, **fields)

    def update(self, row: Row, *, reason: str) -> Objective:
        """Change the draft that the row's reference names. Raises ValidationError."""
        fields, many = self._fields(row)
        return objective_update(objective=row.record, actor=self.actor, reason=reason, many=many, **fields)


def _is_figure(text: str, value: Any) -> bool:
    """Whether a text is this number as a spreadsheet writes it, with a point and nothing else."""
    if not isinstance(value, Decimal) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return False
    return Decimal(text) == value


def _as_draft(objective: Objective) -> None:
    """Raises ValidationError for what no draft may say, beside the column that says it."""
    objective.full_clean(exclude=["reference", "owner", "sponsor"])
    said = {name: getattr(objective, name) for name in (*_FIGURES, "direction", "rule")}
    if wrong := smart.impossible(said):
        raise ValidationError(wrong)
