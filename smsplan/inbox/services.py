"""Telling a person something once."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone, translation

from smsplan.inbox.models import Notification

#: A mail that failed this often is given up; the notification stays in the application.
MAIL_ATTEMPTS = 10


def tell(*, recipient, key: str, url: str, words: Callable[[], tuple[str, str]]) -> bool:
    """Tell `recipient` once per `key`; False when they were told before.

    `words` gives title and text and is called in the recipient's language.
    """
    with translation.override(recipient.language):
        title, body = words()
    title = " ".join(title.split())  # It becomes a mail's subject, which has one line.
    _note, created = Notification.objects.get_or_create(
        recipient=recipient, key=key, defaults={"title": title[:200], "body": body, "url": url}
    )
    return created


def send_waiting() -> int:
    """Send the mails that wait, each while its row is locked; returns how many went out."""
    sent = 0
    for pk in list(_sendable().values_list("pk", flat=True)[:500]):
        sent += _send_one(pk)
    return sent


def _sendable() -> models.QuerySet[Notification]:
    return Notification.objects.filter(mail_state=Notification.Mail.WAITING, recipient__is_active=True).order_by(
        "created_at"
    )


@transaction.atomic
def _send_one(pk: int) -> int:
    """Send one mail; a row that another worker holds, or has sent, is left alone."""
    note = (
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(pk=pk, mail_state=Notification.Mail.WAITING)
        .first()
    )
    if note is None:
        return 0
    note.mail_attempts += 1
    note.mail_at = timezone.now()
    text = f"{note.body}\n\n{settings.SITE_URL}{note.url}\n" if note.url else f"{note.body}\n"
    try:
        EmailMessage(subject=note.title, body=text, to=[note.recipient.email]).send()
    except (OSError, ValueError):  # The server is away, or an address is none: the next mail must still go out.
        if note.mail_attempts >= MAIL_ATTEMPTS:
            note.mail_state = Notification.Mail.FAILED
        note.save(update_fields=["mail_attempts", "mail_at", "mail_state"])
        return 0
    note.mail_state = Notification.Mail.SENT
    note.save(update_fields=["mail_attempts", "mail_at", "mail_state"])
    return 1


def mark_read(*, recipient, pk: int | None = None) -> int:
    """Mark one or all of a person's notifications read."""
    unread = Notification.objects.filter(recipient=recipient, read_at=None)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=timezone.now())
