from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.accounts.roles import MANAGER
from smsplan.records.forms import RecordForm
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
        review = self.instance
        attending = list(review.attendees.values_list("pk", flat=True)) if review.pk else []
        active = Q(pk__in=User.objects.active().values("pk"))
        managers = Q(pk__in=User.objects.active().with_role(MANAGER).values("pk"))
        # Whoever stands on the review already stays to be chosen.
        self.fields["chair"].queryset = User.objects.filter(managers | Q(pk=review.chair_id))
        self.fields["attendees"].queryset = User.objects.filter(active | Q(pk__in=attending))
