"""Audit events for signing in and out, from Django's own sign-in signals."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from smsplan.audit.events import Action, record_event, request_address


def _signed_in(sender, request, user, **_kwargs) -> None:
    record_event(action=Action.SIGNED_IN, actor=user, target=user, address=request_address(request))


def _signed_out(sender, request, user, **_kwargs) -> None:
    if user is not None:
        record_event(action=Action.SIGNED_OUT, actor=user, target=user, address=request_address(request))


def _failed(sender, credentials, request=None, **_kwargs) -> None:
    attempted = str(credentials.get("email") or credentials.get("username") or "")[:150]
    record_event(
        action=Action.SIGN_IN_FAILED,
        actor=None,
        label=attempted,
        address=request_address(request) if request is not None else None,
    )


def connect() -> None:
    """Listen to Django's signals, once."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
