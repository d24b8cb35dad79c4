"""Begin a version, describe it, write its sections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies, selectors, services
from smp.blocks import gather_all
from smp.forms import SectionForm, VersionForm
from smp.models import Section, Version
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
        """The reason and the summary that drift suggests."""
        if self.in_force is None:
            return {
                "title": _("Service Management Plan"),
                "reason_kind": Version.ReasonKind.INITIAL,
                "change_summary": _("First version"),
            }
        drifts = selectors.drifts(self.in_force)
        return {"title": self.in_force.title, "change_summary": "\n".join(drift.words for drift in drifts)}

    def get_form_kwargs(self) -> dict:
        taken = list(Version.objects.exclude(state=Version.State.DISCARDED).values_list("major", "minor"))
        numbers = []
        if self.in_force is not None:
            minor, major = content.next_number(taken, major=False), content.next_number(taken, major=True)
            numbers = [
                ("minor", _("Minor version: %(number)s") % {"number": "{}.{}".format(*minor)}),
                ("major", _("Major version: %(number)s") % {"number": "{}.{}".format(*major)}),
            ]
        return super().get_form_kwargs() | {"numbers": numbers, "first": self.in_force is None}

    def perform(self, form):
        """Begin the draft."""
        data = form.cleaned_data
        return services.version_draft(
            actor=self.request.user,
            reason_kind=data["reason_kind"],
            change_summary=data["change_summary"],
            major=data.get("number") == "major",
            title=data["title"],
        )


class VersionUpdate(OfVersion, RecordFormPage):
    """Change what a draft says of itself: its title, its reason, what changes."""

    permission = "smp.change_version"
    form_class = VersionForm
    title = gettext_lazy("Edit title and reason")

    def get_object(self) -> Version:
        return self.version

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"first": self.version.based_on_id is None}

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
        )


class SectionUpdate(OfVersion, RecordFormPage):
    """Write one section; its live blocks stand under the form as they will print."""

    permission = "smp.change_version"
    form_class = SectionForm
    template_name = "smp/section_form.html"
    submit_label = gettext_lazy("Save section")

    def get(self, request, *args, **kwargs):
        # Only when it is opened: what was typed before a submission is refused by the service, and shown again.
        if not policies.can_write(request.user, self.version):
            raise PermissionDenied(_("The text of %(version)s is frozen.") % {"version": self.version})
        return super().get(request, *args, **kwargs)

    def get_object(self) -> Section:
        section = self.version.sections.standing().filter(key=self.kwargs["key"]).select_related("updated_by").first()
        if section is None:
            raise Http404
        return section

    def get_title(self) -> str:
        return self.record.title

    def get_success_message(self) -> str:
        return _("“%(title)s” is saved.") % {"title": self.record.title}

    def get_success_url(self) -> str:
        """The section on the version's page, or the next section when that was asked for."""
        if "next" in self.request.POST:
            following = self.version.sections.standing().filter(position__gt=self.record.position).first()
            if following is not None:
                return reverse("smp:section", args=[self.version.pk, following.key])
        return self.record.get_absolute_url()

    def perform(self, form):
        """Save the section's text and blocks."""
        data = form.cleaned_data
        return services.section_save(
            section=Section.objects.get(pk=form.instance.pk),
            actor=self.request.user,
            body=data["body"],
            blocks=data["blocks"],
            title=data.get("title"),
            revision=data["revision"],
            reason=data["change_reason"],
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        stored = list(self.version.sections.standing())
        current = next(section for section in stored if section.pk == self.record.pk)
        with translation.override(self.version.language):
            blocks = gather_all(current.blocks)
        return context | {
            "version": self.version,
            "blocks": blocks,
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "written": section.written,
                    "url": reverse("smp:section", args=[self.version.pk, section.key]),
                    "current": section.pk == self.record.pk,
                }
                for section in stored
            ],
            "is_last": stored[-1].pk == self.record.pk,
        }
