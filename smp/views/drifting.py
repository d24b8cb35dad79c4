"""What has changed in the registers since the version in force was frozen, and a new version from it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateResponseMixin

from smp import drifting, policies, selectors
from smp.compare import worded
from smp.views.shared import root_crumb
from smsplan.ui.views import Action, Crumb, Entry


class PlanDrift(Entry, TemplateResponseMixin):
    """Each difference with what, when, by whom and how grave; those that are chosen begin a new version."""

    permission = "smp.view_version"
    template_name = "smp/drift.html"
    title = gettext_lazy("Drift")

    def get(self, request, *args, **kwargs):
        self.in_force = selectors.version_in_force()
        self.open = selectors.draft()
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb()]

    def get_primary(self) -> Action | None:
        """Go on with the version that is open already."""
        if self.open is not None and policies.can_write(self.request.user, self.open):
            return Action(_("Continue %(version)s") % {"version": self.open}, self.open.get_absolute_url(), "pencil")
        return None

    def get_context_data(self, **kwargs):
        entries = drifting.told(self.in_force) if self.in_force is not None else []
        named = set(self.open.changes.values_list("reference", flat=True)) if self.open is not None else set()
        return super().get_context_data(**kwargs) | {
            "in_force": self.in_force,
            "open": self.open,
            "entries": [
                (
                    entry,
                    entry.drift.reference in named,
                    [(label, worded(old, new)) for label, old, new in entry.details],
                )
                for entry in entries
            ],
            "grave": sum(entry.drift.grave for entry in entries),
            "may_begin": self.open is None and policies.can_draft(self.request.user) and bool(entries),
            "create_url": reverse("smp:create"),
        }
