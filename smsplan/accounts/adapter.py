from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login

from smsplan.audit.events import Action, record_event, request_address
from smsplan.audit.reasons import reason_kept


class AccountAdapter(DefaultAccountAdapter):
    """People are invited by an administrator; nobody signs up."""

    def is_open_for_signup(self, request) -> bool:
        """Always closed."""
        return False

    def pre_login(self, request, user, **kwargs):
        """Turn away who knows the password but was deactivated or is outside the access window.

        The sign-in package asks our backend, but remembers the person and signs in whoever is active all the same.
        """
        if user.may_enter():
            return super().pre_login(request, user, **kwargs)
        clear_login(request)
        record_event(
            action=Action.SIGN_IN_FAILED,
            actor=None,
            target=user,
            label=user.email,
            reason=reason_kept("Deactivated, or outside the access window."),
            address=request_address(request),
        )
        return self.respond_user_inactive(request, user)
