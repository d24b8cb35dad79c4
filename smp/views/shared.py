"""What the plan's pages have in common."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from smp import policies
from smp.models import Publication, Version
from smsplan.records.views import WorkStatus
from smsplan.ui.views import Crumb, Pill

#: Who may enter the pages that readers share; what they see there follows from `visible_to`.
READ = ("smp.view_version", "smp.read_version")

COLOURS = {
    Version.State.DRAFT: "grey",
    Version.State.IN_REVIEW: "blue",
    Version.State.APPROVED: "green",
    Version.State.SUPERSEDED: "grey",
    Version.State.DISCARDED: "grey",
    Version.State.REJECTED: "red",
}


def state_pill(version: Version) -> Pill:
    """The version's state in words."""
    if policies.is_stuck(version):
        return Pill(_("Publication failed"), "red")
    if version.is_publishing:
        return Pill(_("Approved, being published"), "blue")
    return Pill(version.get_state_display(), COLOURS[version.state])


def root_crumb() -> Crumb:
    """The way back to the plan's own page."""
    return Crumb(_("Service Management Plan"), reverse("smp:list"))


def publication_of(version: Version) -> Publication | None:
    """The version's publication, once it was approved."""
    return getattr(version, "publication", None)


def work_status(version: Version, user) -> WorkStatus | None:
    """The making of the version's document, as long as it is not done."""
    publication = publication_of(version)
    if publication is None or not version.is_publishing:
        return None
    may_retry = user.has_perm("smp.submit_version") or user.has_perm("smp.approve_version")
    return WorkStatus(
        publication,
        poll_url=reverse("smp:publication", args=[version.pk]),
        retry_url=reverse("smp:retry", args=[version.pk]) if may_retry else "",
        title=_("Publication"),
    )


class OfVersion:
    """A page about one version; what the person may not see does not exist (404)."""

    #: What is told of the version beside itself, and read with it.
    told_with: tuple[str, ...] = ("created_by", "submitted_by", "approved_by", "publication", "based_on")

    @cached_property
    def version(self) -> Version:
        """The version, read once."""
        rows = Version.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"])
        if self.told_with:
            # The content of the version before, half a megabyte in a large organization, is no page's to read.
            rows = rows.select_related(*self.told_with).defer("based_on__frozen")
        version = rows.first()
        if version is None:
            raise Http404
        return version

    def get_breadcrumbs(self) -> list[Crumb]:
        """The plan, then the version."""
        return [root_crumb(), Crumb(str(self.version), self.version.get_absolute_url())]
