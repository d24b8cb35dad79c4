"""The plan as its readers know it: one address, always the version in force, and where one acknowledges it."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from smp import policies, readers, services
from smp.arranging import placed
from smp.control import approver_names
from smp.images import on_screen
from smp.models import Acknowledgement, Distribution, Version
from smp.typesetting import typeset
from smp.views.documents import paper_of
from smp.views.shared import READ, root_crumb
from smsplan.ui.templatetags.ui import moment
from smsplan.ui.today import past_day
from smsplan.ui.views import Crumb, Empty, Entry


class InForce(Entry, TemplateResponseMixin):
    """The version in force, to be read: its frozen text and tables, and nothing of any draft.

    Its address stays the same from version to version, so that it can be shared.
    """

    permission = READ
    template_name = "smp/read.html"
    as_of = True

    def get(self, request, *args, **kwargs):
        self.full = request.user.has_perm("smp.view_version")
        if past_day() is not None and not self.full:
            raise PermissionDenied(_("What was in force before is for those who see every version of the plan."))
        return self.render_to_response(self.get_context_data(**kwargs))

    @cached_property
    def version(self) -> Version | None:
        """The version in force, with its frozen content."""
        rows = Version.objects.in_force().select_related("created_by", "submitted_by", "approved_by", "publication")
        return rows.first()

    def get_title(self) -> str:
        return str(self.version) if self.version else _("Version in force")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb()]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.version is None:
            return context | {"empty": self._empty()}
        version, user = self.version, self.request.user
        return context | {
            "version": version,
            "document": version.frozen,
            "sections": [
                section
                | {
                    "pieces": placed(on_screen(typeset(section["html"]), version), section["blocks"]),
                }
                for section in version.frozen["sections"]
            ],
            "paper": paper_of(version),
            "approvers": approver_names(version),
            # Of a past day the one that names the day: it shows the same to whoever is sent it.
            "address": self.request.build_absolute_uri(None if past_day() else reverse("smp:in_force")),
            "asked": acknowledgement_asked(user, version),
            "past_url": self.past_url() if self.full else "",
        }

    def _empty(self) -> Empty:
        return Empty(
            title=_("No version of the plan is in force yet"),
            text=_("As soon as one is approved, it can be read here; this address stays the same."),
            clause="ISO/IEC 20000-1, 6.3",
        )


@dataclass(frozen=True)
class Asked:
    """What a reader is asked: the acknowledgement they gave, else by when; without `due`, they may and need not."""

    given: Acknowledgement | None
    due: datetime.date | None = None


def acknowledgement_asked(user, version: Version, distribution: Distribution | None = None) -> Asked | None:
    """What this person is asked about the version in force; None for who cannot acknowledge."""
    if not policies.can_acknowledge(user, version):
        return None
    given = readers.acknowledgement_of(user, version)
    if given is not None:
        return Asked(given)
    distribution = distribution or Distribution.get()
    expected = readers.expected_readers(distribution).filter(pk=user.pk).exists()
    return Asked(None, readers.due_on(user, version, distribution) if expected else None)


class Acknowledge(Entry, View):
    """Acknowledge the version that was read. When another has come into force meanwhile, that one is shown."""

    permission = "smp.acknowledge_version"
    title = gettext_lazy("Acknowledge")
    http_method_names = ["post", "options"]

    def post(self, request):
        address = reverse("smp:in_force")
        version = Version.objects.in_force().defer("frozen").first()
        if version is None or request.POST.get("version") != str(version.pk):
            messages.warning(
                request, _("Another version has come into force since you opened the page. Read this one.")
            )
            return redirect(address)
        try:
            given = services.version_acknowledge(version=version, actor=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(address)
        messages.success(
            request,
            _("Thank you. You acknowledged %(version)s on %(when)s.") % {"version": version, "when": moment(given.at)},
        )
        return redirect(f"{address}#acknowledge")
