"""What waits for a person, in one shape for every register."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class DueItem:
    """One thing that waits for `owner_id`. `key` names it for ever, such as "measurement:12:2026-10-01"."""

    key: str
    kind: str
    owner_id: int | None
    reference: str
    title: str
    due: datetime.date
    url: str
    act: str

    def overdue(self, today: datetime.date) -> bool:
        """Whether the due date has passed."""
        return self.due < today
