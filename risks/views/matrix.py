"""The risk matrix."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from risks import selectors
from risks.models import Risk
from risks.views.one import VIEW
from smsplan.ui.parts import Crumb
from smsplan.ui.views import Entry


class RiskMatrix(Entry, View):
    """The matrix: counts per cell, each cell a link to the list."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Risk matrix")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list"))]

    def get(self, request):
        kind = "inherent" if request.GET.get("kind") == "inherent" else "residual"

        def link(likelihood: int, impact: int) -> str:
            state = {"attention": "open", "likelihood": likelihood, "impact": impact}
            if kind == "inherent":
                state["kind"] = kind
            return f"{reverse('risks:list')}?{urlencode(state)}"

        visible = Risk.objects.visible_to(request.user)
        drawn = selectors.matrix(kind=kind, queryset=visible, link=link)
        context = {
            "page": self.get_page(),
            "matrix": drawn,
            "kind": kind,
            "unassessed": visible.open().filter(level=None).count(),
        }
        return render(request, "risks/matrix.html", context)
