"""Importing objectives: the columns a file may have, and how a row becomes a draft."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.models import Direction, Frequency, Objective, Rule
from objectives.services import objective_create
from smsplan.context.models import Service
from smsplan.records import parsing
from smsplan.records.imports import Column, Importer, Row
from smsplan.ui.numbers import parse_number


def _spellings(known: dict) -> dict[str, str]:
    """Spelling -> choice, from choice -> spellings with commas between them."""
    return {spelling.strip(): choice.value for choice, words in known.items() for spelling in words.split(",")}


_FREQUENCIES = _spellings(
    {
        Frequency.WEEKLY: "every week, week, mingguan, setiap minggu, per minggu",
        Frequency.MONTHLY: "every month, month, bulanan, setiap bulan, per bulan",
        Frequency.QUARTERLY: "every quarter, quarter, triwulanan, triwulan, kuartalan, per kuartal, setiap kuartal",
        Frequency.HALF_YEARLY: "half yearly, semi-annually, semiannually, semi-annual, biannually, every six months, "
        "tengah tahunan, semesteran, setengah tahunan, per semester, setiap semester",
        Frequency.YEARLY: "annually, annual, every year, year, tahunan, setiap tahun, per tahun",
    }
)
_DIRECTIONS = _spellings(
    {
        Direction.AT_LEAST: "at least, minimum, min, higher is better, ≥, >=, >, paling sedikit, minimal, setidaknya",
        Direction.AT_MOST: "at most, maximum, max, lower is better, ≤, <=, <, paling banyak, maksimal, maksimum",
    }
)
_RULES = _spellings(
    {
        Rule.LATEST: "last, nilai terakhir, terakhir",
        Rule.AVERAGE: "mean, rata-rata",
        Rule.EVERY_PERIOD: "every period, each period, setiap periode, tiap periode",
        Rule.SUM: "total, jumlah",
    }
)


class ObjectivesImporter(Importer):
    """The guide's table of objectives, and what else SMART asks for when the file says it."""

    kind = "objectives"
    model = Objective
    updates = False
    permission = "objectives.add_objective"
    columns = (
        Column(
            "area",
            gettext_lazy("Objective Area"),
            ("Objective Area", "Area", "Bidang Sasaran", "Bidang"),
            True,
            parsing.text(120),
        ),
        Column(
            "title",
            gettext_lazy("Objective"),
            ("Objective", "Example Objective", "Sasaran", "Contoh Sasaran"),
            True,
            parsing.text(300),
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
            parsing.Choice(Frequency.choices, _FREQUENCIES),
        ),
        Column("metric", gettext_lazy("Metric"), ("Metric", "Metrik"), False, parsing.text(200)),
        Column("unit", gettext_lazy("Unit"), ("Unit", "Satuan"), False, parsing.text(30)),
        Column("baseline", gettext_lazy("Baseline"), ("Baseline", "Nilai Awal"), False, parse_number),
        Column("target", gettext_lazy("Target"), ("Target",), False, parse_number),
        Column(
            "direction",
            gettext_lazy("Direction"),
            ("Direction", "Arah"),
            False,
            parsing.Choice(Direction.choices, _DIRECTIONS),
        ),
        Column(
            "rule",
            gettext_lazy("Evaluation Rule"),
            ("Evaluation Rule", "Aturan Evaluasi"),
            False,
            parsing.Choice(Rule.choices, _RULES),
        ),
        Column(
            "start_date", gettext_lazy("Start"), ("Start", "Start Date", "Mulai", "Tanggal Mulai"), False, parsing.date
        ),
        Column("due_date", gettext_lazy("Due"), ("Due", "Due Date", "Tenggat", "Tanggal Tenggat"), False, parsing.date),
        Column("owner", gettext_lazy("Owner"), ("Owner", "Pemilik", "Penanggung Jawab"), parse=parsing.text(120)),
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

    @cached_property
    def _people(self) -> parsing.Owners:
        return parsing.Owners()

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.title.casefold(): service for service in Service.objects.only("reference", "title")}

    def check_new(self, row: Row) -> None:
        """Find people and services by name; validate the row as a draft; note what could not be found."""
        fields, _many = self._fields(row.clean, row.notes)
        Objective(**fields).full_clean(exclude=["reference", "owner", "sponsor"])

    def create(self, row: Row, *, reason: str) -> Objective:
        """Make the draft of one clean row. Raises ValidationError."""
        fields, many = self._fields(row.clean, [])
        return objective_create(actor=self.actor, reason=reason, many=many, **fields)

    def _fields(self, clean: dict[str, Any], notes: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        fields = {key: value for key, value in clean.items() if value is not None}
        owner, sponsor = fields.pop("owner", ""), fields.pop("sponsor", "")
        names = fields.pop("services", "")
        if owner:
            fields["owner"] = self._people.find(owner)
            if fields["owner"] is None:
                fields["owner_role"] = owner
                notes.append(
                    _("Nobody is known as “%(owner)s”; it is kept as the accountable role.") % {"owner": owner}
                )
            else:
                notes.append(_("Owner: %(person)s.") % {"person": fields["owner"]})
        if sponsor:
            fields["sponsor"] = self._people.find(sponsor)
            if fields["sponsor"] is None:
                notes.append(_("Nobody is known as “%(name)s”; choose the sponsor later.") % {"name": sponsor})
        services = []
        for name in filter(None, (part.strip() for part in names.split(","))):
            service = self._services.get(name.casefold())
            if service is None:
                notes.append(_("There is no service “%(name)s”; it is left out.") % {"name": name})
            else:
                services.append(service)
        return fields, {"services": services}
