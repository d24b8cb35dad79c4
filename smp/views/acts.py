"""Submit, approve, return, reject, take back, discard: each asks before it acts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies, selectors, services
from smp.forms import ApprovalForm, RefusalForm, SubmitForm
from smp.freezing import author_names
from smp.models import Version
from smp.rounds import round_of
from smp.services.keeping import unsaved_texts
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
    """Freeze the draft and ask for approval: of those whom the author chooses, or of any one Manager."""

    permission = "smp.submit_version"
    template_name = "smp/submit.html"
    form_class = SubmitForm
    heading = gettext_lazy("Submit this version for approval?")
    consequence = gettext_lazy(
        "Text and tables are frozen as they are now, and a SHA-256 is kept of them. Whoever approves it has written "
        "none of it."
    )
    reason_required = False
    reason_label = gettext_lazy("Comments for the approvers")
    submit_label = gettext_lazy("Submit")
    success_message = gettext_lazy("Submitted. It is frozen until it is approved or returned.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {
            "people": policies.possible_approvers(self.version, self.request.user),
        }

    def get_initial(self) -> dict:
        """Those who were asked the last time."""
        before = round_of(self.version)
        manner = SubmitForm.IN_ORDER if before.in_order else SubmitForm.PARALLEL
        return {"approvers": list(before.asked), "manner": manner}

    def act(self, form):
        """Submit."""
        services.version_submit(
            version=self.version,
            actor=self.request.user,
            comments=form.cleaned_data["reason"],
            approvers=form.cleaned_data["approvers"],
            in_order=form.in_order,
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "missing": content.missing(selectors.written(self.version)),
            "unsaved": list(unsaved_texts(self.version)),
            "open_comments": selectors.open_comments(self.version),
            "version": self.version,
        }


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

    def get(self, request, *args, **kwargs):
        if policies.is_author(request.user, self.version):
            raise PermissionDenied(_("You wrote in this version or submitted it. Somebody else has to approve it."))
        if self.version.state in self.possible_in and not policies.can_approve(request.user, self.version):
            messages.info(request, _("It is not your turn to approve this version; see who has and who comes next."))
            return redirect(self.version)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {"sha256": self.version.content_sha256, "submission_number": self.version.submission}

    def get_consequence(self) -> str:
        """What this approval brings about: the version in force, or the next approver's turn."""
        approvals = round_of(self.version)
        if len(approvals.given) + 1 >= approvals.needed:
            return super().get_consequence()
        return _("Others have to approve after you; they are told. The version before stays in force until then.")

    def get_success_message(self) -> str:
        if self.approved.is_publishing:
            return _("Approved. The document is being made; the version is in force as soon as it is.")
        return _("Your approval is kept. The others have to approve before it is in force.")

    def act(self, form):
        """Approve."""
        self.approved = services.version_approve(
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
            "approvals": round_of(self.version),
            "meaning": services.MEANING,
            "authors": ", ".join(author_names(self.version)),
        }


class Refusal(VersionAct):
    """An act of a Manager that sends a submission away; it is about the submission that they read."""

    permission = "smp.approve_version"
    form_class = RefusalForm
    possible_in = (Version.State.IN_REVIEW,)

    def get_initial(self) -> dict:
        return {"submission_number": self.version.submission}


class VersionReturn(Refusal):
    """Return to the authors with comments."""

    heading = gettext_lazy("Return this version to its authors?")
    consequence = gettext_lazy("It becomes a draft again, with your comments beside it. Nothing of its text is lost.")
    reason_label = gettext_lazy("What has to be mended")
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("Returned to the authors.")

    def act(self, form):
        """Return."""
        services.version_return(
            version=self.version,
            actor=self.request.user,
            comments=form.cleaned_data["reason"],
            submission=form.cleaned_data["submission_number"],
        )


class VersionReject(Refusal):
    """Reject for good."""

    heading = gettext_lazy("Reject this version for good?")
    consequence = gettext_lazy(
        "It is kept as it was submitted and cannot be taken up again; its number is free. To have something mended, "
        "return it instead."
    )
    reason_label = gettext_lazy("Why it is rejected")
    submit_label = gettext_lazy("Reject")
    danger = True
    success_message = gettext_lazy("Rejected. Its authors are told.")

    def act(self, form):
        """Reject."""
        services.version_reject(
            version=self.version,
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
            submission=form.cleaned_data["submission_number"],
        )


class VersionTakeBack(VersionAct):
    """Take back a submission that is not fully approved, as one of its authors."""

    permission = "smp.submit_version"
    possible_in = (Version.State.IN_REVIEW,)
    heading = gettext_lazy("Take this submission back?")
    consequence = gettext_lazy(
        "It becomes a draft again. Approvals given so far are kept with this submission and do not count for the next."
    )
    reason_label = gettext_lazy("Why it is taken back")
    submit_label = gettext_lazy("Take back")
    success_message = gettext_lazy("Taken back. It is a draft again.")

    def get(self, request, *args, **kwargs):
        if not policies.is_author(request.user, self.version):
            raise PermissionDenied(_("Only one of its authors takes a version back."))
        return super().get(request, *args, **kwargs)

    def act(self, form):
        """Take back."""
        services.version_take_back(version=self.version, actor=self.request.user, reason=form.cleaned_data["reason"])


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
