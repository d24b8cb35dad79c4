"""The mail by which a person gets their first password, or a new one: a link that works once."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept


def link_for(person: User) -> str:
    """The address at which the person sets a password. It ends with the first use, and after PASSWORD_RESET_TIMEOUT."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return f"{settings.SITE_URL}{path}"


def invitation_send(*, person: User, actor: User | None) -> bool:
    """Send the mail in the person's language; False when it could not be sent, which an administrator is told."""
    with translation.override(person.language):
        context = {
            "person": person,
            "link": link_for(person),
            "site_url": settings.SITE_URL,
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        }
        subject = _("Your access to smsplan")
        text = render_to_string("accounts/invitation.txt", context)
    try:
        EmailMessage(subject=subject, body=text, to=[person.email]).send()
    except OSError:
        return False
    record_event(
        action=Action.PERSON_CHANGED,
        actor=actor,
        target=person,
        reason=reason_kept("A link to set the password was sent."),
    )
    return True
