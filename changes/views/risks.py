"""Risks of the register that bear on a change: made of one of its impacts, or chosen."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import policies
from changes.forms.risks import ChangeRisksForm
from changes.models import Change, Impact
from changes.services.linking import change_raise_risk, change_set_risks
from changes.views.one import OneChange
from risks.models import Risk
from risks.views.forms import RiskCreate
from smsplan.ui.parts import Crumb
from smsplan.ui.views import FormPage

MANY = ("services", "practices", "obligations")


class RiskFromChange(RiskCreate):
    """A new risk that was found in a change; its form begins with what the change and its impact say."""

    title = gettext_lazy("New risk from a change")
    success_message = gettext_lazy("The risk is in the register, and linked to the change.")

    @cached_property
    def change(self) -> Change:
        """The change, of those that this person may see (404 otherwise)."""
        return get_object_or_404(Change.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def impact(self) -> Impact | None:
        """The impact that it is made of, of this change (404 otherwise); None for the change as a whole."""
        return get_object_or_404(self.change.impact_rows, pk=self.kwargs["impact"]) if "impact" in self.kwargs else None

    def has_permission(self) -> bool:
        """While the change's life goes on; that it ended meanwhile is told when the form is sent."""
        user = self.request.user
        return super().has_permission() and (
            policies.can_raise_risk(user, self.change)
            or (self.request.method == "POST" and policies.may_raise_risk(user))
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; the risk itself, where one was made of the impact already."""
        if self.impact is not None and self.impact.risk_id is not None:
            return HttpResponseRedirect(reverse("risks:detail", args=[self.impact.risk_id]))
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            Crumb(_("SMS changes"), reverse("changes:list")),
            Crumb(self.change.reference, self.change.get_absolute_url()),
        ]

    def get_initial(self) -> dict[str, Any]:
        """What the change and the impact say."""
        change, impact = self.change, self.impact
        said: dict[str, Any] = {name: list(getattr(change, name).all()) for name in MANY}
        said |= {"cause": str(change), "owner": change.owner_id, "owner_role": change.owner_role}
        if impact is not None:
            said |= {"title": impact.description, "treatment": impact.response}
        return said

    def perform(self, form) -> Risk:
        """Save it by the register of risks, and link the two."""
        data = dict(form.cleaned_data)
        many = {name: data.pop(name) for name in MANY}
        return change_raise_risk(change=self.change, found_in=self.impact, actor=self.request.user, many=many, **data)

    def get_success_url(self) -> str:
        """Back to the change, where the risk stands now."""
        return f"{self.change.get_absolute_url()}#impacts"


class ChangeRisks(OneChange, FormPage):
    """Choose the risks that bear on a change; a plan that was decided on stays decided."""

    permission = "changes.change_change"
    title = gettext_lazy("Linked risks")
    lead = gettext_lazy("Linking risks is no change of the plan: what was decided stays decided.")
    form_class = ChangeRisksForm
    success_message = gettext_lazy("The linked risks are saved.")

    def has_permission(self) -> bool:
        """While the change's life goes on; that it ended meanwhile is told when the form is sent."""
        return super().has_permission() and (
            policies.can_link_risks(self.request.user, self.record) or self.request.method == "POST"
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"change": self.record}

    def get_initial(self) -> dict[str, Any]:
        return {"risks": list(self.record.risks.values_list("pk", flat=True))}

    def save(self, form: ChangeRisksForm) -> Change:
        return change_set_risks(change=self.record, actor=self.request.user, **form.cleaned_data)
