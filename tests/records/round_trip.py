"""An export that is imported again unmodified: what the registers' tests share."""

from django.utils import translation
from hypothesis import Phase
from hypothesis import strategies as st

from smsplan.ui.exports import as_csv, as_xlsx
from tests.records.importing import checked, confirmed

ODD = st.sampled_from(
    [
        "=1+1", "'=1+1", "''@x", "+62 21", "-5 %", "@SUM(A1)", "\t=cmd", " leading", "trailing ", 'say "no"',
        "a;b,c\td", "line\nbreak", "carriage\r\nreturn", "lone\rreturn", "\u2028separator", "\u00a0=1", "\uff1d1",
        "\ufeff=1",
        "Überdruß", "日本語", "🔥" * 3, "e\u0301", "x" * 40_000, "sep=;", "None", "0012", "1e5", "2026-01-01", "TRUE",
        "_x000D_", "<b>&amp;</b>", "\x0bvertical", "'", "''", '"', "%s %(x)s {0}",
    ]
)  # fmt: skip
TEXT = st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
TITLE = TEXT.map(lambda text: text[:300]).filter(lambda text: text.strip())
#: A failing example is a whole import: it is shown as it was found.
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]
LANGUAGES = st.sampled_from(["en", "id"])


def comes_back_unchanged(kind: str, sheet, model, person, language: str, reader: str) -> None:
    """Export in `language`, check and confirm as `person` who reads `reader`: nothing is new, updated or an error."""
    with translation.override(language):
        table = sheet()
        table.rows = list(table.rows)
        files = {"r.csv": b"".join(as_csv(table)), "r.xlsx": as_xlsx([table])}
    person.language = reader
    person.save()
    before = model.history.count()
    revisions = list(model.objects.order_by("pk").values_list("revision", flat=True))
    for name, content in files.items():
        run = checked(kind, name, content, person)
        assert not run.error
        shown = [(row.outcome, row.detail) for row in run.rows.all() if row.outcome != "unchanged"]
        assert shown == [], (name, shown)
        assert confirmed(run).imported == 0
        run.refresh_from_db()
        assert run.result["unchanged"] == model.objects.count()
    assert model.history.count() == before
    assert list(model.objects.order_by("pk").values_list("revision", flat=True)) == revisions
