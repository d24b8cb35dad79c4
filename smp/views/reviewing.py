"""Review the plan: leave it as it is with a reason, or begin a new version."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import policies, reviews, selectors, services
from smp.models import Version
from smp.services.reviewing import drift_seen
from smp.views.acts import VersionAct
from smsplan.ui.forms import ReasonForm
from smsplan.ui.templatetags.ui import day
from smsplan.ui.today import today


class ReviewForm(ReasonForm):
    """Why no change is needed, and what the reviewer had before them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class VersionReview(VersionAct):
    """Record that the version in force was reviewed and needs no change; shows what has changed in the registers."""

    permission = "smp.review_version"
    template_name = "smp/review.html"
    form_class = ReviewForm
    possible_in = (Version.State.APPROVED,)
    heading = gettext_lazy("Review the plan: no change needed?")
    consequence = gettext_lazy(
        "Your review stands in the document control table, with what had changed in the registers by now. That stays "
        "shown until a version takes it up. The next review is due in twelve months."
    )
    reason_label = gettext_lazy("Why no change is needed")
    submit_label = gettext_lazy("Reviewed, no change needed")

    def get_initial(self) -> dict:
        return {"revision": self.version.revision, "seen": drift_seen(self.version)}

    def get_success_message(self) -> str:
        return _("The review is kept. The next one is due on %(day)s.") % {"day": day(self.review.next_review_on)}

    def act(self, form):
        """Keep the review."""
        self.review = services.version_review(
            version=self.version,
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            seen=form.cleaned_data["seen"],
        )

    def get_context_data(self, **kwargs):
        wanted = reviews.review_wanted(self.version, today=today())
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "due": wanted.due if wanted else self.version.next_review_on,
            "drifts": sorted(selectors.drifts(self.version), key=lambda drift: not drift.grave),
            "last_review": reviews.last_review(self.version),
            "may_draft": policies.can_draft(self.request.user),
        }
