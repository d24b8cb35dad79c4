import functools
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.roles import ROLE_LABELS
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted


@functools.cache
def _time_zones() -> set[str]:
    """Every name of the IANA database, once: to find them out, Python opens six hundred files."""
    return zoneinfo.available_timezones()


def validate_time_zone(value: str) -> None:
    """Raises ValidationError unless `value` is a time zone of the IANA database."""
    if value not in _time_zones():
        raise ValidationError(_("“%(value)s” is not a known time zone, such as Asia/Jakarta."), params={"value": value})


#: Written out: it stands in queries of many pages, and putting it together would take longer than answering it.
_HOLDERS = """
SELECT member.user_id FROM accounts_user_groups member
JOIN auth_group_permissions granted ON granted.group_id = member.group_id
JOIN auth_permission permission ON permission.id = granted.permission_id
JOIN django_content_type type ON type.id = permission.content_type_id
WHERE type.app_label || '.' || permission.codename = ANY(%s)
UNION ALL
SELECT granted.user_id FROM accounts_user_user_permissions granted
JOIN auth_permission permission ON permission.id = granted.permission_id
JOIN django_content_type type ON type.id = permission.content_type_id
WHERE type.app_label || '.' || permission.codename = ANY(%s)
"""


class UserQuerySet(models.QuerySet):
    def active(self) -> "UserQuerySet":
        """People who may sign in today: not deactivated and inside their access window."""
        today = timezone.localdate()
        return self.filter(is_active=True).filter(
            models.Q(access_from=None) | models.Q(access_from__lte=today),
            models.Q(access_until=None) | models.Q(access_until__gte=today),
        )

    def with_role(self, *roles: str) -> "UserQuerySet":
        """People who have one of the roles."""
        return self.filter(groups__name__in=roles).distinct()

    def holding(self, *permissions: str) -> "UserQuerySet":
        """People who hold one of these permissions (`app.codename`): through a role, by themselves, or as superuser."""
        names = list(permissions)
        return self.filter(models.Q(is_superuser=True) | models.Q(pk__in=RawSQL(_HOLDERS, (names, names))))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person who signs in by e-mail. Raises ValidationError for a missing or known address."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person with every permission; four-eyes rules hold for them too."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        """The person with this e-mail address, whatever its capitals."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. People are deactivated, never deleted: what they did keeps their name."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        INDONESIAN = "id", _("Bahasa Indonesia")

    email = models.EmailField(_("e-mail"), max_length=254)
    full_name = models.CharField(_("full name"), max_length=120)
    job_title = models.CharField(
        _("job title"),
        max_length=120,
        blank=True,
        help_text=_("Imports use it to recognise owners named by their role, such as “Change Manager”."),
    )
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone])
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    access_from = models.DateField(_("access from"), null=True, blank=True)
    access_until = models.DateField(
        _("access until"),
        null=True,
        blank=True,
        help_text=_("The last day on which this person may enter; leave empty for no end."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    history = History(excluded_fields=["password", "last_login"], m2m_fields=["groups"])
    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("full_name", "email")
        constraints = (
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message=_("A person with this e-mail exists.")
            ),
            models.CheckConstraint(
                condition=models.Q(access_from=None)
                | models.Q(access_until=None)
                | models.Q(access_from__lte=models.F("access_until")),
                name="user_access_window",
                violation_error_message=_("Access must not end before it begins."),
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args, **kwargs):
        """Save the person. Signing in is an audit event and changes nothing of them: it is no row of their history."""
        if set(kwargs.get("update_fields") or ()) != {"last_login"}:
            return super().save(*args, **kwargs)
        self.skip_history_when_saving = True
        try:
            return super().save(*args, **kwargs)
        finally:
            # Two requests of one person may sign in with the same object.
            self.__dict__.pop("skip_history_when_saving", None)

    def history_words(self) -> dict[str, Callable[[Any], str]]:
        """In the history a role is called as it is elsewhere."""
        return {"groups": lambda group: str(ROLE_LABELS.get(group.name, group.name))}

    def get_absolute_url(self) -> str:
        """The person's page, for administrators."""
        return reverse("people:detail", args=[self.pk])

    def get_full_name(self) -> str:
        """The full name, as allauth and e-mail templates ask for it."""
        return self.full_name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        parts = self.full_name.split() or [self.email]
        return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()

    def may_enter(self, today=None) -> bool:
        """Whether the person is active and `today` lies in the access window (both ends included)."""
        today = today or timezone.localdate(timezone=zoneinfo.ZoneInfo(self.time_zone))
        return (
            self.is_active
            and (self.access_from is None or self.access_from <= today)
            and (self.access_until is None or today <= self.access_until)
        )

    @property
    def role_names(self) -> list[str]:
        """The person's roles as they are read, in the reader's language."""
        return [str(ROLE_LABELS.get(group.name, group.name)) for group in self.groups.all()]
