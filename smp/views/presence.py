"""What is kept while somebody types, who writes now, and what one does when two write in one section."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smp import services
from smp.models import Version
from smp.views.sections import OfSection, live_text, read_along
from smsplan.ui.forms import BaseForm
from smsplan.ui.views import ConfirmPage, Entry

_NEVER_STORED = {"Cache-Control": "no-store"}


def clock(value) -> str:
    """The time of day in the reader's zone, as the reader writes it."""
    return date_format(timezone.localtime(value), "TIME_FORMAT")


class WritingHere(OfSection, Entry):
    """What a page in which somebody writes asks in the background. Its answer says how things stand."""

    permission = "smp.change_version"

    def standing(self, revision: int | None) -> dict[str, str]:
        """Whether this person can go on writing here, and if not, why, in a sentence."""
        section, version, user = self.section, self.version, self.request.user
        if version.state != Version.State.DRAFT:
            words = _("%(version)s is “%(state)s” now. What you type is kept for you, but cannot be saved into it.")
            return {"state": "frozen", "words": words % {"version": version, "state": version.get_state_display()}}
        if section.removed:
            words = _("%(who)s took this section out at %(time)s. What you type is kept for you.")
            return {
                "state": "removed",
                "words": words % {"who": section.updated_by or "smsplan", "time": clock(section.removed_at)},
            }
        lock = services.section_seen(section=section, actor=user)
        if lock is not None and lock.person_id != user.pk:
            words = _("%(who)s has taken over at %(time)s. What you typed is kept for you.")
            return {"state": "taken", "words": words % {"who": lock.person, "time": clock(lock.taken_at)}}
        if revision is not None and revision != section.revision:
            words = _("%(who)s saved this section at %(time)s. When you save, both texts are shown side by side.")
            return {
                "state": "changed",
                "words": words % {"who": section.updated_by or "smsplan", "time": clock(section.updated_at)},
            }
        return {"state": "writing", "words": ""}

    def posted_number(self, name: str) -> int | None:
        """A number that the page sends along; None when it is none."""
        value = self.request.POST.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


class SectionKeep(WritingHere, View):
    """Keep what is typed, every few seconds and when the page is left."""

    def post(self, request, pk, key):
        revision, sequence = self.posted_number("revision"), self.posted_number("sequence")
        try:
            if "body" not in request.POST:  # Cut off on its way: what is kept already is better.
                raise ValidationError(_("No text arrived."))
            kept = services.text_keep(
                section=self.section,
                actor=request.user,
                body=request.POST.get("body", ""),
                blocks=request.POST.getlist("blocks"),
                title=request.POST.get("title", ""),
                read_at_revision=self.section.revision if revision is None else revision,
                sequence=sequence,
            )
        except ValidationError as error:
            return JsonResponse({"words": " ".join(error.messages)}, status=422, headers=_NEVER_STORED)
        answer = {
            "at": clock(kept.saved_at if kept else timezone.now()),
            # Another window of the same person typed later than this one.
            "late": kept is not None and sequence is not None and kept.sequence > sequence,
        }
        return JsonResponse(answer | self.standing(revision), headers=_NEVER_STORED)


class SectionPresence(WritingHere, View):
    """Say that one still writes here, or that one leaves; how things stand."""

    def post(self, request, pk, key):
        if "leave" in request.POST:
            services.section_leave(section=self.section, actor=request.user)
            return JsonResponse({"state": "left", "words": ""}, headers=_NEVER_STORED)
        return JsonResponse(self.standing(self.posted_number("revision")), headers=_NEVER_STORED)


class SectionReading(OfSection, Entry, View):
    """The text of a section as its writer types it; fetched again every few seconds."""

    permission = "smp.change_version"

    def get(self, request, pk, key):
        if not self.writable:
            return HttpResponse(status=204, headers={"HX-Redirect": self.version.get_absolute_url()})
        context = live_text(self.section, services.writer_of(self.section)) | {"version": self.version}
        return render(request, "smp/_live_text.html", context)


class SectionTakeOver(OfSection, ConfirmPage):
    """Write where somebody else is writing, after being asked whether one means it."""

    permission = "smp.change_version"
    form_class = BaseForm
    submit_label = gettext_lazy("Take over")
    success_message = ""

    def get_object(self):
        if not self.writable:
            raise PermissionDenied(_("The text of %(version)s is frozen.") % {"version": self.version})
        return self.section

    @cached_property
    def lock(self):
        """Who writes now."""
        return services.writer_of(self.section)

    def get_heading(self) -> str:
        if self.lock is None or self.lock.person_id == self.request.user.pk:
            return _("Write in “%(title)s”?") % {"title": self.section.title}
        return _("Take over from %(who)s?") % {"who": self.lock.person}

    def get_title(self) -> str:
        return _("Take over")

    def get_consequence(self) -> str:
        if self.lock is None or self.lock.person_id == self.request.user.pk:
            return _("Nobody else is writing there now.")
        return _(
            "They are told within seconds and cannot go on typing. What they typed is kept for them, and you see it "
            "beside your own text. They can take it back in the same way."
        )

    def get_success_url(self) -> str:
        return self.address("section")

    def get_cancel_url(self) -> str:
        return self.address("section")

    def act(self, form):
        """Take over."""
        services.section_take_over(section=self.section, actor=self.request.user)


class SectionSideBySide(OfSection, Entry, View):
    """What one typed oneself beside what is saved and what others typed."""

    permission = "smp.change_version"
    title = gettext_lazy("Side by side")

    def get(self, request, pk, key):
        drafts = self.section.drafts.select_related("person").order_by("saved_at")
        texts = [
            {
                "title": _("You, not saved") if draft.person_id == request.user.pk else str(draft.person),
                "at": draft.saved_at,
                "html": read_along(draft.body, draft.blocks, self.version),
                "unsaved": draft.person_id != request.user.pk,
            }
            for draft in sorted(drafts, key=lambda draft: draft.person_id != request.user.pk)
        ]
        texts.append(
            {
                "title": _("Saved by %(who)s") % {"who": self.section.updated_by or "smsplan"},
                "at": self.section.updated_at,
                "html": read_along(self.section.body, self.section.blocks, self.version),
                "unsaved": False,
            }
        )
        context = {
            "page": self.get_page(),
            "version": self.version,
            "section": self.section,
            "texts": texts,
            "write_url": self.write_url(),
        }
        return TemplateResponse(request, "smp/section_side_by_side.html", context)

    def write_url(self) -> str:
        """The editor; or where one is asked whether to take over; nothing when the section cannot be written."""
        if not self.writable:
            return ""
        lock = services.writer_of(self.section)
        free = lock is None or lock.person_id == self.request.user.pk
        return self.address("section" if free else "take_over")


class SectionDiscard(OfSection, Entry, View):
    """Throw away what one typed and did not save."""

    permission = "smp.change_version"

    def post(self, request, pk, key):
        services.text_discard(section=self.section, actor=request.user)
        messages.success(request, _("What you had typed is thrown away."))
        return redirect(self.address("section") if self.writable else self.version.get_absolute_url())
