"""The sentence of an objective: vague wording found, in English and Indonesian, and a sentence that can be assessed.

Pure rules, for `objectives.smart` (the guide's "SMART Objectives vs. Vague Aspirations").
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Words that sound good and can't be measured, in English and Indonesian.
_VAGUE = (
    r"improv(?:e[sd]?|ing|ements?)", r"enhanc(?:e[sd]?|ing|ements?)", "better", r"optimi[sz](?:e[sd]?|ing|ation)",
    r"strengthen(?:s|ed|ing)?", r"maximi[sz](?:e[sd]?|ing)", r"minimi[sz](?:e[sd]?|ing)", "world[- ]class",
    "best[- ]in[- ]class", "as (?:soon|fast|good|much|well|quickly) as possible",
    r"more (?:efficient|effective|reliable|agile|productive|stable|quick|smooth|secure|mature)(?:ly)?",
    r"increas(?:e[sd]?|ing) (?:[\w-]+ ){0,3}"
    r"(?:efficiency|effectiveness|quality|productivity|reliability|satisfaction|performance|awareness|maturity|trust)",
    "faster", "quicker", "cheaper", "smoother", "excellen(?:t|ce)", "high(?:est)?[- ]quality",
    r"(?:good|great|best) (?:[\w-]+ )?(?:services?|quality|support|provider)",
    "meningkatkan", "tingkatkan", "peningkatan", "ditingkatkan", "memperbaiki", "perbaikan", "mengoptimalkan",
    "optimalisasi", "memperkuat", "penguatan", "memaksimalkan", "meminimalkan",
    "mempercepat", "percepatan", "menyempurnakan", "penyempurnaan",
    r"lebih (?:baik|efisien|efektif|cepat|andal|handal|optimal|produktif|stabil|mudah|murah|aman|responsif)",
    r"(?:layanan|mutu|kualitas) (?:\w+ )?yang baik", r"secepat(?:nya| mungkin)",
    r"sebaik(?:nya| mungkin)", r"semaksimal(?:nya| mungkin)", "berkelas dunia", "prima", "berkualitas tinggi",
)  # fmt: skip
_VAGUE_PATTERN = re.compile(r"\b(?:" + "|".join(_VAGUE) + r")\b", re.IGNORECASE)

_MONTHS = (
    "jan(?:uar[yi])?|feb(?:ruar[yi])?|mar(?:ch|et)?|apr(?:il)?|may|mei|june?|juni|july?|juli|aug(?:ust)?|agu(?:stus)?"
    "|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cs](?:ember)?"
)
#: Digits that say when, or are part of a name, and no amount: 31 December 2026, 2026-12-31, Q4, P1, ISO/IEC 20000-1.
_NO_AMOUNT = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b|\b(?:{_MONTHS})\.?\s+\d{{1,2}}\b(?!\s*%)"
    r"|\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\bISO(?:/IEC)?[ -]?\d[\d:-]*|\b24/7\b"
    r"|\b20[1-4]\d\b(?![.,]?\d|\s*%)|\b(?!rp|idr|usd|eur|sgd)[a-z]+-?\d+\b"
    r"|\b(?:tier|level|tahap|phase|quarter|kuartal|triwulan|semester)\s+\d\b",
    re.IGNORECASE,
)
_AMOUNT_WORDS = re.compile(
    r"\b(?:zero|half|halve[sd]?|halving|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|nol|separuh|setengah"
    r"|(?:dua|tiga) kali(?: lipat)?)\b",
    re.IGNORECASE,
)


def says_how_much(title: str) -> bool:
    """Whether a sentence names an amount: a number that is neither a date nor part of a name, or a word for one."""
    bare = _NO_AMOUNT.sub(" ", title)
    return any(character.isdigit() for character in bare) or bool(_AMOUNT_WORDS.search(bare))


def vague_phrase(title: str) -> str:
    """The words of a sentence that can't be assessed; empty when there are none, or an amount redeems them.

    "Improve uptime from 98.5% to 99.5%" can be assessed, "improve uptime in Q4 2026" can't.
    """
    found = _VAGUE_PATTERN.search(title)
    return "" if found is None or says_how_much(title) else found.group(0)


def suggestion(values: Mapping[str, Any]) -> str:
    """A sentence made of the record's own metric, baseline, target and due date; empty while there is too little.

    `values` may hold `shown`, which gives baseline, target, upper and due_date as text in the reader's formats.
    """
    metric, target = (values.get("metric") or "").strip(), values.get("target")
    if not metric or target is None:
        return ""
    shown = values.get("shown") or {}
    words = {"metric": _inside(metric)} | {
        name: shown.get(name, values.get(name)) for name in ("baseline", "target", "upper", "due_date")
    }
    text = str(_pattern(values)) % words
    return _("%(sentence)s by %(due)s") % {"sentence": text, "due": words["due_date"]} if words["due_date"] else text


def _pattern(values: Mapping[str, Any]) -> Any:
    """The sentence for the rule and direction of the record."""
    rule, target, falling = values.get("rule"), values.get("target"), values.get("direction") == "at_most"
    if rule == "reduction":
        return gettext_lazy("Reduce %(metric)s by %(target)s")
    if values.get("direction") == "within" and values.get("upper") is not None:
        return gettext_lazy("Keep %(metric)s between %(target)s and %(upper)s")
    if rule == "sum":
        if falling:
            return gettext_lazy("Keep the total of %(metric)s at %(target)s or less")
        return gettext_lazy("Reach a total of %(target)s for %(metric)s")
    if rule in ("every_period", "maintain") or values.get("baseline") == target:
        if falling:
            return gettext_lazy("Keep %(metric)s at %(target)s or less")
        return gettext_lazy("Keep %(metric)s at %(target)s or more")
    if values.get("baseline") is None:
        return gettext_lazy("Bring %(metric)s to %(target)s")
    if falling:
        return gettext_lazy("Reduce %(metric)s from %(baseline)s to %(target)s")
    return gettext_lazy("Raise %(metric)s from %(baseline)s to %(target)s")


def _inside(metric: str) -> str:
    """The metric as it is written within a sentence: a capital stays where it belongs to an abbreviation or a name."""
    return metric[0].lower() + metric[1:] if metric[1:2].islower() else metric
