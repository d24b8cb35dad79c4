"""Discussion of records: say something, take it back, find whom to mention."""

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.records import comments
from smsplan.records.models import Comment
from smsplan.records.services import NotAllowed
from smsplan.records.views.files import record_seen_by
from smsplan.records.views.forms import RecordFormPage
from smsplan.ui.forms import BaseModelForm, ReasonForm
from smsplan.ui.parts import Crumb
from smsplan.ui.views import ConfirmPage, Entry


class CommentForm(BaseModelForm):
    """The box under a discussion."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": comments.LONGEST}),
        help_text=gettext_lazy("Type @ and a name to tell somebody. Web addresses become links."),
        strip=True,
    )

    class Meta:
        model = Comment
        fields = ("text",)

    def clean_text(self) -> str:
        """The text as it is kept; a browser's line breaks do not count twice against the length."""
        return comments.tidy(self.cleaned_data["text"])


@dataclass(frozen=True)
class Said:
    """One comment as the discussion shows it. `record` is named when it was said about another one of the family."""

    comment: Comment
    html: SafeString
    record: str = ""
    record_url: str = ""
    withdraw_url: str = ""
    resolve_url: str = ""


def discussion(record: models.Model, family: list[int], person) -> dict:
    """What `records/_comments.html` needs: the comments, and for who may comment the form and where it goes."""
    rows = comments.comments_of(record, family).select_related("author", "resolved_by").prefetch_related("mentions")
    elsewhere = set(family) - {record.pk}
    others = (
        {other.pk: other for other in type(record)._default_manager.visible_to(person).filter(pk__in=elsewhere)}
        if elsewhere
        else {}
    )
    said = []
    # Comments that have to be dealt with; who may is asked once, since they are all on one record.
    resolves = getattr(record, "resolves_comments", False) and comments.can_comment(person, record)
    for comment in rows:
        other = others.get(comment.target_id)
        may = comments.can_withdraw(person, comment)
        said.append(
            Said(
                comment=comment,
                html=SafeString("") if comment.withdrawn_at else comments.as_html(comment),
                record=str(other) if other else "",
                record_url=other.get_absolute_url() if other else "",
                withdraw_url=reverse("records:comment_withdraw", args=[comment.pk]) if may else "",
                resolve_url=reverse("records:comment_resolve", args=[comment.pk])
                if resolves and comment.withdrawn_at is None
                else "",
            )
        )
    found = {"said": said}
    if comments.can_comment(person, record):
        keys = [comments.content_type_of(record), record.pk]
        found |= {
            "comment_form": CommentForm(auto_id=f"comment_{record.pk}_%s"),
            "comment_url": reverse("records:comment", args=keys),
            "mentions_url": reverse("records:comment_people", args=keys),
            "submission": uuid4().hex,
        }
    return found


class CommentPage(RecordFormPage):
    """Say something about a record. A refused comment is shown again here, with nothing lost."""

    permission = "records.add_comment"
    title = gettext_lazy("Comment")
    form_class = CommentForm
    template_name = "records/comment_form.html"
    submit_label = gettext_lazy("Post comment")
    success_message = ""

    @cached_property
    def target(self) -> models.Model:
        """The record that it is about."""
        return record_seen_by(self.request.user, self.kwargs["content_type"], self.kwargs["pk"], change=False)

    def has_permission(self) -> bool:
        return super().has_permission() and comments.can_comment(self.request.user, self.target)

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(str(self.target), comments.discussion_url(self.target))]

    def get_cancel_url(self) -> str:
        return comments.discussion_url(self.target)

    def get_success_url(self) -> str:
        return comments.discussion_url(self.target, self.record)

    def perform(self, form):
        return comments.comment_add(record=self.target, text=form.cleaned_data["text"], actor=self.request.user)

    def get_context_data(self, **kwargs):
        keys = [self.kwargs["content_type"], self.kwargs["pk"]]
        return super().get_context_data(**kwargs) | {"mentions_url": reverse("records:comment_people", args=keys)}


class CommentPeople(Entry, View):
    """Who may be mentioned on a record, for the picker: at most eight, by what was typed after the @."""

    permission = "records.add_comment"

    def get(self, request, content_type, pk):
        record = record_seen_by(request.user, content_type, pk, change=False)
        found = comments.people_to_mention(record, request.GET.get("q", "")[:80])
        people = [
            {"name": str(person), "detail": person.job_title or person.email, "handle": handle}
            for person, handle in found
        ]
        return JsonResponse({"people": people}, headers={"Cache-Control": "no-store"})


class CommentResolve(Entry, View):
    """Say that a comment is dealt with, or with `open` that it is not; back to where it stands."""

    permission = "records.add_comment"

    def post(self, request, pk):
        comment = get_object_or_404(Comment, pk=pk)
        target = record_seen_by(request.user, comment.target_type_id, comment.target_id, change=False)
        if not getattr(target, "resolves_comments", False):
            raise Http404
        try:
            comments.comment_resolve(comment=comment, actor=request.user, resolved="open" not in request.POST)
        except NotAllowed as error:
            messages.error(request, " ".join(error.messages))
        return redirect(comments.discussion_url(target, comment))


class CommentWithdraw(ConfirmPage):
    """Take back one's own comment."""

    permission = "records.add_comment"
    heading = gettext_lazy("Withdraw this comment?")
    consequence = gettext_lazy(
        "The discussion will say that you withdrew a comment, without its text. The history keeps it."
    )
    submit_label = gettext_lazy("Withdraw")
    form_class = ReasonForm
    reason_required = False
    success_message = gettext_lazy("The comment is withdrawn.")

    @cached_property
    def comment(self) -> Comment:
        """The comment; 404 when it is on a record that this person may not see."""
        comment = get_object_or_404(Comment.objects.select_related("author"), pk=self.kwargs["pk"])
        self.target = record_seen_by(self.request.user, comment.target_type_id, comment.target_id, change=False)
        return comment

    def allowed(self) -> bool:
        # Withdrawn already: the service says so in words.
        return self.comment.author_id == self.request.user.pk

    def get_title(self) -> str:
        return _("Withdraw comment")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(str(self.target), comments.discussion_url(self.target))]

    def get_success_url(self) -> str:
        return comments.discussion_url(self.target, self.comment)

    def act(self, form):
        comments.comment_withdraw(comment=self.comment, actor=self.request.user, reason=form.cleaned_data["reason"])
