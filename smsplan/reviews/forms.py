from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.accounts.roles import MANAGER
from smsplan.records.forms import RecordForm, people_to_choose
from smsplan.reviews.models import Review
from smsplan.ui.richtext import RichTextField


class ReviewForm(RecordForm):
    """Prepare a review, and take its minutes."""

    decisions = RichTextField(
        label=_("Decisions"),
        required=False,
        help_text=Review._meta.get_field("decisions").help_text,
    )

    fieldsets = [
        (_("The review"), ["title", "held_on", "chair"]),
        (_("Who attends"), ["attendees", "guests"]),
        (_("What is decided"), ["decisions", "actions"]),
        (_("Why this edit"), ["change_reason"]),
    ]

    class Meta:
        model = Review
        fields = ("title", "held_on", "chair", "attendees", "guests", "decisions", "actions")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        managers = User.objects.active().with_role(MANAGER).values("pk")
        present = User.objects.filter(pk=self.instance.chair_id)
        self.fields["chair"].queryset = (User.objects.filter(pk__in=managers) | present).distinct()
        self.fields["attendees"].queryset = people_to_choose()
        if self.instance.pk:
            attending = User.objects.filter(pk__in=list(self.instance.attendees.values_list("pk", flat=True)))
            self.fields["attendees"].queryset = (people_to_choose() | attending).distinct()
