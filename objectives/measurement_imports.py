"""Importing measured values: which period a cell means, and how a row becomes a value or a correction."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import entry, policies
from objectives.forms.figures import parse_figure
from objectives.models import Measurement, Objective
from objectives.periods import DAY, Period
from objectives.selectors import figure_of
from objectives.services import measurement_record
from objectives.wording import label_of
from smsplan.records import parsing
from smsplan.records.imports import Column, Importer, Row, folded

_YEAR = r"(?P<year>\d{4})"
_GAP = r"[\s,/-]*"
#: Ways of naming a part of a calendar year: how many months it has.
_PARTS = (
    (3, re.compile(rf"(?:q|tw|kuartal|triwulan|quarter)\s*(?P<part>[1-4]){_GAP}{_YEAR}")),
    (3, re.compile(rf"{_YEAR}{_GAP}q(?P<part>[1-4])")),
    (6, re.compile(rf"(?:h|semester|half-year|half year|tengah tahun)\s*(?P<part>[12]){_GAP}{_YEAR}")),
    (12, re.compile(_YEAR)),
)
_WEEK = re.compile(rf"(?:week|minggu ke-|minggu|pekan|w)\s*(?P<week>\d{{1,2}})[\s,/-]+{_YEAR}")
_ISO_WEEK = re.compile(rf"{_YEAR}-w(?P<week>\d{{2}})")
_MONTH = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})|(?P<other>\d{1,2})[-/](?P<after>\d{4})")


def span_named(text: str) -> Period | None:
    """The days that a text names: 2026-03, March 2026, Maret 2026, Q1 2026, H1 2026, Week 3, 2026, 2026, or a date.

    None when it names no days.
    """
    words = folded(text)
    try:
        if match := _WEEK.fullmatch(words) or _ISO_WEEK.fullmatch(words):
            first = datetime.date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
            return Period(first, first + 6 * DAY)
        for months, pattern in _PARTS:
            if match := pattern.fullmatch(words):
                part = int(match.groupdict().get("part") or 1)
                return _span(int(match["year"]), (part - 1) * months + 1, months)
        if match := _MONTH.fullmatch(words):
            return _span(int(match["year"] or match["after"]), int(match["month"] or match["other"]), 1)
        if re.fullmatch(r"[a-z]+\.?[\s-]+\d{4}", words):
            return _span_of_month(parsing.date(f"1 {words}"))
        day = parsing.date(text)
    except (ValidationError, ValueError):
        return None
    return Period(day, day)


def _span(year: int, month: int, months: int) -> Period:
    following = year * 12 + month - 1 + months
    end = datetime.date(following // 12, following % 12 + 1, 1) - DAY
    return Period(datetime.date(year, month, 1), end)


def _span_of_month(day: datetime.date) -> Period:
    return _span(day.year, day.month, 1)


def period_named(objective: Objective, text: str, known: Iterable[Period]) -> Period:
    """Which of the `known` periods a cell means: by its name in either language, or by days that lie in it.

    Raises ValidationError.
    """
    known = sorted(known)
    names = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for period in known:
                names[folded(label_of(objective, period.start, period.end))] = period
                names[folded(label_of(objective, period.start, period.end, short=True))] = period
    if (found := names.get(folded(text))) is not None:
        return found
    span = span_named(text)
    if span is not None:
        last = known[-1].end if known else span.end
        for period in known:
            if period.start <= span.start <= period.end and min(span.end, max(last, span.start)) <= period.end:
                return period
    labels = [label_of(objective, period.start, period.end) for period in known]
    shown = ", ".join(labels[:6]) + (f" … {labels[-1]}" if len(labels) > 6 else "")
    raise ValidationError(
        _("“%(text)s” is no period of %(reference)s. Write one of: %(periods)s.")
        % {"text": text[:40], "reference": objective.reference, "periods": shown}
    )


class MeasurementsImporter(Importer):
    """One value a row. A value that is there already is corrected with the row's reason, else a person decides."""

    kind = "measurements"
    model = Measurement
    permission = "objectives.measure_objective"
    title = ""
    resembling = False
    columns = (
        Column("objective", gettext_lazy("Reference"), ("Reference", "Referensi", "Objective reference", "Ref")),
        Column("name", gettext_lazy("Objective"), ("Objective", "Sasaran", "Objective title", "Title")),
        Column("period", gettext_lazy("Period"), ("Period", "Periode", "Month", "Bulan"), required=True),
        Column("first_day", gettext_lazy("First day"), ("First day", "Hari pertama"), parse=parsing.date),
        Column("last_day", gettext_lazy("Last day"), ("Last day", "Hari terakhir"), readonly=True),
        Column("value", gettext_lazy("Value"), ("Value", "Nilai"), required=True),
        Column("unit", gettext_lazy("Unit"), ("Unit", "Satuan"), readonly=True),
        Column("note", gettext_lazy("Note"), ("Note", "Catatan"), parse=parsing.text(500)),
        Column("source", gettext_lazy("Source"), ("Source", "Sumber"), parse=parsing.text(200)),
        Column(
            "reason",
            gettext_lazy("Reason for the correction"),
            ("Reason", "Alasan", "Reason for the correction"),
            parse=parsing.text(500),
        ),
        Column("measured_by", gettext_lazy("Measured by"), ("Measured by", "Diukur oleh"), readonly=True),
        Column("measured_at", gettext_lazy("Recorded"), ("Recorded", "Dicatat"), readonly=True),
    )

    def __init__(self, actor) -> None:
        super().__init__(actor)
        self._seen: dict[tuple[int, datetime.date], int] = {}
        self._kept: dict[int, dict[datetime.date, Measurement]] = {}

    # What it looks up ------------------------------------------------------------------------------

    @cached_property
    def _objectives(self) -> list[Objective]:
        return list(Objective.objects.visible_to(self.actor).select_related("owner"))

    @cached_property
    def _by_word(self) -> dict[str, list[Objective]]:
        found: dict[str, list[Objective]] = {}
        for one in self._objectives:
            found[one.reference.casefold()] = [one]
            found.setdefault(folded(one.title), []).append(one)
        return found

    def _values_of(self, objective: Objective) -> dict[datetime.date, Measurement]:
        if objective.pk not in self._kept:
            rows = objective.measurements.select_related("measured_by", "objective")
            self._kept[objective.pk] = {row.period_start: row for row in rows}
        return self._kept[objective.pk]

    def records(self, keys: dict[str, Iterable]) -> models.QuerySet:
        return super().records(keys).select_related("objective", "measured_by")

    def known_titles(self) -> models.QuerySet:
        return Measurement.objects.none().values_list("pk", "note")

    def versions(self, keys: Iterable[int]) -> list[tuple[int, int, str]]:
        """As for every register, but the objectives first, in the order in which recording a value locks them."""
        rows = list(Measurement.objects.filter(pk__in=keys).values_list("objective_id", flat=True))
        list(Objective.objects.select_for_update().filter(pk__in=rows).order_by("pk").values_list("pk"))
        found = Measurement.objects.filter(pk__in=keys).select_related("objective").order_by("pk")
        return [(row.pk, row.revision, str(row)) for row in found]

    def cell(self, record: Measurement, key: str) -> Any:
        one = record.objective
        return {
            "objective": one.reference,
            "name": one.title,
            "period": label_of(one, record.period_start, record.period_end),
            "first_day": record.period_start,
            "last_day": record.period_end,
            "value": figure_of(one, record.value),
            "unit": one.unit,
            "note": record.note,
            "source": record.source,
            "measured_by": record.measured_by,
            "measured_at": record.measured_at,
        }.get(key, "")

    def template_rows(self) -> list[list[str]]:
        """The values that are due for this person, to be filled in."""
        gaps = entry.due_for(self.actor, today=timezone.localdate(), everybody=False)
        return [
            [one.reference, one.title, label_of(one, period.start, period.end), period.start.isoformat()]
            for one, period in gaps
        ]

    # What a row means ------------------------------------------------------------------------------

    def check_new(self, row: Row) -> None:
        said, row.clean = row.clean, {}
        objective = self._objective(said)
        period = self._period(objective, said)
        if (objective.pk, period.start) in self._seen:
            raise ValidationError(
                {
                    "period": _("Row %(row)d has a value for this period already. Keep one of the two.")
                    % {"row": self._seen[objective.pk, period.start]}
                }
            )
        self._seen[objective.pk, period.start] = row.number
        if period.start > timezone.localdate():
            raise ValidationError({"period": _("This period has not begun yet.")})
        kept = self._values_of(objective).get(period.start)
        try:
            value = parse_figure(said["value"], objective.unit)
        except ValidationError as error:
            raise ValidationError({"value": error}) from None
        wanted = {"value": value, "note": said.get("note") or "", "source": said.get("source") or ""}
        if kept is None:
            row.clean = wanted | {"of": objective, "start": period.start}
            return
        row.record = kept
        row.clean = {key: text for key, text in wanted.items() if text != "" and text != getattr(kept, key)}
        row.conflict = bool(row.clean) and not said.get("reason")

    def _objective(self, said: dict[str, Any]) -> Objective:
        word = said.get("objective") or said.get("name") or ""
        if not word:
            raise ValidationError({"objective": _("Say which objective is meant, by its reference or its title.")})
        key = "objective" if said.get("objective") else "name"
        found = self._by_word.get(folded(word), [])
        if not found:
            raise ValidationError({key: _("There is no objective “%(word)s” that you can see.") % {"word": word[:80]}})
        running = [one for one in found if one.state == Objective.State.APPROVED] or found
        if len(running) > 1:
            names = ", ".join(one.reference for one in running[:6])
            raise ValidationError(
                {
                    key: _("Several objectives are called so: %(references)s. Write the reference.")
                    % {"references": names}
                }
            )
        one = running[0]
        if one.state != Objective.State.APPROVED:
            raise ValidationError(
                {
                    key: _("%(reference)s is “%(state)s”: values are recorded while it is approved.")
                    % {"reference": one.reference, "state": one.get_state_display()}
                }
            )
        if not policies.may_measure(self.actor, one):
            raise ValidationError(
                {
                    key: _("%(reference)s is somebody else’s; its owner records the values.")
                    % {"reference": one.reference}
                }
            )
        return one

    def _period(self, objective: Objective, said: dict[str, Any]) -> Period:
        known = {period.start: period for period in objective.plan.periods()}
        for start, kept in self._values_of(objective).items():
            known.setdefault(start, Period(start, kept.period_end))
        if said.get("first_day") in known:
            return known[said["first_day"]]
        try:
            return period_named(objective, said["period"], known.values())
        except ValidationError as error:
            raise ValidationError({"period": error}) from None

    # What it writes --------------------------------------------------------------------------------

    def create(self, row: Row, *, reason: str) -> Measurement:
        data = row.clean
        return measurement_record(
            objective=data["of"],
            period_start=data["start"],
            value=data["value"],
            note=data["note"],
            source=data["source"],
            actor=self.actor,
        )

    def update(self, row: Row, *, reason: str) -> Measurement:
        kept = row.record
        return measurement_record(
            objective=kept.objective,
            period_start=kept.period_start,
            value=row.clean.get("value", kept.value),
            note=row.clean.get("note"),
            source=row.clean.get("source"),
            reason=row.cells.get("reason") or reason,
            actor=self.actor,
        )
