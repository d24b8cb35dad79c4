"""Begin a version, describe it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, drift, selectors, services
from smp.forms import VersionForm
from smp.models import Version
from smp.taking_up import to_take_up
from smp.views.shared import OfVersion, root_crumb
from smsplan.records.views import RecordFormPage
from smsplan.ui.views import Crumb


class VersionCreate(RecordFormPage):
    """Begin a new version from the one in force; there is one draft at a time."""

    permission = "smp.add_version"
    form_class = VersionForm
    title = gettext_lazy("New version of the Service Management Plan")
    submit_label = gettext_lazy("Begin the draft")
    success_message = gettext_lazy("The draft begins with the text of the version in force. Write what has changed.")

    def get(self, request, *args, **kwargs):
        open_version = selectors.draft()
        if open_version is not None:
            messages.info(request, _("%(version)s is open already; there can be only one.") % {"version": open_version})
            return redirect(open_version)
        return super().get(request, *args, **kwargs)

    @cached_property
    def in_force(self) -> Version | None:
        """The version it will be based on."""
        return selectors.version_in_force()

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb()]

    def get_initial(self) -> dict:
        """The reason, the summary and the changes that drift suggests: all of it, or what was chosen (`?take=`)."""
        if self.in_force is None:
            return {
                "title": services.first_title(None),
                "reason_kind": Version.ReasonKind.INITIAL,
                "change_summary": _("First version"),
            }
        found = selectors.drifts(self.in_force)
        if "chosen" in self.request.GET:
            taken = set(self.request.GET.getlist("take"))
            found = [each for each in found if each.key in taken]
        reason = drift.reason_for(found)
        verified = [each.reference for each in found if each.kind == "change_verified"]
        return {
            "number": "major" if reason == Version.ReasonKind.SCOPE_CHANGE else "minor",
            "title": services.first_title(self.in_force),
            "reason_kind": reason,
            "change_summary": "\n".join(each.words for each in found),
            "changes": list(to_take_up(self.in_force).filter(reference__in=verified)),
        }

    def get_form_kwargs(self) -> dict:
        taken = list(Version.objects.exclude(state__in=Version.GIVEN_UP).values_list("major", "minor"))
        numbers = []
        if self.in_force is not None:
            minor, major = content.next_number(taken, major=False), content.next_number(taken, major=True)
            numbers = [
                ("minor", _("Minor version: %(number)s") % {"number": "{}.{}".format(*minor)}),
                ("major", _("Major version: %(number)s") % {"number": "{}.{}".format(*major)}),
            ]
        return super().get_form_kwargs() | {
            "numbers": numbers,
            "first": self.in_force is None,
            "base": self.in_force,
        }

    def perform(self, form):
        """Begin the draft."""
        data = form.cleaned_data
        return services.version_draft(
            actor=self.request.user,
            reason_kind=data["reason_kind"],
            change_summary=data["change_summary"],
            major=data.get("number") == "major",
            title=data["title"],
            changes=data.get("changes", ()),
        )


class VersionUpdate(OfVersion, RecordFormPage):
    """Change what a draft says of itself: its title, its reason, what changes."""

    permission = "smp.change_version"
    form_class = VersionForm
    title = gettext_lazy("Edit title and reason")

    def get_object(self) -> Version:
        return self.version

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"first": self.version.based_on_id is None, "base": self.version.based_on}

    def perform(self, form):
        """Save the draft's description."""
        data = form.cleaned_data
        return services.version_describe(
            version=self.version,
            actor=self.request.user,
            title=data["title"],
            reason_kind=data["reason_kind"],
            change_summary=data["change_summary"],
            revision=data["revision"],
            reason=data["change_reason"],
            changes=data.get("changes"),
        )
