"""What is due for a person, one row an objective and period, to be entered on one page."""

import datetime
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from objectives import selectors, services
from objectives.forms import QuickForm
from objectives.models import Objective
from objectives.progress import Period
from objectives.wording import label_of
from smsplan.ui.edits import take_error
from smsplan.ui.parts import Pill

_KEY = re.compile(r"([0-9]{1,18})-([0-9]{8})")


@dataclass
class EntryRow:
    """One objective and period: a form while it is open, the figure and the verdict once it is saved."""

    objective: Objective
    period: Period
    form: QuickForm
    last: str = ""
    saved: str = ""
    pill: Pill | None = None
    before: Pill | None = None

    @property
    def key(self) -> str:
        """Names the row on the page and in what is posted."""
        return key_of(self.objective, self.period)

    @property
    def label(self) -> str:
        """The period in words."""
        return label_of(self.objective, self.period.start, self.period.end)

    @property
    def target(self) -> str:
        """The target in words."""
        return selectors.target_figure(self.objective)

    @property
    def errors(self) -> list[str]:
        """What is wrong, field by field."""
        return [message for messages in self.form.errors.values() for message in messages]


def key_of(objective: Objective, period: Period) -> str:
    """12-20260101: objective 12, the period that begins on 1 January."""
    return f"{objective.pk}-{period.start:%Y%m%d}"


def due_for(user, *, today: datetime.date, everybody: bool) -> list[tuple[Objective, Period]]:
    """What this person may record and is due, objective by objective; of `everybody` for whom the register is theirs.

    Two queries.
    """
    gaps = selectors.missing_measurements(today, queryset=_theirs(user, everybody), ended=False)
    return sorted(gaps, key=lambda gap: (gap[0].reference, gap[1].start))


def _theirs(user, everybody: bool) -> QuerySet[Objective]:
    visible = Objective.objects.visible_to(user)
    return visible if everybody else visible.filter(owner=user)


def rows_for(gaps: list[tuple[Objective, Period]], *, today: datetime.date, data=None) -> list[EntryRow]:
    """The rows of a page, with what was measured last. Two queries; `data` is what was posted."""
    keys = {objective.pk for objective, _period in gaps}
    whole = Objective.objects.select_related("owner").in_bulk(keys)
    measured = selectors.measured_values(keys, on=today)
    rows = []
    for objective, period in gaps:
        objective = whole[objective.pk]
        before = [one for one in measured.get(objective.pk, []) if one[0] < period.start]
        last = selectors.figure_of(objective, before[-1][1]) if before else ""
        rows.append(EntryRow(objective, period, _form(objective, period, data), last))
    return rows


def row_named(key: str, user, *, data) -> EntryRow | None:
    """The row that was posted under this name; None when it names nothing that this person sees."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    try:
        start = datetime.datetime.strptime(match[2], "%Y%m%d").date()
    except ValueError:
        return None
    objective = Objective.objects.visible_to(user).select_related("owner").filter(pk=int(match[1])).first()
    if objective is None:
        return None
    period = next((one for one in objective.plan.periods() if one.start == start), Period(start, start))
    return EntryRow(objective, period, _form(objective, period, data))


def _form(objective: Objective, period: Period, data) -> QuickForm:
    """The row's form; bound when something was typed into it."""
    prefix = key_of(objective, period)
    typed = data is not None and any(data.get(f"{prefix}-{name}", "").strip() for name in ("value", "note", "reason"))
    label = f"{objective.reference}, {label_of(objective, period.start, period.end)}"
    return QuickForm(data if typed else None, prefix=prefix, objective=objective, about=label)


def typed_keys(data) -> list[str]:
    """The names of the rows into which something was typed, in their order on the page."""
    keys = (name.removesuffix("-value") for name in data if name.endswith("-value"))
    return [key for key in keys if any(data.get(f"{key}-{name}", "").strip() for name in ("value", "note", "reason"))]


def save(row: EntryRow, *, actor) -> bool:
    """Record the row's value; what is refused stands in its form. Raises PermissionDenied."""
    form = row.form
    if not form.is_bound:
        form = row.form = QuickForm(
            {f"{row.key}-value": ""}, prefix=row.key, objective=row.objective, about=row.form.about
        )
    if not form.is_valid():
        return False
    before = selectors.with_progress([row.objective])[0].pill
    data = form.cleaned_data
    try:
        kept = services.measurement_record(
            objective=row.objective,
            period_start=row.period.start,
            value=data["value"],
            note=data["note"] or None,
            reason=data["reason"],
            actor=actor,
        )
    except ValidationError as error:
        if "reason" in getattr(error, "error_dict", {}):
            form.ask_reason()
        take_error(form, error)
        return False
    row.saved = selectors.figure_of(row.objective, kept.value)
    after = selectors.with_progress([row.objective])[0].pill
    row.pill, row.before = after, before if before != after else None
    return True


def progress_words(done: int, of: int) -> str:
    """3 of 12 done."""
    return _("%(done)d of %(of)d done") % {"done": done, "of": of}
