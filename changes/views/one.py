"""What all pages about one SMS change have in common."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from changes.models import Change
from smsplan.records.views import RecordDetailPage
from smsplan.ui.parts import Crumb

VIEW = ("changes.view_change", "changes.own_change")


class OneChange:
    """A page about one change that this person may see (404 otherwise)."""

    def get_queryset(self):
        """Visible changes, with the people that the page names."""
        return Change.objects.visible_to(self.request.user).select_related(
            "owner",
            "created_by",
            "updated_by",
            "submitted_by",
            "approved_by",
            "implemented_by",
            "verified_by",
            "follows",
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
