"""What the pages about one risk share."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from risks.models import Risk
from smsplan.records.views import RecordDetailPage
from smsplan.ui.parts import Crumb

#: Who may enter the risk register: who sees all of it, and who sees what is theirs.
VIEW = ("risks.view_risk", "risks.own_risk")


class OneRisk:
    """A page about one risk that this person may see (404 otherwise)."""

    pk_url_kwarg = "pk"

    def get_queryset(self):
        return Risk.objects.visible_to(self.request.user).select_related(
            "category", "owner", "inherent__criteria", "residual__criteria", "created_by", "updated_by"
        )

    def get_object(self) -> Risk:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Risks"), reverse("risks:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs
