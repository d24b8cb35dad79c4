"""One opportunity: its page, creating and editing it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, priorities
from risks.forms import OpportunityForm, ReviewForm
from risks.models import Opportunity
from risks.tables import state_pill
from smsplan.audit.events import Action as Act
from smsplan.audit.events import events_of
from smsplan.records.views import RecordDetailPage, RecordFormPage
from smsplan.ui.parts import Action, Crumb, Fact, Move, Note, Pill, Step
from smsplan.ui.templatetags.ui import day, due
from smsplan.ui.today import past_day, today

#: Who may enter the opportunity register: who sees all of it, and who sees what is theirs.
VIEW = ("risks.view_opportunity", "risks.own_opportunity")
State = Opportunity.State
#: How many of the past reviews the overview names; the rest is in the history.
PAST_REVIEWS = 5


class OneOpportunity:
    """A page about one opportunity that this person may see (404 otherwise)."""

    def get_queryset(self):
        return Opportunity.objects.visible_to(self.request.user).select_related("owner", "created_by", "updated_by")

    def get_object(self) -> Opportunity:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Opportunities"), reverse("opportunities:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


def priority_pill(opportunity: Opportunity) -> Pill | None:
    """Its priority in word and colour; nothing before it is evaluated."""
    priority = opportunity.priority
    return Pill(priorities.priority_words(priority), priorities.COLOURS[priority]) if priority else None


class OpportunityDetail(OneOpportunity, RecordDetailPage):
    """One opportunity."""

    permission = VIEW
    as_of = True
    change_permission = "risks.change_opportunity"
    template_name = "risks/opportunity_detail.html"

    def get_pill(self):
        return state_pill(self.record)

    def get_steps(self) -> list[Step]:
        now = State(self.record.state)
        end = State.DECLINED if now == State.DECLINED else State.CONVERTED
        states = [State.IDENTIFIED, State.EVALUATED, end]
        if now == State.PROPOSED:
            states.insert(0, State.PROPOSED)
        position = states.index(now)
        done = set(states[:position])
        if now == State.DECLINED:
            done &= {State(state) for state in self.record.history.values_list("state", flat=True).distinct()}
        return [
            Step(str(state.label), "current" if state == now else "done" if state in done else "todo")
            for state in states
        ]

    def _url(self, name: str) -> str:
        return reverse(f"opportunities:{name}", args=[self.record.pk])

    def get_primary(self) -> Action | None:
        if policies.can_adopt_opportunity(self.request.user, self.record):
            return Action(_("Take into the register"), self._url("adopt"), "check")
        if policies.can_evaluate(self.request.user, self.record):
            return Action(_("Evaluate"), self._url("evaluate"), "scale")
        return None

    def extra_actions(self) -> list[Action]:
        if policies.can_change_opportunity(self.request.user, self.record):
            return [Action(_("Edit"), self._url("update"), "edit")]
        return []

    def get_moves(self) -> list[Move]:
        user, record = self.request.user, self.record
        moves = []
        if record.state == State.EVALUATED and user.has_perm("objectives.add_objective"):
            # The act lives in the objectives register, which stands above this one.
            url = f"/objectives/from-opportunity/{record.pk}/"
            moves.append(Move(_("Convert into an objective"), url, "primary"))
        if policies.can_decline(user, record):
            moves.append(Move(_("Decline"), self._url("decline")))
        if policies.can_reopen_opportunity(user, record):
            moves.append(Move(_("Take up again"), self._url("reopen")))
        return moves

    def get_facts(self) -> list[Fact]:
        record = self.record
        return [
            Fact(_("Owner"), record.accountable),
            Fact(_("Review date"), due(record.review_date) if record.is_open else day(record.review_date)),
            Fact(_("Last reviewed"), day(record.reviewed_on)),
            Fact(_("Added by"), record.created_by),
            Fact(_("Last changed"), day(record.updated_at)),
        ]

    def get_tab_context(self, key: str) -> dict:
        if key != "overview":
            return super().get_tab_context(key)
        record, user = self.record, self.request.user
        evaluations = events_of(self.record, Act.ASSESSED)
        return {
            "notes": self._notes(),
            "priority": priority_pill(record),
            "why": priorities.priority_reason(record.priority) if record.priority else "",
            "evaluation": evaluations.first(),
            "services": record.services.all(),
            "practices": record.practices.all(),
            "obligations": record.obligations.all(),
            "objectives": record.objectives.visible_to(user),
            "reviews": events_of(self.record, Act.REVIEWED)[:PAST_REVIEWS],
            "review_url": self._url("review"),
            "review_form": ReviewForm(
                reason_required=False, reason_label=_("Note"), initial={"revision": record.revision}
            )
            if past_day() is None and policies.can_review_opportunity(user, record)
            else None,
        }

    def _notes(self) -> list[Note]:
        """What this reader should know before anything else, in plain words."""
        record, user = self.record, self.request.user
        if record.state == State.PROPOSED:
            text = _("%(who)s proposed this opportunity. It waits for Compliance, outside the register.")
            return [Note(text % {"who": record.created_by}, "blue")]
        if record.state == State.DECLINED:
            if not record.closing_reason:
                return [Note(_("It was declined."), "grey")]
            return [Note(_("Declined. Reason: %(reason)s") % {"reason": record.closing_reason}, "grey")]
        notes = []
        if record.is_open and record.review_date and record.review_date < today():
            cure = None
            if past_day() is None and policies.can_review_opportunity(user, record):
                cure = Action(_("Review"), self._url("review"))
            text = _("Its review is overdue since %(day)s.") % {"day": day(record.review_date)}
            notes.append(Note(text, "red", cure))
        if record.is_open and not record.accountable:
            cure = None
            if past_day() is None and policies.can_change_opportunity(user, record):
                cure = Action(_("Choose an owner"), self._url("update"))
            notes.append(Note(_("Nobody owns this opportunity."), "yellow", cure))
        return notes


class OpportunityCreate(RecordFormPage):
    """A new opportunity."""

    permission = "risks.add_opportunity"
    title = gettext_lazy("New opportunity")
    form_class = OpportunityForm
    success_message = gettext_lazy("The opportunity is in the register.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Opportunities"), reverse("opportunities:list"))]


class OpportunityUpdate(OneOpportunity, RecordFormPage):
    """Edit an opportunity."""

    permission = "risks.change_opportunity"
    title = gettext_lazy("Edit opportunity")
    form_class = OpportunityForm

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_change_opportunity(self.request.user, self.record)
