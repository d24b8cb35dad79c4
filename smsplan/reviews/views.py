"""The pages of management reviews."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.audit.events import Action as Event
from smsplan.audit.events import record_event, request_address
from smsplan.records.services import require
from smsplan.records.views import (
    RecordDetailPage,
    RecordFormPage,
    RecordListPage,
    WorkPoll,
    WorkRetry,
    WorkStatus,
)
from smsplan.reviews import exports, gather, policies, selectors, services
from smsplan.reviews.filters import ReviewFilter
from smsplan.reviews.forms import ReviewForm
from smsplan.reviews.models import Review, ReviewDocument
from smsplan.reviews.tables import ReviewTable, state_pill
from smsplan.ui.parts import Action, Crumb, Empty, Fact, Move, Step
from smsplan.ui.templatetags.ui import day, moment
from smsplan.ui.views import ConfirmPage, Entry

VIEW = "reviews.view_review"


class ReviewList(RecordListPage):
    """The reviews, the latest first."""

    permission = VIEW
    title = gettext_lazy("Management reviews")
    filterset_class = ReviewFilter
    table_class = ReviewTable
    create_url = reverse_lazy("reviews:create")
    create_label = gettext_lazy("Prepare a review")
    create_permission = "reviews.add_review"
    export_name = "management-reviews"

    def get_queryset(self):
        """What this person may see."""
        return Review.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        """The reviews' table."""
        return exports.sheets(queryset=queryset)

    def get_empty(self) -> Empty:
        """What belongs here."""
        return Empty(
            title=_("No management reviews yet"),
            text=_(
                "Top management reviews the SMS at planned intervals. What the registers say is gathered here by"
                " itself; the chair freezes the record once it was held."
            ),
            clause=_("ISO/IEC 20000-1, 9.3"),
            example=_("Management review, fourth quarter."),
            action=self.get_primary(),
        )


class OneReview:
    """A page about one review that this person may see (404 otherwise)."""

    def get_queryset(self):
        """Visible reviews, with the people that the page names."""
        return Review.objects.visible_to(self.request.user).select_related(
            "chair", "frozen_by", "created_by", "updated_by", "document", "snapshot"
        )

    def get_object(self) -> Review:
        """The review."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back."""
        crumbs = [Crumb(_("Management reviews"), reverse("reviews:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


class ReviewDetail(OneReview, RecordDetailPage):
    """One review: live inputs while it is a draft, afterwards what was frozen."""

    permission = VIEW
    change_permission = "reviews.change_review"
    template_name = "reviews/review_detail.html"

    def get_pill(self):
        """The state."""
        return state_pill(self.record)

    def extra_actions(self) -> list[Action]:
        """Edit, while it is a draft."""
        if policies.can_write(self.request.user, self.record):
            return [Action(_("Edit"), reverse("reviews:update", args=[self.record.pk]), "edit")]
        return []

    def get_steps(self) -> list[Step]:
        """Draft, then frozen."""
        frozen = self.record.is_frozen
        return [
            Step(str(Review.State.DRAFT.label), "done" if frozen else "current"),
            Step(str(Review.State.FROZEN.label), "current" if frozen else "todo"),
        ]

    def get_moves(self) -> list[Move]:
        """Freezing, for the chair."""
        if policies.can_freeze(self.request.user, self.record):
            return [Move(_("Freeze the record"), reverse("reviews:freeze", args=[self.record.pk]), "primary")]
        return []

    def get_facts(self) -> list[Fact]:
        """When, who, and what proves it."""
        review = self.record
        facts = [Fact(_("Date of the review"), day(review.held_on, "long")), Fact(_("Chair"), review.chair)]
        if review.is_frozen:
            facts += [
                Fact(_("Frozen"), moment(review.frozen_at)),
                Fact(_("Frozen by"), review.frozen_by),
            ]
        return facts

    def get_tab_context(self, key: str) -> dict:
        """The inputs: gathered now, or as they were frozen."""
        if key != "overview":
            return super().get_tab_context(key)
        review = self.record
        content = review.snapshot.content if review.is_frozen else gather.gather(review)
        context = {
            "inputs": gather.present(content),
            "intact": review.is_frozen and gather.fingerprint(content) == review.snapshot_sha256,
            "chaired": policies.can_freeze(self.request.user, review),
        }
        if review.is_frozen:
            context["work"] = work_status(self.request.user, review.document)
            context["document"] = review.document
        return context


def work_status(user, document: ReviewDocument) -> WorkStatus:
    """The PDF's progress as its card shows it."""
    pk = document.review_id
    return WorkStatus(
        document,
        poll_url=reverse("reviews:progress", args=[pk]),
        retry_url=reverse("reviews:retry", args=[pk]) if policies.can_retry(user, document) else "",
        download_url=reverse("reviews:download", args=[pk]) if document.sha256 else "",
    )


class ReviewCreate(RecordFormPage):
    """Prepare a review."""

    permission = "reviews.add_review"
    title = gettext_lazy("Prepare a management review")
    lead = gettext_lazy(
        "Objectives, risks, changes and the state of the plan are gathered from the registers by themselves."
    )
    form_class = ReviewForm
    success_message = gettext_lazy("The review is saved as a draft.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back to the list."""
        return [Crumb(_("Management reviews"), reverse("reviews:list"))]

    def perform(self, form):
        """Save through the service."""
        data = form.cleaned_data
        return services.review_save(
            review=form.instance,
            actor=self.request.user,
            reason=data.get("change_reason", ""),
            many={"attendees": data["attendees"]},
            revision=data.get("revision"),
        )


class ReviewUpdate(OneReview, ReviewCreate):
    """Edit a draft: the minutes are taken here."""

    permission = "reviews.change_review"
    title = gettext_lazy("Edit management review")
    lead = ""
    success_message = gettext_lazy("Saved.")

    def has_permission(self) -> bool:
        """Only a draft can be opened; one that was frozen meanwhile says so when the form is sent."""
        allowed = super().has_permission()
        return allowed and (self.request.method == "POST" or policies.can_write(self.request.user, self.record))

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back to the record."""
        return OneReview.get_breadcrumbs(self)


class ReviewFreeze(OneReview, ConfirmPage):
    """Freeze."""

    permission = "reviews.freeze_review"
    heading = gettext_lazy("Freeze this management review?")
    consequence = gettext_lazy(
        "What the registers say now is kept with your decisions. Nobody, not even an administrator, can change it"
        " afterwards. The PDF is made from it."
    )
    reason_required = False
    reason_label = gettext_lazy("Note")
    submit_label = gettext_lazy("Freeze for good")
    success_message = gettext_lazy("The record is frozen; its PDF is being made.")
    danger = True

    def allowed(self) -> bool:
        """The chair; one who is too late is told so when the form is sent."""
        review, user = self.record, self.request.user
        late = self.request.method == "POST" and review.is_frozen and review.chair_id == user.pk
        return late or policies.can_freeze(user, review)

    def act(self, form):
        """Freeze."""
        services.review_freeze(review=self.record, actor=self.request.user, reason=form.cleaned_data["reason"])


class OneDocument(OneReview):
    """The document of a frozen review that this person may see."""

    def get_document(self) -> ReviewDocument:
        """The document. Raises Http404 for a draft."""
        review = self.get_object()
        if not review.is_frozen:
            raise Http404
        return review.document


class ReviewDownload(OneDocument, Entry, View):
    """The PDF; its download is an audit event."""

    permission = VIEW

    def get(self, request, pk):
        """The file as an attachment. 404 before it was built."""
        document = self.get_document()
        if not document.sha256:
            raise Http404
        record_event(
            action=Event.DOWNLOADED,
            actor=request.user,
            target=document.review,
            detail={"file": selectors.file_name(document.review), "sha256": document.sha256},
            address=request_address(request),
        )
        return FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=selectors.file_name(document.review),
            content_type="application/pdf",
        )


class ReviewProgress(OneDocument, WorkPoll):
    """The PDF's progress."""

    permission = VIEW

    def get_work(self):
        """The work and how it is shown."""
        document = self.get_document()
        return document, work_status(self.request.user, document)


class ReviewRetry(OneDocument, WorkRetry):
    """Build a PDF that failed once more."""

    permission = VIEW

    def get_work(self):
        """The work. Raises PermissionDenied for readers."""
        document = self.get_document()
        waiting = document.work_state != ReviewDocument.Progress.FAILED  # Somebody else was quicker: nothing to do.
        require(waiting or policies.can_retry(self.request.user, document))
        return document

    def get_success_url(self, work) -> str:
        """The review."""
        return work.review.get_absolute_url()
