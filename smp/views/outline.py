"""The sections of a draft: their order, and the organization's own ones."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from smp import policies, services
from smp.models import Section
from smp.section_forms import SectionTitleForm
from smp.views.sections import OfSection
from smp.views.shared import OfVersion
from smsplan.records.services import NotAllowed
from smsplan.ui.forms import ReasonForm
from smsplan.ui.views import Action, ConfirmPage, Crumb, Entry, FormPage


class OfDraft(OfVersion):
    """A page about the sections of a draft; of another version there is nothing to arrange (403)."""

    permission = "smp.change_version"

    def has_permission(self) -> bool:
        """Who may write the version, while it is a draft."""
        return super().has_permission() and policies.can_write(self.request.user, self.version)

    def get_breadcrumbs(self) -> list[Crumb]:
        """The plan, the version, its sections."""
        return [*super().get_breadcrumbs(), Crumb(_("Sections"), reverse("smp:outline", args=[self.version.pk]))]


class Outline(OfDraft, Entry, TemplateResponseMixin):
    """The sections in their order. A post moves one (`move`: up or down and its key) or sets all (`order`).

    With `order` comes `moved`, the key of the one that was moved by its buttons, if it was; with both `read`, the
    order that stood on the page. A part of the page that is refused is 409, with the order as it stands.
    """

    template_name = "smp/outline.html"
    title = gettext_lazy("Sections")

    def get_breadcrumbs(self) -> list[Crumb]:
        return super().get_breadcrumbs()[:-1]

    def get_primary(self) -> Action:
        return Action(_("Add a section"), reverse("smp:section_add", args=[self.version.pk]), icon="plus")

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request, *args, **kwargs):
        said = refused = ""
        try:
            said = self.move()
        except NotAllowed as error:
            refused = " ".join(error.messages)
            if not request.htmx:
                messages.error(request, refused)
        if not request.htmx:
            return redirect(request.path)
        context = self.outline_context() | {"said": said, "refused": refused}
        return render(request, "smp/_outline.html", context, status=409 if refused else 200)

    def move(self) -> str:
        """Do what was posted; what it did, in words. Raises NotAllowed, Http404."""
        post, user = self.request.POST, self.request.user
        read = _keys(post["read"]) if "read" in post else None
        if "order" in post:
            keys = _keys(post["order"])
            services.sections_order(version=self.version, actor=user, keys=keys, read=read)
            moved = self.version.sections.standing().filter(key=post.get("moved", "")).first()
            return self.said_of(moved, keys) if moved else _("The sections are in their new order.")
        verb, _colon, key = post.get("move", "").partition(":")
        section = self.version.sections.filter(key=key).first()
        if section is None or verb not in {"up", "down"}:
            raise NotAllowed(_("There is no such section."))
        order = services.section_move(section=section, actor=user, by=-1 if verb == "up" else 1, read=read)
        return self.said_of(section, [each.key for each in order])

    def said_of(self, section: Section, keys: list[str]) -> str:
        """Where a section stands now, for who does not see it."""
        words = {"title": section.title, "place": keys.index(section.key) + 1, "of": len(keys)}
        return _("“%(title)s” is section %(place)d of %(of)d.") % words

    def outline_context(self) -> dict[str, Any]:
        """The sections, and those taken out."""
        standing = list(self.version.sections.standing())
        return {
            "version": self.version,
            "standing": standing,
            "read": ",".join(section.key for section in standing),
            "removed": self.version.sections.filter(removed_at__isnull=False)
            .select_related("updated_by")
            .order_by("-removed_at"),
            "outline_url": reverse("smp:outline", args=[self.version.pk]),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.outline_context()


def _keys(sent: str) -> list[str]:
    return [key for key in sent.split(",") if key]


class SectionAdd(OfDraft, FormPage):
    """Add a section of the organization's own."""

    form_class = SectionTitleForm
    title = gettext_lazy("Add a section")
    submit_label = gettext_lazy("Add and write")
    success_message = gettext_lazy(
        "The section stands at the end of the plan. Write it, then move it where it belongs."
    )

    def save(self, form):
        """Add it."""
        return services.section_add(version=self.version, actor=self.request.user, title=form.cleaned_data["title"])

    def get_success_url(self) -> str:
        return reverse("smp:section", args=[self.version.pk, self.record.key])

    def get_cancel_url(self) -> str:
        return reverse("smp:outline", args=[self.version.pk])


class OfOwnSection(OfSection, OfDraft):
    """A page about a section of the organization's own."""

    def has_permission(self) -> bool:
        """Never for the ten that the plan must have."""
        return super().has_permission() and self.section.own

    def get_breadcrumbs(self) -> list[Crumb]:
        return OfDraft.get_breadcrumbs(self)

    def get_success_url(self) -> str:
        """The sections."""
        return reverse("smp:outline", args=[self.version.pk])

    def get_cancel_url(self) -> str:
        """The sections."""
        return reverse("smp:outline", args=[self.version.pk])


class SectionRename(OfOwnSection, FormPage):
    """Give a section of the organization's own another title."""

    form_class = SectionTitleForm
    title = gettext_lazy("Rename the section")
    success_message = gettext_lazy("The section is renamed.")

    def get_object(self) -> Section:
        return self.section

    def get_initial(self) -> dict[str, str]:
        return {"title": self.section.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def save(self, form):
        """Rename it."""
        return services.section_rename(section=self.section, actor=self.request.user, title=form.cleaned_data["title"])


class SectionRemove(OfOwnSection, ConfirmPage):
    """Take a section of the organization's own out of the draft."""

    form_class = ReasonForm
    reason_required = False
    danger = True
    consequence = gettext_lazy(
        "It leaves this draft and every version begun from it. Its text and its comments are kept: while this version "
        "is a draft, you can bring the section back."
    )
    submit_label = gettext_lazy("Take out")

    def get_object(self) -> Section:
        return self.section

    def get_heading(self) -> str:
        return _("Take “%(title)s” out of the plan?") % {"title": self.section.title}

    def get_title(self) -> str:
        return _("Take a section out")

    def get_success_message(self) -> str:
        return _("“%(title)s” is taken out.") % {"title": self.section.title}

    def act(self, form):
        """Take it out."""
        services.section_remove(section=self.section, actor=self.request.user, reason=form.cleaned_data["reason"])


class SectionBringBack(OfSection, Entry, View):
    """Put a section that was taken out back into the draft."""

    permission = "smp.change_version"

    def post(self, request, pk, key) -> HttpResponse:
        try:
            services.section_bring_back(section=self.section, actor=request.user)
        except PermissionDenied:
            raise
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.version)
        messages.success(request, _("“%(title)s” is back, at the end of the plan.") % {"title": self.section.title})
        if services.text_of(self.section, request.user) is not None:
            return redirect(self.address("section"))
        return redirect("smp:outline", pk)
