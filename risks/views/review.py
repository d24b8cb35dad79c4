"""Reviewed, still valid."""

from django.utils.translation import gettext_lazy

from risks import policies, services
from risks.forms import ReviewForm
from risks.views.acts import RiskAct
from smsplan.records.services import NotAllowed


class StillValid:
    """What the reviews of a risk and of an opportunity share: a note, and that the record is as it was looked at."""

    form_class = ReviewForm
    heading = gettext_lazy("Reviewed, still valid?")
    reason_required = False
    reason_label = gettext_lazy("Note")
    submit_label = gettext_lazy("Reviewed, still valid")

    def get_initial(self) -> dict:
        return {"revision": self.record.revision}

    def act(self, form):
        try:
            self.do(note=form.cleaned_data["reason"], revision=form.cleaned_data["revision"])
        except NotAllowed:
            self.look_again(form)
            raise


class RiskReview(StillValid, RiskAct):
    """Say that a risk is still valid as it stands."""

    permission = "risks.review_risk"
    consequence = gettext_lazy(
        "The risk stays as it is, and the next review date follows from the interval of its level."
    )
    success_message = gettext_lazy("The review is on record, and the next one is due when its level asks for it.")
    policy = staticmethod(policies.can_review)
    service = staticmethod(services.risk_review)
