"""Importing objectives: the columns a file may have, and how a row becomes a draft."""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.models import Direction, Frequency, Objective, Rule
from objectives.numbers import parse_number
from objectives.services import objective_create
from smsplan.accounts.models import User
from smsplan.context.models import Service
from smsplan.records.imports import Column, Importer, PreviewRow

_FREQUENCIES = {
    Frequency.WEEKLY: "weekly, every week, week, mingguan, setiap minggu, per minggu",
    Frequency.MONTHLY: "monthly, every month, month, bulanan, setiap bulan, per bulan",
    Frequency.QUARTERLY: "quarterly, every quarter, quarter, triwulanan, triwulan, kuartalan, per kuartal, setiap kuartal",
    Frequency.HALF_YEARLY: "half-yearly, half yearly, semi-annually, semiannually, semi-annual, biannually, every six months,"
    " tengah tahunan, semesteran, setengah tahunan, per semester, setiap semester",
    Frequency.YEARLY: "yearly, annually, annual, every year, year, tahunan, setiap tahun, per tahun",
}
_DIRECTIONS = {
    Direction.AT_LEAST: "at least the target, at least, minimum, min, higher is better, ≥, >=, >, paling sedikit, sekurang-kurangnya,"
    " minimal, setidaknya, sekurangnya",
    Direction.AT_MOST: "at most the target, at most, maximum, max, lower is better, ≤, <=, <, paling banyak, maksimal, maksimum,"
    " sebanyak-banyaknya",
}
_RULES = {
    Rule.LATEST: "latest, the latest value, last, nilai terakhir, terakhir",
    Rule.AVERAGE: "average, the average of all periods, mean, rata-rata",
    Rule.EVERY_PERIOD: "every period, the value of every period, each period, setiap periode, tiap periode",
    Rule.SUM: "sum, the sum of all periods, total, jumlah",
}


def _words(choices: Any, known: dict, text: str) -> str:
    """The choice that `text` means: a known word in English or Indonesian, or the label the reader sees."""
    wanted = re.sub(r"\s+", " ", text).strip(" .").casefold()
    for choice, words in known.items():
        if wanted in {word.strip() for word in words.split(",")} or wanted in {
            choice.value,
            str(choice.label).casefold(),
        }:
            return choice.value
    raise ValidationError(
        _("“%(text)s” is not known. Write one of: %(known)s."),
        params={"text": text[:60], "known": ", ".join(str(choice.label) for choice in choices)},
    )


def parse_frequency(text: str) -> str:
    """A review frequency in English or Indonesian words. Raises ValidationError."""
    return _words(Frequency, _FREQUENCIES, text)


def parse_direction(text: str) -> str:
    """A direction in words or as ≥ and ≤. Raises ValidationError."""
    return _words(Direction, _DIRECTIONS, text)


def parse_rule(text: str) -> str:
    """An evaluation rule in words. Raises ValidationError."""
    return _words(Rule, _RULES, text)


def parse_day(text: str) -> datetime.date:
    """A date as 2026-12-31 or as the reader's language writes it. Raises ValidationError."""
    bare = text.strip().split("T")[0]
    for pattern in get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.datetime.strptime(bare, pattern).date()
        except ValueError:
            continue
    raise ValidationError(_("“%(text)s” is not a date. Write it as 2026-12-31."), params={"text": text[:40]})


def _limited(field: str):
    """A parser that refuses text longer than the model's field."""
    most = Objective._meta.get_field(field).max_length

    def parse(text: str) -> str:
        if len(text) > most:
            raise ValidationError(_("The text is longer than %(most)d characters. Shorten it."), params={"most": most})
        return text

    return parse


class ObjectivesImporter(Importer):
    """The guide's table of objectives, and what else SMART asks for when the file says it."""

    kind = "objectives"
    permission = "objectives.add_objective"
    columns = (
        Column(
            "area",
            gettext_lazy("Objective Area"),
            ("Objective Area", "Area", "Bidang Sasaran", "Bidang"),
            True,
            _limited("area"),
        ),
        Column(
            "title",
            gettext_lazy("Objective"),
            ("Objective", "Example Objective", "Sasaran", "Contoh Sasaran"),
            True,
            _limited("title"),
        ),
        Column(
            "measurement_approach",
            gettext_lazy("Measurement Approach"),
            ("Measurement Approach", "Measurement", "Pendekatan Pengukuran", "Cara Pengukuran"),
        ),
        Column(
            "frequency",
            gettext_lazy("Review Frequency"),
            ("Review Frequency", "Frequency", "Frekuensi Tinjauan", "Frekuensi"),
            True,
            parse_frequency,
        ),
        Column("metric", gettext_lazy("Metric"), ("Metric", "Metrik"), False, _limited("metric")),
        Column("unit", gettext_lazy("Unit"), ("Unit", "Satuan"), False, _limited("unit")),
        Column("baseline", gettext_lazy("Baseline"), ("Baseline", "Nilai Awal"), False, parse_number),
        Column("target", gettext_lazy("Target"), ("Target",), False, parse_number),
        Column("direction", gettext_lazy("Direction"), ("Direction", "Arah"), False, parse_direction),
        Column("rule", gettext_lazy("Evaluation Rule"), ("Evaluation Rule", "Aturan Evaluasi"), False, parse_rule),
        Column(
            "start_date", gettext_lazy("Start"), ("Start", "Start Date", "Mulai", "Tanggal Mulai"), False, parse_day
        ),
        Column("due_date", gettext_lazy("Due"), ("Due", "Due Date", "Tenggat", "Tanggal Tenggat"), False, parse_day),
        Column("owner", gettext_lazy("Owner"), ("Owner", "Pemilik", "Penanggung Jawab")),
        Column("sponsor", gettext_lazy("Sponsor"), ("Sponsor",)),
        Column(
            "description",
            gettext_lazy("What exactly is improved"),
            ("What exactly is improved", "Description", "Deskripsi"),
        ),
        Column("achievable", gettext_lazy("Why it is achievable"), ("Why it is achievable",)),
        Column("resources", gettext_lazy("Resources committed"), ("Resources committed", "Resources", "Sumber Daya")),
        Column("activities", gettext_lazy("Activities"), ("Activities", "Kegiatan", "Aktivitas")),
        Column("alignment", gettext_lazy("Alignment"), ("Alignment", "Keselarasan")),
        Column("services", gettext_lazy("Services"), ("Services", "Layanan")),
    )

    def check_row(self, clean: dict[str, Any], row: PreviewRow) -> None:
        """Find people and services by name; validate the row as a draft; note what could not be found."""
        fields, _many = self._fields(clean, row.notes)
        Objective(**fields).full_clean(exclude=["reference"])

    def create(self, clean: dict[str, Any], *, actor, reason: str) -> Objective:
        """Make the draft of one clean row. Raises ValidationError."""
        fields, many = self._fields(clean, [])
        return objective_create(actor=actor, reason=reason, many=many, **fields)

    def _fields(self, clean: dict[str, Any], notes: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        fields = {key: value for key, value in clean.items() if value is not None}
        owner, sponsor = fields.pop("owner", ""), fields.pop("sponsor", "")
        names = fields.pop("services", "")
        if owner:
            fields["owner"] = find_person(owner)
            if fields["owner"] is None:
                most = Objective._meta.get_field("owner_role").max_length
                if len(owner) > most:
                    raise ValidationError(
                        {"owner": _("The text is longer than %(most)d characters. Shorten it.") % {"most": most}}
                    )
                fields["owner_role"] = owner
                notes.append(
                    _("“%(name)s” is nobody's name, e-mail or job title; it is kept as the accountable role.")
                    % {"name": owner}
                )
        if sponsor:
            fields["sponsor"] = find_person(sponsor)
            if fields["sponsor"] is None:
                notes.append(_("“%(name)s” is nobody we know; choose the sponsor later.") % {"name": sponsor})
        services = []
        for name in filter(None, (part.strip() for part in names.split(","))):
            service = Service.objects.filter(title__iexact=name).first()
            if service is None:
                notes.append(_("There is no service “%(name)s”; it is left out.") % {"name": name})
            else:
                services.append(service)
        return fields, {"services": services}


def find_person(text: str) -> User | None:
    """The one active person with this name, e-mail or job title; None when nobody or more than one has it."""
    wanted = text.strip().casefold()
    people = User.objects.active().annotate(
        name_lower=Lower("full_name"), mail_lower=Lower("email"), job_lower=Lower("job_title")
    )
    for key in ("mail_lower", "name_lower", "job_lower"):
        found = list(people.filter(**{key: wanted})[:2])
        if found:
            return found[0] if len(found) == 1 else None
    return None
