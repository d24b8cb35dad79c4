"""One action: its page, and what is done with it."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.records.actions import policies, services
from smsplan.records.actions.forms import ActionForm, CheckForm, FinishForm
from smsplan.records.models import ActionItem
from smsplan.records.models.actions import target_models
from smsplan.records.views.action_list import VIEW
from smsplan.records.views.action_tab import cost_words, effect_pill, state_pill
from smsplan.records.views.details import RecordDetailPage
from smsplan.records.views.forms import RecordFormPage
from smsplan.records.views.linked import shown
from smsplan.ui.parts import Action, Crumb, Fact, Move, Step
from smsplan.ui.templatetags.ui import day, due
from smsplan.ui.views import ConfirmPage

State = ActionItem.State


class OneAction:
    """A page about one action that this person may see (404 otherwise)."""

    def get_queryset(self):
        return ActionItem.objects.visible_to(self.request.user).select_related(
            "owner", "done_by", "checked_by", "created_by", "updated_by"
        )

    def get_object(self) -> ActionItem:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Actions"), reverse("records:actions"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


class ActionDetail(OneAction, RecordDetailPage):
    """One action."""

    permission = VIEW
    as_of = True
    change_permission = "records.change_actionitem"
    template_name = "records/action_detail.html"

    def get_pill(self):
        return state_pill(self.record)

    def get_steps(self) -> list[Step]:
        end = State.CANCELLED if self.record.state == State.CANCELLED else State.DONE
        states = [State.PLANNED, State.IN_PROGRESS, end]
        now = states.index(State(self.record.state))
        labels = [str(state.label) for state in states]
        if end == State.DONE:
            labels.append(_("Effectiveness checked"))
            now += bool(self.record.effectiveness)
        return [
            Step(label, "done" if place < now else "current" if place == now else "todo")
            for place, label in enumerate(labels)
        ]

    def get_moves(self) -> list[Move]:
        user, action = self.request.user, self.record
        offered = [
            (policies.can_start, _("Start"), "records:action_start", "secondary"),
            (policies.can_finish, _("Finish"), "records:action_finish", "primary"),
            (policies.can_check, _("Check effectiveness"), "records:action_check", "primary"),
            (policies.can_cancel, _("Cancel the action"), "records:action_cancel", "secondary"),
        ]
        return [
            Move(label, reverse(name, args=[action.pk]), style)
            for allowed, label, name, style in offered
            if allowed(user, action)
        ]

    def get_primary(self) -> Action | None:
        action = self.record
        failed = action.effectiveness in (ActionItem.Effectiveness.INEFFECTIVE, ActionItem.Effectiveness.PARTLY)
        if failed and policies.can_add(self.request.user, action.served):
            return Action(_("Add a follow-up action"), follow_up_url(action), "plus")
        return None

    def extra_actions(self) -> list[Action]:
        if policies.can_change(self.request.user, self.record):
            return [Action(_("Edit"), reverse("records:action_update", args=[self.record.pk]), "edit")]
        return []

    def get_facts(self) -> list[Fact]:
        action = self.record
        facts = [
            Fact(_("Record"), shown(self.request.user, action.target)),
            Fact(_("Owner"), action.accountable),
            Fact(_("Due"), due(action.due) if action.is_open else day(action.due)),
            Fact(_("Cost"), cost_words(action)),
        ]
        if action.done_on:
            facts.append(Fact(_("Done on"), day(action.done_on)))
            if action.done_by_id not in {None, action.owner_id}:
                facts.append(Fact(_("Done by"), action.done_by))
        facts.append(Fact(_("Decided by"), f"{action.created_by or '–'}, {day(action.created_at)}"))
        return facts

    def get_tab_context(self, key: str) -> dict:
        if key == "overview":
            return {
                "effect": effect_pill(self.record),
                "own": self.record.owner_id == self.request.user.pk,
            }
        return super().get_tab_context(key)


def follow_up_url(action: ActionItem) -> str:
    """Where an action that follows a failed one is added."""
    served = action.served
    content_type = ContentType.objects.get_for_model(served)
    return f"{reverse('records:action_create', args=[content_type.pk, served.pk])}?after={action.pk}"


class ActionCreate(RecordFormPage):
    """One more action on a record; `?after=` names the action that it follows."""

    permission = "records.add_actionitem"
    title = gettext_lazy("New action")
    form_class = ActionForm
    submit_label = gettext_lazy("Add the action")
    success_message = gettext_lazy("The action is decided.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self._target = None

    @property
    def target(self):
        """The record that it serves. Raises Http404 for one that is not visible or takes no actions."""
        if self._target is None:
            content_type = get_object_or_404(ContentType, pk=self.kwargs["content_type"])
            model = content_type.model_class()
            if model not in target_models():
                raise Http404
            self._target = get_object_or_404(model._default_manager.visible_to(self.request.user), pk=self.kwargs["pk"])
        return self._target

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_add(self.request.user, self.target)

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(self.target.reference, f"{self.target.get_absolute_url()}?tab=actions")]

    def get_initial(self) -> dict:
        after = self.request.GET.get("after", "")
        found = ActionItem.objects.visible_to(self.request.user).filter(pk=after).first() if after.isdecimal() else None
        if found is None or not found.effectiveness:
            return {}
        words = {"reference": found.reference, "title": found.title, "result": found.get_effectiveness_display()}
        cause = _("%(reference)s “%(title)s”: %(result)s.") % words
        return {"cause": f"{cause} {found.effectiveness_note}", "owner": found.owner_id}

    def get_success_url(self) -> str:
        return f"{self.target.get_absolute_url()}?tab=actions"

    def perform(self, form):
        return services.action_add(target=self.target, actor=self.request.user, **form.cleaned_data)


class ActionUpdate(OneAction, RecordFormPage):
    """Change an action that is still to be done."""

    permission = "records.change_actionitem"
    title = gettext_lazy("Edit action")
    form_class = ActionForm

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_change(self.request.user, self.record)

    def perform(self, form):
        reason = form.cleaned_data.get("change_reason", "")
        return services.action_edit(form=form, actor=self.request.user, reason=reason)


class ActionAct(OneAction, ConfirmPage):
    """Base of the acts on an action. The right is asked for here, the state by the service under its lock."""

    permission = "records.finish_actionitem"
    states: tuple[str, ...] = (State.PLANNED, State.IN_PROGRESS)
    may_act = staticmethod(policies.may_finish)

    def allowed(self) -> bool:
        return type(self).may_act(self.request.user, self.record)

    def get(self, request, *args, **kwargs):
        """The question; in another state the action's page says where it stands."""
        if self.record.state not in self.states or self.record.effectiveness:
            messages.info(
                request,
                _("%(reference)s is “%(state)s”; this is not possible now.")
                % {"reference": self.record.reference, "state": self.record.get_state_display()},
            )
            return HttpResponseRedirect(self.record.get_absolute_url())
        return super().get(request, *args, **kwargs)


class ActionStart(ActionAct):
    """Begin."""

    heading = gettext_lazy("Start this action?")
    consequence = gettext_lazy("It is shown as in progress from now on.")
    submit_label = gettext_lazy("Start")
    success_message = gettext_lazy("The action is in progress.")
    reason_required = False
    reason_label = gettext_lazy("Note")
    states = (State.PLANNED,)

    def act(self, form):
        services.action_start(action=self.record, actor=self.request.user, reason=form.cleaned_data["reason"])


class ActionFinish(ActionAct):
    """Say what was done, with the proof."""

    heading = gettext_lazy("Finish this action")
    consequence = gettext_lazy(
        "Afterwards somebody who neither owns nor finished it checks whether it was effective (6.1.3)."
    )
    submit_label = gettext_lazy("Finish")
    form_class = FinishForm

    def act(self, form):
        said = form.cleaned_data
        services.action_finish(
            action=self.record,
            actor=self.request.user,
            outcome=said["outcome"],
            done_on=said["done_on"],
            evidence=said["evidence"],
        )

    def get_success_message(self) -> str:
        served = self.record.served
        if served is not None and not any(action.is_open for action in served.actions.all()):
            return _("The action is done. It was the last open action of %(reference)s.") % {
                "reference": served.reference
            }
        return _("The action is done.")


class ActionCancel(ActionAct):
    """Give it up."""

    permission = "records.change_actionitem"
    heading = gettext_lazy("Cancel this action?")
    consequence = gettext_lazy("Nobody is reminded of it any more. The action stays on record with your reason.")
    submit_label = gettext_lazy("Cancel the action")
    success_message = gettext_lazy("The action is cancelled.")
    danger = True

    def allowed(self) -> bool:
        return policies.may_decide(self.request.user, self.record.target)

    def act(self, form):
        services.action_cancel(action=self.record, actor=self.request.user, reason=form.cleaned_data["reason"])


class ActionCheck(ActionAct):
    """Evaluate whether it worked."""

    permission = "records.check_actionitem"
    heading = gettext_lazy("Was this action effective?")
    consequence = gettext_lazy(
        "The evaluation is kept with your name. Of an action that was not effective, a follow-up can be decided."
    )
    submit_label = gettext_lazy("Save the evaluation")
    template_name = "records/action_check.html"
    form_class = CheckForm
    states = (State.DONE,)
    may_act = staticmethod(policies.may_check)

    def act(self, form):
        self.checked = services.action_check(action=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_message(self) -> str:
        if self.checked.effectiveness == ActionItem.Effectiveness.EFFECTIVE:
            return _("The action was effective.")
        return _("The evaluation is kept. Decide whether a follow-up action is needed.")
