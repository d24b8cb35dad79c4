"""Queries per page, kept in tests/query_counts.json: a page that asks more than before shows in the diff.

After a change that is meant: WRITE_QUERY_COUNTS=1 pytest tests/bench/test_query_counts.py
"""

import json
import os
from pathlib import Path

import pytest

from smsplan.bench.queries import query_counts
from smsplan.bench.seed import seed

FILE = Path(__file__).resolve().parent.parent / "query_counts.json"
MOST_ON_THE_RISK_LIST = 12
SIZES = (1000, 10, 10_000)
#: What is asked of an objective depends on where it stands, and of the plan on what has drifted: a register of another
#: size may ask that many fewer, never more.
FEWER = 2


@pytest.mark.django_db
@pytest.mark.parametrize("risks", SIZES)
def test_pages_ask_as_often_as_before_however_many_rows_there_are(risks):
    # Beyond a thousand only the register of risks grows, so that the test stays short.
    seed(risks / 10_000, others=min(risks, 1000) / 10_000)
    counts = query_counts()
    known = json.loads(FILE.read_text())
    if os.environ.get("WRITE_QUERY_COUNTS"):
        # The sizes are run one after the other: the first begins the file anew, the others add what they ask more.
        known = counts if risks == SIZES[0] else {page: max(known.get(page, 0), counts[page]) for page in counts}
        FILE.write_text(json.dumps(known, indent=2) + "\n")
    changed = [
        f"{page}: {known.get(page, 'not known')} -> {counts.get(page, 'gone')}"
        for page in {**known, **counts}
        if not 0 <= known.get(page, -99) - counts.get(page, 99) <= FEWER
    ]
    assert not changed, f"With {risks} risks: " + "; ".join(changed)
    assert counts["risks"] <= MOST_ON_THE_RISK_LIST
