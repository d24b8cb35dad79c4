"""The plan's own page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateResponseMixin

from smp import content, policies, selectors
from smp.models import Version
from smp.views.shared import READ, publication_of, state_pill, work_status
from smsplan.ui.views import Action, Empty, Entry


class PlanHome(Entry, TemplateResponseMixin):
    """The version in force, the version in work, what has drifted, what is covered, and all versions."""

    permission = READ
    template_name = "smp/home.html"
    title = gettext_lazy("Service Management Plan")

    def get(self, request, *args, **kwargs):
        self.in_force = selectors.version_in_force()
        self.full = request.user.has_perm("smp.view_version")
        self.open = selectors.draft() if self.full else None
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_primary(self) -> Action | None:
        """Begin a version, go on with the draft, or read the one that waits."""
        user = self.request.user
        if self.open is None:
            if policies.can_draft(user):
                return Action(_("New version"), reverse("smp:create"), icon="plus")
            return None
        url = self.open.get_absolute_url()
        if policies.can_write(user, self.open):
            return Action(_("Continue %(version)s") % {"version": self.open}, url, icon="pencil")
        if policies.can_approve(user, self.open):
            return Action(_("Review %(version)s") % {"version": self.open}, url, icon="checklist")
        return None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        context |= {
            "in_force": self.in_force,
            "full": self.full,
            "coverage": self._coverage(),
            "drifts": selectors.drifts(self.in_force) if self.full and self.in_force else [],
            "empty": self._empty() if self.in_force is None and self.open is None else None,
        }
        if self.in_force is not None:
            context["document"] = publication_of(self.in_force)
        if self.full:
            context["history"] = [(row, state_pill(row)) for row in Version.objects.for_list()]
        if self.open is not None:
            written = selectors.written(self.open)
            context |= {
                "open": self.open,
                "open_pill": state_pill(self.open),
                "done": len(content.SECTIONS) - len(content.missing(written)),
                "of": len(content.SECTIONS),
                "missing": content.missing(written),
                "work": work_status(self.open, user),
            }
        return context

    def _coverage(self):
        version = self.in_force or self.open
        if version is None:
            return []
        titles = {key: required.title for key, required in content.BY_KEY.items()}
        return [(line, [titles[key] for key in line.sections]) for line in selectors.coverage(version)]

    def _empty(self) -> Empty:
        may = policies.can_draft(self.request.user)
        return Empty(
            title=_("There is no Service Management Plan yet"),
            text=_(
                "The plan says how services will be managed, given context, policy and objectives. A draft begins with "
                "the ten contents that the plan must have; tables in it are written by the registers."
            ),
            clause="ISO/IEC 20000-1, 6.3",
            action=Action(_("New version"), reverse("smp:create"), icon="plus") if may else None,
        )
