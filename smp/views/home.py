"""The plan's own page."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import TemplateResponseMixin

from smp import content, policies, readers, reviews, selectors
from smp.control import approver_names, name_approvers
from smp.drifting import Told, told
from smp.models import Distribution, Version
from smp.rounds import round_of
from smp.taking_up import to_take_up
from smp.views.documents import paper_of
from smp.views.reading import acknowledgement_asked
from smp.views.shared import READ, state_pill, work_status
from smsplan.ui.parts import Note
from smsplan.ui.templatetags.ui import day
from smsplan.ui.today import today
from smsplan.ui.views import Action, Empty, Entry


class PlanHome(Entry, TemplateResponseMixin):
    """What asks for attention, the version in force, the version in work, changes to take up, and all versions."""

    permission = READ
    template_name = "smp/home.html"
    title = gettext_lazy("Service Management Plan")

    def get(self, request, *args, **kwargs):
        self.full = request.user.has_perm("smp.view_version")
        if not self.full:
            self.versions, self.in_force, self.open = [], selectors.version_in_force(), None
        else:
            self.versions = list(Version.objects.for_list())
            name_approvers(self.versions)
            self.in_force = next((row for row in self.versions if row.state == Version.State.APPROVED), None)
            self.open = next((row for row in self.versions if row.state in Version.OPEN), None)
            selectors.with_sections(row for row in (self.in_force, self.open) if row is not None)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_primary(self) -> Action | None:
        """Begin a version, go on with the draft, approve the one that waits, or read the one in force."""
        user = self.request.user
        if self.open is None:
            if policies.can_draft(user):
                return Action(_("New version"), reverse("smp:create"), icon="plus")
        elif policies.can_write(user, self.open):
            return Action(
                _("Continue %(version)s") % {"version": self.open}, self.open.get_absolute_url(), icon="pencil"
            )
        elif policies.can_approve(user, self.open):
            return Action(
                _("Review %(version)s") % {"version": self.open}, self.open.get_absolute_url(), icon="checklist"
            )
        if self.in_force is not None and not self.full:
            return Action(_("Read"), reverse("smp:in_force"), icon="book-2")
        return None

    def extra_actions(self) -> list[Action]:
        user = self.request.user
        actions = []
        if self.in_force is not None and policies.can_review(user, self.in_force):
            review = reverse("smp:review", args=[self.in_force.pk])
            actions.append(Action(_("Review, no change needed"), review, icon="calendar-check"))
        if self.full:
            actions.append(Action(_("Acknowledgements"), reverse("smp:acknowledgements"), icon="users-group"))
        if policies.can_distribute(user):
            actions.append(Action(_("Who has to acknowledge"), reverse("smp:distribution"), icon="user-check"))
        return actions

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.in_force is None and self.open is None:
            return context | {"empty": self._empty()}
        if self.in_force is not None:
            context |= self._about_in_force()
        if self.open is not None:
            context |= self._about_open()
        if self.full:
            context |= {"history": self._history(), "coverage": self._coverage()}
        return context | {"full": self.full, "notes": self._notes()}

    # The version in force -----------------------------------------------------------------------------

    @cached_property
    def asked(self):
        """What this person is asked about the version in force."""
        if self.in_force is None:
            return None
        return acknowledgement_asked(self.request.user, self.in_force, self.distribution)

    @cached_property
    def distribution(self) -> Distribution:
        """Who has to acknowledge it."""
        return Distribution.get()

    @cached_property
    def told(self) -> list[Told]:
        """What has changed in the registers since it was frozen, for who sees the registers."""
        return told(self.in_force) if self.full and self.in_force is not None else []

    def _about_in_force(self) -> dict:
        about = {
            "in_force": self.in_force,
            "paper": paper_of(self.in_force),
            "approvers": self.in_force.approver_names if self.full else ", ".join(approver_names(self.in_force)),
            "asked": self.asked,
            "drifts": self.told,
            "grave": sum(each.drift.grave for each in self.told),
        }
        if self.full:
            about |= {
                "progress": readers.progress(self.in_force, self.distribution),
                "last_review": reviews.last_review(self.in_force),
                "waiting": self._waiting(),
            }
        return about

    def _waiting(self) -> list[tuple]:
        """Effective changes that the plan does not tell of yet, and whether the open version names them."""
        named = set(self.open.changes.values_list("pk", flat=True)) if self.open is not None else set()
        changes = to_take_up(self.in_force).only("reference", "title", "significance")
        return [(change, change.pk in named) for change in changes]

    # The version in work ------------------------------------------------------------------------------

    def _about_open(self) -> dict:
        user, version = self.request.user, self.open
        missing = content.missing(selectors.written(version))
        in_review = version.state == Version.State.IN_REVIEW
        return {
            "open": version,
            "open_pill": state_pill(version),
            "last_changed": max([version.updated_at, *(section.updated_at for section in version.sections.all())]),
            "done": len(content.SECTIONS) - len(missing),
            "of": len(content.SECTIONS),
            "missing": missing,
            "approvals": round_of(version) if in_review else None,
            "work": work_status(version, user),
        }

    # What asks for attention --------------------------------------------------------------------------

    def _notes(self) -> list[Note]:
        notes = [self._acknowledge_note(), self._approve_note()]
        if self.full:
            notes += [self._review_note(), self._drift_note()]
        return [note for note in notes if note is not None]

    def _acknowledge_note(self) -> Note | None:
        if self.asked is None or self.asked.given is not None or self.asked.due is None:
            return None
        late = self.asked.due < today()
        words = _("You have to read and acknowledge %(version)s by %(day)s.")
        if late:
            words = _("You should have read and acknowledged %(version)s by %(day)s.")
        return Note(
            words % {"version": self.in_force, "day": day(self.asked.due)},
            "red" if late else "blue",
            Action(_("Read and acknowledge"), reverse("smp:in_force")),
        )

    def _approve_note(self) -> Note | None:
        if self.open is None or not policies.can_approve(self.request.user, self.open):
            return None
        return Note(
            _("%(version)s waits for your approval.") % {"version": self.open},
            "blue",
            Action(_("Open"), self.open.get_absolute_url()),
        )

    def _review_note(self) -> Note | None:
        version = self.in_force
        if version is None or version.next_review_on is None:
            return None
        days = (version.next_review_on - today()).days
        if days > reviews.SOON:
            return None
        words = _("The annual review of the plan is overdue since %(day)s.")
        if days >= 0:
            words = _("The annual review of the plan is due on %(day)s.")
        return Note(
            words % {"day": day(version.next_review_on)}, "red" if days < 0 else "yellow", self._review_action()
        )

    def _drift_note(self) -> Note | None:
        new = reviews.unseen(self.in_force, self.told) if any(each.drift.grave for each in self.told) else []
        if not new:
            return None
        words = ngettext(
            "%(count)d grave change in the registers asks for a review of the plan.",
            "%(count)d grave changes in the registers ask for a review of the plan.",
            len(new),
        )
        return Note(words % {"count": len(new)}, "orange", Action(_("See what changed"), reverse("smp:drift")))

    def _review_action(self) -> Action | None:
        user = self.request.user
        if policies.can_review(user, self.in_force):
            return Action(_("Review"), reverse("smp:review", args=[self.in_force.pk]))
        if self.open is None and policies.can_draft(user):
            return Action(_("New version"), reverse("smp:create"))
        return None

    # All versions -------------------------------------------------------------------------------------

    def _history(self) -> list[tuple]:
        """Each version with its state and where it is compared with the one it was made from."""
        return [
            (row, state_pill(row), self._comparison(row.based_on_id, row.pk) if row.based_on_id else "")
            for row in self.versions
        ]

    def _comparison(self, older: int, newer: int) -> str:
        return f"{reverse('smp:compare')}?from={older}&to={newer}"

    def _coverage(self):
        version = self.in_force or self.open
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
