"""The form that says who has to acknowledge the plan."""

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from smp import readers
from smp.models import Distribution
from smsplan.accounts.models import User
from smsplan.accounts.roles import ROLE_LABELS
from smsplan.records.forms import RecordForm
from smsplan.ui.picker import RecordPicker

#: A reminder is sent as soon as a version is in force, and it waits for no longer than this.
MOST_DAYS = 90


class DistributionForm(RecordForm):
    """Roles, people besides, and how many days they have."""

    within_days = forms.IntegerField(
        label=_("Days to acknowledge"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_(
            "Counted from the day on which a version comes into force, or from which a person is asked. Who has not "
            "acknowledged it is reminded three days before the end, on the last day, and every week after it."
        ),
    )

    class Meta:
        model = Distribution
        fields = ("roles", "people", "within_days")
        labels = {"roles": _("Everybody in these roles"), "people": _("And these people")}
        help_texts = {
            "roles": _("Who joins a role later is asked, too; who leaves is no longer counted."),
        }
        widgets = {"people": RecordPicker(options_url=reverse_lazy("smp:pick_reader"), hint=_("Search by name"))}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        roles = self.fields["roles"]
        roles.queryset = Group.objects.filter(
            permissions__codename="acknowledge_version", permissions__content_type__app_label="smp"
        ).order_by("pk")
        roles.label_from_instance = lambda group: ROLE_LABELS.get(group.name, group.name)
        # Whoever was named before and left meanwhile can be taken off the list.
        named = self.instance.people.order_by().values("pk")
        self.fields["people"].queryset = User.objects.filter(
            Q(pk__in=readers.able_readers().order_by().values("pk")) | Q(pk__in=named)
        )
