from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

#: Written out, since every page asks for it and putting it together would take longer than answering it.
_PERMISSIONS = """
SELECT type.app_label || '.' || permission.codename
FROM auth_permission permission JOIN django_content_type type ON type.id = permission.content_type_id
WHERE permission.id IN (
    SELECT permission_id FROM accounts_user_user_permissions WHERE user_id = %(person)s
    UNION ALL
    SELECT of_group.permission_id FROM auth_group_permissions of_group
    JOIN accounts_user_groups member ON member.group_id = of_group.group_id WHERE member.user_id = %(person)s
)
"""


class WindowedBackend(AuthenticationBackend):
    """Sign-in by e-mail and password, closed outside a person's access window."""

    def user_can_authenticate(self, user) -> bool:
        """Active and inside the access window."""
        return super().user_can_authenticate(user) and user.may_enter()

    def get_user(self, user_id):
        """The signed-in person, or None as soon as the window has closed: a running session ends with it."""
        user = super().get_user(user_id)
        return user if user is not None and user.may_enter() else None

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """What a person may do, by their groups and by themselves, in one query where Django asks two."""
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            with connection.cursor() as cursor:
                cursor.execute(_PERMISSIONS, {"person": user_obj.pk})
                user_obj._perm_cache = {name for (name,) in cursor.fetchall()}
        return user_obj._perm_cache
