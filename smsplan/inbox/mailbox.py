"""Reading the folder into which the demo's mails are written."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """One mail as the administrator reads it."""

    to: str
    subject: str
    at: datetime | None
    text: str


_END = b"-" * 79


def read(folder: Path) -> list[Mail]:
    """The mails in the folder, newest first."""
    mails = []
    for path in sorted(Path(folder).glob("*.log")):
        for raw in path.read_bytes().split(_END):
            if raw.strip():
                mails.append(_mail(raw.strip()))
    return sorted(mails, key=lambda mail: mail.at.timestamp() if mail.at else 0, reverse=True)


def _mail(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    at = message["Date"].datetime if message["Date"] is not None else None
    if at is not None and at.tzinfo is None:  # "-0000" is UTC from nobody's clock.
        at = at.replace(tzinfo=UTC)
    body = message.get_body(("plain",))
    return Mail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=at,
        text=body.get_content() if body is not None else "",
    )
