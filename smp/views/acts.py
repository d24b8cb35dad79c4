"""Submit, approve, return, discard: each asks before it acts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies, selectors, services
from smp.forms import ApprovalForm
from smp.freezing import author_names
from smp.models import Version
from smp.views.shared import OfVersion
from smsplan.ui.views import ConfirmPage


class VersionAct(OfVersion, ConfirmPage):
    """An act on a version. When it is not possible now, the page says so and leads back."""

    possible_in: tuple[str, ...] = (Version.State.DRAFT,)

    def get_object(self) -> Version:
        return self.version

    def get(self, request, *args, **kwargs):
        if self.version.state not in self.possible_in:
            messages.info(
                request,
                _("%(version)s is “%(state)s”; this is not possible now.")
                % {"version": self.version, "state": self.version.get_state_display()},
            )
            return redirect(self.version)
        return super().get(request, *args, **kwargs)


class VersionSubmit(VersionAct):
    """Freeze the draft and ask for approval."""

    permission = "smp.submit_version"
    template_name = "smp/submit.html"
    heading = gettext_lazy("Submit this version for approval?")
    consequence = gettext_lazy(
        "Text and tables are frozen as they are now, and a SHA-256 is kept of them. A Manager who wrote none of it "
        "approves or returns it."
    )
    reason_required = False
    reason_label = gettext_lazy("Comments for the approvers")
    submit_label = gettext_lazy("Submit")
    success_message = gettext_lazy("Submitted. It is frozen until it is approved or returned.")

    def act(self, form):
        """Submit."""
        services.version_submit(version=self.version, actor=self.request.user, comments=form.cleaned_data["reason"])

    def get_context_data(self, **kwargs):
        missing = content.missing(selectors.written(self.version))
        return super().get_context_data(**kwargs) | {"missing": missing, "version": self.version}


class VersionApprove(VersionAct):
    """Approve: shows what the signature means, and of which content."""

    permission = "smp.approve_version"
    template_name = "smp/approve.html"
    form_class = ApprovalForm
    possible_in = (Version.State.IN_REVIEW,)
    heading = gettext_lazy("Approve this version?")
    consequence = gettext_lazy(
        "Its document is made, and then it is in force: the version before is superseded, and the next review is due "
        "in twelve months."
    )
    reason_required = False
    reason_label = gettext_lazy("Comments")
    submit_label = gettext_lazy("Approve")
    success_message = gettext_lazy("Approved. The document is being made; the version is in force as soon as it is.")

    def get(self, request, *args, **kwargs):
        if policies.is_author(request.user, self.version):
            raise PermissionDenied(_("You wrote in this version or submitted it. Somebody else has to approve it."))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {"sha256": self.version.content_sha256, "submission_number": self.version.submission}

    def act(self, form):
        """Approve."""
        services.version_approve(
            version=self.version,
            actor=self.request.user,
            password=form.cleaned_data["password"],
            comments=form.cleaned_data["reason"],
            sha256=form.cleaned_data["sha256"],
            submission=form.cleaned_data["submission_number"],
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "meaning": services.MEANING,
            "authors": ", ".join(author_names(self.version)),
        }


class VersionReturn(VersionAct):
    """Return to the authors with comments."""

    permission = "smp.approve_version"
    possible_in = (Version.State.IN_REVIEW,)
    heading = gettext_lazy("Return this version to its authors?")
    consequence = gettext_lazy("It becomes a draft again, with your comments beside it. Nothing of its text is lost.")
    reason_label = gettext_lazy("What has to be mended")
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("Returned to the authors.")

    def act(self, form):
        """Return."""
        services.version_return(version=self.version, actor=self.request.user, comments=form.cleaned_data["reason"])


class VersionDiscard(VersionAct):
    """Give up a draft."""

    permission = "smp.change_version"
    heading = gettext_lazy("Discard this draft?")
    consequence = gettext_lazy("It is kept in the version history and cannot be taken up again.")
    submit_label = gettext_lazy("Discard")
    danger = True
    success_message = gettext_lazy("The draft is discarded.")

    def act(self, form):
        """Discard."""
        services.version_discard(version=self.version, actor=self.request.user, reason=form.cleaned_data["reason"])
