"""The risk matrix."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView

from risks import selectors
from risks.models import Assessment, CriteriaBook, Risk
from risks.views.one import VIEW
from smsplan.ui.parts import Action, Crumb
from smsplan.ui.views import Entry


class RiskMatrix(Entry, TemplateView):
    """The matrix: counts per cell, each cell a link to the list that shows exactly these risks."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Risk matrix")
    template_name = "risks/matrix.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list"))]

    def extra_actions(self) -> list[Action]:
        if self.may("risks.view_riskcriteria"):
            return [Action(_("Risk criteria"), reverse("risks:criteria"), "scale")]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        if kind not in selectors.MATRIX_KINDS:
            kind = "residual"
        book = CriteriaBook()
        labels = dict(Assessment.Kind.choices)
        return super().get_context_data(**kwargs) | {
            "matrix": selectors.matrix(
                kind=kind,
                queryset=Risk.objects.visible_to(self.request.user),
                link=lambda query: f"{reverse('risks:list')}?{urlencode(query)}",
                book=book,
            ),
            "kind": kind,
            "kinds": [(key, labels[key]) for key in selectors.MATRIX_KINDS],
            "criteria": book.in_force,
        }
