"""What waits for a person, in one shape for every register."""

import datetime
from dataclasses import dataclass
from typing import Any


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


def due_of(record: Any, kind: str, due: datetime.date, act: str, *, key: object = None, **fields: Any) -> DueItem:
    """What waits of a record for its owner on its own page, unless `fields` say otherwise.

    `key` is what waits where that is not the record itself; another due date makes another item.
    """
    return DueItem(
        **{
            "key": f"{kind}:{key or record.pk}:{due.isoformat()}",
            "kind": kind,
            "owner_id": record.owner_id,
            "reference": record.reference,
            "title": record.title,
            "due": due,
            "url": record.get_absolute_url(),
            "act": act,
        }
        | fields
    )
