"""Writing an SMS change plan."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import policies, services
from changes.forms import ChangeForm
from changes.views.one import OneChange
from smsplan.records.views import RecordFormPage
from smsplan.ui.parts import Crumb


class ChangeCreate(RecordFormPage):
    """A new change plan."""

    permission = "changes.add_change"
    title = gettext_lazy("Plan a change")
    lead = gettext_lazy("Save at any time; only submitting asks for an answer to each of the seven questions.")
    form_class = ChangeForm
    success_message = gettext_lazy("The change plan is saved as a draft.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back to the register."""
        return [Crumb(_("SMS changes"), reverse("changes:list"))]

    def perform(self, form):
        """Save through the service."""
        data = form.cleaned_data
        return services.change_save(
            change=form.instance,
            actor=self.request.user,
            reason=data.get("change_reason", ""),
            many={name: data[name] for name in ("services", "practices", "risks")},
            revision=data.get("revision"),
        )


class ChangeUpdate(OneChange, ChangeCreate):
    """Edit a draft."""

    permission = "changes.change_change"
    title = gettext_lazy("Edit change plan")
    success_message = gettext_lazy("Saved.")

    def has_permission(self) -> bool:
        """Only a draft can be opened; one that was submitted meanwhile says so when the form is sent."""
        allowed = super().has_permission()
        return allowed and (self.request.method == "POST" or policies.can_write(self.request.user, self.record))

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back to the record."""
        return OneChange.get_breadcrumbs(self)
