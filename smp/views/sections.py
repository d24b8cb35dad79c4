"""Write one section: its text, its live blocks, what was typed and not saved, and who else writes."""

import time
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import policies, services
from smp.arranging import arranged, named
from smp.images import on_screen, picture_url, usable_images
from smp.models import Section, SectionDraft, Version
from smp.section_forms import SectionForm
from smp.views.live_blocks import block_choices, blocks_context, blocks_of
from smp.views.shared import OfVersion
from smsplan.records.comments import open_counts
from smsplan.records.services import NotAllowed
from smsplan.records.views import RecordFormPage
from smsplan.records.views.comments import discussion
from smsplan.ui.parts import Crumb


class OfSection(OfVersion):
    """A page about one section of a version, also of one that was taken out."""

    told_with = ()

    @cached_property
    def section(self) -> Section:
        """The section, read once."""
        section = self.version.sections.filter(key=self.kwargs["key"]).select_related("updated_by").first()
        if section is None:
            raise Http404
        section.version = self.version
        return section

    @property
    def writable(self) -> bool:
        """Whether its text may be changed now, by this person."""
        return policies.can_write(self.request.user, self.version) and not self.section.removed

    def address(self, name: str) -> str:
        """The address of one of the section's pages."""
        return reverse(f"smp:{name}", args=[self.version.pk, self.section.key])

    def get_breadcrumbs(self) -> list[Crumb]:
        """The plan, the version, the section."""
        return [*super().get_breadcrumbs(), Crumb(self.section.title, self.address("section"))]


class SectionUpdate(OfSection, RecordFormPage):
    """Write one section; its live blocks stand in the text as they will print, without a script in a list under it."""

    permission = "smp.change_version"
    form_class = SectionForm
    template_name = "smp/section_form.html"
    submit_label = gettext_lazy("Save section")

    def get(self, request, *args, **kwargs):
        if not self.writable:
            return self.left_over()
        lock = services.section_open(section=self.section, actor=request.user)
        if lock.person_id != request.user.pk:
            return self.reading(lock)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "block_act" in request.POST:
            return self.arrange()
        return super().post(request, *args, **kwargs)

    # The three ways in which it is not written here ----------------------------------------------

    def left_over(self) -> HttpResponse:
        """The section cannot be written: what this person had typed, and what can be done; 403 when nothing can."""
        kept = services.text_of(self.section, self.request.user)
        may_bring_back = self.section.removed and policies.can_write(self.request.user, self.version)
        if kept is None and not may_bring_back:
            raise PermissionDenied(_("The text of %(version)s is frozen.") % {"version": self.version})
        return TemplateResponse(
            self.request,
            "smp/section_left.html",
            self.page_context(kept)
            | {
                "may_bring_back": may_bring_back,
                "saved": read_along(self.section.body, self.section.blocks, self.version),
            },
        )

    def reading(self, lock) -> HttpResponse:
        """Somebody else is writing: their text as it grows, and how to take over."""
        kept = services.text_of(self.section, self.request.user)
        return TemplateResponse(
            self.request, "smp/section_reading.html", self.page_context(kept) | live_text(self.section, lock)
        )

    def page_context(self, kept: SectionDraft | None) -> dict[str, Any]:
        """What these pages share: the section, its siblings, its comments, the text typed before."""
        return {
            "page": self.get_page(),
            "version": self.version,
            "section": self.section,
            "kept": kept,
            "kept_html": read_along(kept.body, kept.blocks, self.version) if kept else "",
            "kept_until": services.kept_until(kept, self.version) if kept else None,
            "sections": self.siblings(),
        } | comments_context(self.section, self.request.user)

    # The form ---------------------------------------------------------------------------------------

    def get_object(self) -> Section:
        return self.section

    def get_title(self) -> str:
        return self.section.title

    def get_breadcrumbs(self) -> list[Crumb]:
        return super().get_breadcrumbs()[:-1]

    def get_success_message(self) -> str:
        return _("“%(title)s” is saved.") % {"title": self.record.title}

    def get_success_url(self) -> str:
        """The section on the version's page, or the next section when that was asked for."""
        if "next" in self.request.POST:
            following = self.version.sections.standing().filter(position__gt=self.record.position).first()
            if following is not None:
                return reverse("smp:section", args=[self.version.pk, following.key])
        return self.record.get_absolute_url()

    @cached_property
    def kept(self) -> SectionDraft | None:
        """What this person had typed before, when the page is opened."""
        return self.own_text() if self.request.method == "GET" else None

    @cached_property
    def texts(self) -> list[SectionDraft]:
        """What anybody has typed into the section and not saved, read once, when it is shown."""
        return list(SectionDraft.objects.filter(section=self.section).select_related("person"))

    def own_text(self) -> SectionDraft | None:
        """What this person has typed and not saved."""
        return next((text for text in self.texts if text.person_id == self.request.user.pk), None)

    #: What is in the form while only its blocks are arranged; it is shown again, and not judged.
    arranged: dict[str, Any] | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs if self.arranged is None else {key: kwargs[key] for key in ("initial", "instance")}

    def get_form(self) -> SectionForm:
        """The form; with what was typed before and not saved, as it was typed."""
        form = super().get_form()
        form.fields["body"].pictures = usable_images(self.version)
        form.fields["body"].widget.takes_pictures(
            upload_url=reverse("smp:images", args=[self.version.pk]),
            picture_url=picture_url(self.version),
            largest=settings.ATTACHMENT_MAX_BYTES,
        )
        form.fields["body"].widget.takes_blocks(
            label=_("Insert a live block"),
            choices=block_choices(),
            block_url=reverse("smp:block", args=[self.version.pk, 0]),
            language=self.version.language,
        )
        if self.kept is not None:
            form.initial |= {
                "title": self.kept.title,
                "body": self.kept.body,
                "blocks": self.kept.blocks,
                "revision": self.kept.read_at_revision,
            }
        form.initial |= self.arranged or {}
        return form

    def save(self, form):
        """Save; what cannot be saved, because it was submitted or taken out meanwhile, is kept for its writer."""
        try:
            return super().save(form)
        except NotAllowed:
            data = form.cleaned_data
            services.text_keep(
                section=self.section,
                actor=self.request.user,
                body=data["body"],
                blocks=data["blocks"],
                title=data.get("title", ""),
                read_at_revision=data["revision"],
            )
            raise

    def perform(self, form):
        """Save the section's text and blocks."""
        data = form.cleaned_data
        section = services.section_save(
            section=Section.objects.get(pk=form.instance.pk),
            actor=self.request.user,
            body=data["body"],
            blocks=data["blocks"],
            title=data.get("title"),
            revision=data["revision"],
            reason=data["change_reason"],
        )
        services.section_leave(section=section, actor=self.request.user)
        return section

    def arrange(self) -> HttpResponse:
        """Without a script: insert, move or take out a live block in the form; nothing is saved by it."""
        act, post = self.request.POST["block_act"], self.request.POST
        body = post.get("body", "")
        self.arranged = {name: post.get(name, "") for name in ("title", "revision", "change_reason")}
        self.arranged["body"], self.arranged["blocks"] = arranged(body, blocks_of(body, post.getlist("blocks")), act)
        return self.render_to_response(self.get_context_data(form=self.get_form(), act=act))

    def siblings(self) -> list[dict[str, Any]]:
        """The version's sections for the list beside the form."""
        stored = list(self.version.sections.standing())
        counts = open_counts(Section, [section.pk for section in stored])
        return [
            {
                "key": section.key,
                "title": section.title,
                "written": section.written,
                "open_comments": counts.get(section.pk, 0),
                "url": reverse("smp:section", args=[self.version.pk, section.key]),
                "current": section.pk == self.section.pk,
            }
            for section in stored
        ]

    def get_context_data(self, act: str = "", **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        user = self.request.user
        siblings = self.siblings()
        others = [text for text in self.texts if text.person_id != user.pk] if self.request.method == "GET" else []
        return (
            context
            | blocks_context(self.version, blocks_of(form["body"].value() or "", form["blocks"].value() or []), act)
            | comments_context(self.section, user)
            | {
                "section": self.section,
                "kept": self.kept,
                "saved_since": self.kept is not None and self.kept.read_at_revision != self.section.revision,
                "sequence": self.sequence(),
                "others": [(other, read_along(other.body, other.blocks, self.version)) for other in others],
                "sections": siblings,
                "is_last": not siblings or siblings[-1]["key"] == self.section.key,
                "may_bring_back": self.section.removed and policies.can_write(user, self.version),
            }
        )

    def sequence(self) -> int:
        """From where on this page counts what it keeps: above every page that was opened before it.

        So what an earlier page sends in parting, and what another window types, undoes nothing of it.
        """
        kept = self.own_text()
        return max(int(time.time() * 1000), kept.sequence if kept else 0)


def read_along(body: str, blocks: list[str], version: Version) -> str:
    """A text that is not in the editor, on screen: with its images, and the name of each live block where it stands."""
    return on_screen(named(body, blocks), version)


def live_text(section: Section, lock) -> dict[str, Any]:
    """The text as its writer sees it now: what they typed, or what is saved; and who writes, since when."""
    kept = services.text_of(section, lock.person) if lock else None
    return {
        "lock": lock,
        "live_html": read_along((kept or section).body, (kept or section).blocks, section.version),
        "live_at": kept.saved_at if kept else None,
        "live_section": section,
    }


def comments_context(section: Section, person) -> dict[str, Any]:
    """The section's comments and the form to add one, as `smp/_comments.html` shows them."""
    return discussion(section, [section.pk], person) | {"comments_url": section.discussion_url}
