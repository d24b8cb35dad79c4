"""Asking for the password again, for an act that is a signature."""

from django.contrib.auth.hashers import check_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event

#: Wrong passwords that one person may type before they have to wait.
MOST_WRONG = 5
#: Seconds from the last of them until they may try again.
WAIT_SECONDS = 300


def confirm(*, person: User, password: str, act: str) -> None:
    """Return when `password` is the person's own, else raise ValidationError({"password": ...}).

    `act` says in words what is signed, for the audit event that each refusal leaves. Call it before the transaction of
    the act begins: the event has to outlive the refusal, and inside another transaction a refusal is a RuntimeError.
    """
    with transaction.atomic():
        # One try at a time: many at once would each find the counter where it was. References to the person go on.
        known = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        refusal = _refusal(known, password)
    if not refusal:
        return
    with transaction.atomic(durable=True):
        record_event(action=Action.SIGNATURE_REFUSED, actor=known, target=known, label=act, reason=refusal)
    raise ValidationError({"password": refusal})


def _refusal(person: User, password: str) -> str:
    """Why the person may not sign now; empty when they may."""
    if not person.may_enter():
        return _("This person may not enter any more, and signs nothing.")
    if not person.has_usable_password():
        return _("You have no password to sign with. Ask an administrator for an invitation to choose one.")
    key = f"identity-wrong:{person.pk}"
    wrong = cache.get(key, 0)
    if wrong >= MOST_WRONG:
        minutes = WAIT_SECONDS // 60
        return ngettext(
            "Too many wrong passwords. Wait %(minutes)d minute, then try again.",
            "Too many wrong passwords. Wait %(minutes)d minutes, then try again.",
            minutes,
        ) % {"minutes": minutes}
    if check_password(password, person.password):
        cache.delete(key)
        return ""
    cache.set(key, wrong + 1, timeout=WAIT_SECONDS)
    return _("This is not your password. Nothing was signed.")
