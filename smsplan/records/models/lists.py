from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key


class SavedView(models.Model):
    """A list's filters, order and columns under a name: for one person or, when shared, for all who see the list.

    `list_key` names the list for ever, such as "risks"; `query` is the list's address without "?".
    """

    list_key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    person = person_key()
    shared = models.BooleanField(_("shared with everybody"), default=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        default_permissions = ()
        permissions = (("share_savedview", "Can share saved views"),)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "list_key", "name"),
                name="saved_view_once",
                violation_error_message=_("You have a view of this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class ListPreference(models.Model):
    """How one person wants one list: which columns, how many rows a page."""

    list_key = models.CharField(max_length=60)
    person = person_key()
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    per_page = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("person", "list_key"), name="list_preference_once"),)

    def __str__(self) -> str:
        return self.list_key
