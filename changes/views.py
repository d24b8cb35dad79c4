"""The pages of the SMS change register."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import exports, policies, services, states
from changes.filters import ChangeFilter
from changes.forms import ChangeForm
from changes.models import Change
from changes.tables import ChangeTable, significance_pill, state_pill
from smsplan.records.views import RecordDetailPage, RecordFormPage, RecordListPage
from smsplan.ui.parts import Action, Crumb, Empty, Fact, Move, Step
from smsplan.ui.templatetags.ui import day, due, moment, render_pill
from smsplan.ui.today import today

VIEW = ("changes.view_change", "changes.own_change")


class ChangeList(RecordListPage):
    """The register."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("SMS changes")
    filterset_class = ChangeFilter
    table_class = ChangeTable
    create_url = reverse_lazy("changes:create")
    create_label = gettext_lazy("Plan a change")
    create_permission = "changes.add_change"
    export_name = "changes"
    list_key = "changes"

    def get_queryset(self):
        """What this person may see."""
        return Change.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        """The register's table."""
        return exports.sheets(queryset=queryset)

    def get_empty(self) -> Empty:
        """What belongs here."""
        return Empty(
            title=_("No SMS changes yet"),
            text=_(
                "A change to the management system itself is planned before it is made: what and why, who, with which"
                " resources, which risks, who is told and trained, and what will show that it worked."
            ),
            clause=_("ISO/IEC 20000-1, 6.3"),
            example=_("Adopt a new service desk tool; expand the scope to a new service."),
            action=self.get_primary(),
        )


class OneChange:
    """A page about one change that this person may see (404 otherwise)."""

    def get_queryset(self):
        """Visible changes, with the people that the page names."""
        return Change.objects.visible_to(self.request.user).select_related(
            "owner", "created_by", "updated_by", "submitted_by", "approved_by", "implemented_by", "verified_by"
        )

    def get_object(self) -> Change:
        """The change."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back."""
        crumbs = [Crumb(_("SMS changes"), reverse("changes:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


#: The acts in the order in which they are offered: name, label, style.
MOVES = (
    ("submit", gettext_lazy("Submit for approval"), "primary"),
    ("approve", gettext_lazy("Approve"), "primary"),
    ("return", gettext_lazy("Return with comments"), "secondary"),
    ("reject", gettext_lazy("Reject"), "danger"),
    ("start", gettext_lazy("Start"), "primary"),
    ("implement", gettext_lazy("Mark as implemented"), "primary"),
    ("verify", gettext_lazy("Verify"), "primary"),
    ("close", gettext_lazy("Close"), "primary"),
    ("cancel", gettext_lazy("Cancel change"), "danger"),
)


class ChangeDetail(OneChange, RecordDetailPage):
    """One change: the answers to the seven questions, the stage it is at, and what this person may do now."""

    permission = VIEW
    as_of = True
    change_permission = "changes.change_change"
    template_name = "changes/change_detail.html"

    def get_pill(self):
        """The state."""
        return state_pill(self.record)

    def extra_actions(self) -> list[Action]:
        """Edit, while it is a draft."""
        if policies.can_write(self.request.user, self.record):
            return [Action(_("Edit"), reverse("changes:update", args=[self.record.pk]), "edit")]
        return []

    def get_steps(self) -> list[Step]:
        """The stages; one that was rejected or cancelled ends where it was given up."""
        labels = dict(Change.State.choices)
        state = self.record.state
        if state in states.PATH:
            now = states.PATH.index(state)
            return [
                Step(str(labels[stage]), "done" if at < now else "current" if at == now else "todo")
                for at, stage in enumerate(states.PATH)
            ]
        reached = [
            (states.DRAFT, True),
            (states.SUBMITTED, self.record.submitted_at),
            (states.APPROVED, self.record.approved_at),
            (states.IN_PROGRESS, self.record.started_at),
        ]
        return [Step(str(labels[stage]), "done") for stage, when in reached if when] + [
            Step(str(labels[state]), "current")
        ]

    def get_moves(self) -> list[Move]:
        """What this person may do now."""
        return [
            Move(str(label), reverse(f"changes:{act}", args=[self.record.pk]), style)
            for act, label, style in MOVES
            if getattr(policies, f"can_{act}")(self.request.user, self.record)
        ]

    def get_facts(self) -> list[Fact]:
        """Who and when."""
        change = self.record
        overdue = change.overdue(today())
        facts = [
            Fact(_("Owner"), change.owner),
            Fact(_("Accountable role"), change.owner_role),
            Fact(_("Significance"), render_pill(significance_pill(change))),
            Fact(_("Planned start"), day(change.planned_start)),
            Fact(_("Planned end"), due(change.planned_end) if overdue else day(change.planned_end)),
        ]
        for label, person, when in (
            (_("Submitted"), change.submitted_by, change.submitted_at),
            (_("Approved"), change.approved_by, change.approved_at),
            (_("Implemented"), change.implemented_by, change.implemented_at),
            (_("Verified"), change.verified_by, change.verified_at),
        ):
            if when:
                facts.append(Fact(label, f"{moment(when)}, {person}"))
        return facts

    def get_tab_context(self, key: str) -> dict:
        """The linked records, and what a draft still lacks."""
        if key != "overview":
            return super().get_tab_context(key)
        change = self.record
        draft = change.state == states.DRAFT
        return {
            "services": change.services.all(),
            "practices": change.practices.all(),
            "risks": change.risks.all(),
            "missing": services.change_missing(change) if draft else [],
            "returned": draft and change.comments,
        }


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
