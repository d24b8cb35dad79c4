"""How files write the headings and the choices of objectives, in both languages, besides our own words."""

from objectives.models import Direction, Frequency, Rule


def _spellings(known: dict) -> dict[str, str]:
    """Spelling -> choice, from choice -> spellings with commas between them."""
    return {spelling.strip(): choice.value for choice, words in known.items() for spelling in words.split(",")}


FREQUENCIES = _spellings(
    {
        Frequency.WEEKLY: "every week, week, mingguan, setiap minggu, per minggu",
        Frequency.MONTHLY: "every month, month, bulanan, setiap bulan, per bulan",
        Frequency.QUARTERLY: "every quarter, quarter, triwulanan, triwulan, kuartalan, per kuartal, setiap kuartal",
        Frequency.HALF_YEARLY: "half yearly, semi-annually, semiannually, semi-annual, biannually, every six months, "
        "tengah tahunan, semesteran, setengah tahunan, per semester, setiap semester",
        Frequency.YEARLY: "annually, annual, every year, year, tahunan, setiap tahun, per tahun",
    }
)
DIRECTIONS = _spellings(
    {
        Direction.AT_LEAST: "at least, minimum, min, higher is better, ≥, >=, >, paling sedikit, minimal, setidaknya",
        Direction.AT_MOST: "at most, maximum, max, lower is better, ≤, <=, <, paling banyak, maksimal, maksimum",
        Direction.WITHIN: "within, between, band, di antara, antara, dalam rentang",
    }
)
RULES = _spellings(
    {
        Rule.LATEST: "last, nilai terakhir, terakhir",
        Rule.AVERAGE: "mean, rata-rata",
        Rule.EVERY_PERIOD: "every period, each period, setiap periode, tiap periode",
        Rule.SUM: "total, jumlah",
        Rule.MINIMUM: "minimum, lowest, terendah",
        Rule.MAXIMUM: "maximum, highest, tertinggi",
        Rule.REDUCTION: "percentage reduction, percent reduction, pengurangan, penurunan",
        Rule.MAINTAIN: "maintained, pertahankan, dipertahankan",
    }
)


#: Headings that a file may have besides those of our exports, in both languages.
ALIASES = {
    "reference": ("Reference", "Referensi", "ID", "No. Referensi"),
    "area": ("Objective Area", "Area", "Bidang Sasaran", "Bidang"),
    "title": ("Objective", "Example Objective", "Sasaran", "Contoh Sasaran"),
    "measurement_approach": ("Measurement Approach", "Measurement", "Pendekatan Pengukuran", "Cara Pengukuran"),
    "frequency": ("Review Frequency", "Frequency", "Frekuensi Tinjauan", "Frekuensi"),
    "metric": ("Metric", "Metrik"),
    "unit": ("Unit", "Satuan"),
    "baseline": ("Baseline", "Nilai Awal"),
    "target": ("Target",),
    "direction": ("Direction", "Arah"),
    "rule": ("Evaluation Rule", "Aturan Evaluasi"),
    "start_date": ("Start", "Start Date", "Mulai", "Tanggal Mulai"),
    "due_date": ("Due", "Due Date", "Tenggat", "Tanggal Tenggat"),
    "owner": ("Owner", "Pemilik", "Penanggung Jawab"),
    "sponsor": ("Sponsor",),
    "description": ("What exactly is improved", "Description", "Deskripsi"),
    "for_whom": ("For whom", "Untuk siapa"),
    "services": ("Services", "Service", "Layanan"),
    "resources": ("Resources committed", "Resources", "Sumber Daya"),
    "activities": ("Activities", "Kegiatan", "Aktivitas"),
    "serves": ("Serves", "Strategic priority", "Strategic priorities", "Prioritas Strategis"),
    "alignment": ("Alignment", "Keselarasan"),
}
