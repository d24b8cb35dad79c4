from allauth.account.auth_backends import AuthenticationBackend


class WindowedBackend(AuthenticationBackend):
    """Sign-in by e-mail and password, closed outside a person's access window."""

    def user_can_authenticate(self, user) -> bool:
        """Active and inside the access window."""
        return super().user_can_authenticate(user) and user.may_enter()

    def get_user(self, user_id):
        """The signed-in person, or None as soon as the window has closed: a running session ends with it."""
        user = super().get_user(user_id)
        return user if user is not None and user.may_enter() else None
