"""Linking risks and objectives, from either side."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import policies
from objectives.forms.links import AtStakeForm, ObjectiveRisksForm
from objectives.models import Objective
from objectives.services.links import AT_STAKE, objective_set_risks, risk_set_objectives
from objectives.views.register import VIEW, OneObjective
from risks.models import Risk
from smsplan.ui.parts import Crumb
from smsplan.ui.picker import PickOptions
from smsplan.ui.views import FormPage


class ObjectiveRisks(OneObjective, FormPage):
    """Choose the risks to an objective; an approved one stays approved."""

    permission = "objectives.change_objective"
    title = gettext_lazy("Risks to the objective")
    lead = gettext_lazy("Linking risks is no revision: an approved objective stays approved.")
    form_class = ObjectiveRisksForm
    success_message = gettext_lazy("The risks to the objective are saved.")

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_link_risks(self.request.user, self.record)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"objective": self.record}

    def get_initial(self) -> dict:
        return {"risks": list(self.record.risks.values_list("pk", flat=True))}

    def save(self, form):
        return objective_set_risks(
            objective=self.record,
            risks=form.cleaned_data["risks"],
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
        )


class AtStake(FormPage):
    """Choose the objectives that are at stake if a risk occurs."""

    permission = "objectives.change_objective"
    title = gettext_lazy("Objectives at stake")
    lead = gettext_lazy("Linking a risk is no revision: an approved objective stays approved.")
    form_class = AtStakeForm
    success_message = gettext_lazy("The objectives at stake are saved.")

    def get_object(self) -> Risk:
        return get_object_or_404(Risk.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def has_permission(self) -> bool:
        return super().has_permission() and self.record.is_open

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            Crumb(_("Risks"), reverse("risks:list")),
            Crumb(self.record.reference, self.record.get_absolute_url()),
        ]

    def get_initial(self) -> dict:
        return {"objectives": list(self.record.objectives.filter(state__in=AT_STAKE).values_list("pk", flat=True))}

    def save(self, form):
        risk_set_objectives(
            risk=self.record,
            objectives=form.cleaned_data["objectives"],
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
        )
        return self.record


class ObjectivePick(PickOptions):
    """What the picker of objectives offers."""

    permission = VIEW

    def get_queryset(self):
        visible = Objective.objects.visible_to(self.request.user).filter(state__in=AT_STAKE)
        return visible.only("reference", "title").order_by("reference")
