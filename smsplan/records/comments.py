"""The discussion of a record: who said what, and who was told of it."""

import re
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower, StrIndex
from django.utils import timezone
from django.utils.html import conditional_escape, urlize
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.inbox.services import tell
from smsplan.records.models import Comment
from smsplan.records.services import NotAllowed, locked, require, save_record

#: The longest comment, in characters.
LONGEST = 4000


def can_comment(user, record: models.Model) -> bool:
    """Say something about a record one sees; a record may refuse it by `takes_comments`."""
    return user.has_perm("records.add_comment") and getattr(record, "takes_comments", True)


def can_withdraw(user, comment: Comment) -> bool:
    """Take back what one said oneself, once."""
    return user.has_perm("records.add_comment") and comment.author_id == user.pk and comment.withdrawn_at is None


def can_resolve(user, comment: Comment) -> bool:
    """Say that a comment is dealt with, or that it is not: who may comment on its record."""
    return comment.withdrawn_at is None and can_comment(user, comment.target)


def may_see(person: User, record: models.Model) -> bool:
    """Whether a person may see the record now: they have access today, and it is in their scope."""
    if not person.may_enter():
        return False
    return type(record)._default_manager.visible_to(person).filter(pk=record.pk).exists()


def discussion_url(record: models.Model, comment: Comment | None = None) -> str:
    """The record's page at its discussion, or at one comment of it.

    A record whose comments stand elsewhere names the address as its own `discussion_url`.
    """
    page = getattr(record, "discussion_url", "") or f"{record.get_absolute_url()}?tab=discussion"
    return page + (f"#comment-{comment.pk}" if comment else "")


def content_type_of(record: models.Model) -> int:
    """The key of the record's kind, as addresses of its comments and files hold it."""
    return ContentType.objects.get_for_model(record).pk


def comments_of(record: models.Model, family: Iterable[int] | None = None) -> models.QuerySet[Comment]:
    """The comments on a record, or on all the records of the same kind in `family`; the oldest first."""
    return Comment.objects.filter(
        target_type=ContentType.objects.get_for_model(record),
        target_id__in=[record.pk] if family is None else list(family),
    )


def comment_count(record: models.Model, family: Iterable[int] | None = None) -> int:
    """How many comments stand."""
    return comments_of(record, family).filter(withdrawn_at=None).count()


def tidy(text: str) -> str:
    """What is kept of a typed text: one kind of line break, nothing around it.

    Raises ValidationError when nothing is left, when it is too long, or when it holds what no text can.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise ValidationError(_("Write something first."))
    if "\0" in text:
        raise ValidationError(_("The text holds characters that can't be kept."))
    if len(text) > LONGEST:
        raise ValidationError(
            _("A comment has at most %(most)d characters; this one has %(now)d."),
            params={"most": LONGEST, "now": len(text)},
        )
    return text


@transaction.atomic
def comment_add(*, record: models.Model, text: str, actor) -> Comment:
    """Say something about a record and tell those who are mentioned. Raises PermissionDenied, ValidationError."""
    record = locked(record)
    require(can_comment(actor, record))
    comment = Comment(target=record, text=tidy(text), author=actor)
    mentioned = [person for person in mentioned_in(comment.text, record) if person.pk != actor.pk]
    save_record(comment, actor=actor, many={"mentions": mentioned})
    record_event(
        action=Action.COMMENTED, target=record, actor=actor, detail={"mentioned": ", ".join(map(str, mentioned))}
    )
    for person in mentioned:
        tell(
            recipient=person,
            key=f"comment:{comment.pk}",
            url=discussion_url(record, comment),
            words=lambda: (
                _("%(who)s mentioned you: %(record)s") % {"who": actor, "record": record},
                Truncator(comment.text).chars(500),
            ),
        )
    return comment


@transaction.atomic
def comment_withdraw(*, comment: Comment, actor, reason: str = "") -> Comment:
    """Take back one's own comment; it stays in the history. Raises PermissionDenied, NotAllowed."""
    comment = locked(comment)
    if comment.withdrawn_at is not None:
        raise NotAllowed(_("This comment was withdrawn already."))
    require(can_withdraw(actor, comment))
    comment.withdrawn_at = timezone.now()
    save_record(comment, actor=actor, reason=reason)
    record_event(action=Action.WITHDRAWN, target=comment.target, actor=actor, reason=reason)
    return comment


@transaction.atomic
def comment_resolve(*, comment: Comment, actor, resolved: bool = True) -> Comment:
    """Say that a comment is dealt with, or open it again; saying what is so already changes nothing.

    Raises PermissionDenied, NotAllowed for a comment that was withdrawn.
    """
    comment = locked(comment)
    require(can_comment(actor, comment.target))
    if comment.withdrawn_at is not None:
        raise NotAllowed(_("This comment was withdrawn."))
    if (comment.resolved_at is not None) != resolved:
        comment.resolved_at = timezone.now() if resolved else None
        comment.resolved_by = actor if resolved else None
        save_record(comment, actor=actor)
    return comment


def open_counts(model: type[models.Model], keys: Iterable[int]) -> dict[int, int]:
    """How many comments still have to be dealt with, by the key of the record; records without any are left out."""
    rows = Comment.objects.filter(
        target_type=ContentType.objects.get_for_model(model), target_id__in=list(keys),
        withdrawn_at=None, resolved_at=None,
    )  # fmt: skip
    return dict(rows.order_by().values_list("target_id").annotate(models.Count("pk")))


# Mentions -----------------------------------------------------------------------------------------


def handle_of(person: User, namesakes: Iterable[str] = ()) -> str:
    """What follows the @: the person's name, or the e-mail address when somebody else has the same name or none."""
    name = " ".join(person.full_name.split())
    return person.email if not name or name.lower() in namesakes else name


def mentioned_in(text: str, record: models.Model) -> list[User]:
    """The people whose name or e-mail address follows an @ in the text, as far as they may see the record."""
    known: dict[str, list[User]] = {}
    for person in _possibly_in(text):
        for handle in {person.full_name.lower(), person.email.lower()} - {""}:
            known.setdefault(handle, []).append(person)
    found: dict[int, User] = {}
    for start in _marks(text):
        # The longest name wins, so that @Sari Melati Putri is not also Sari Melati.
        for person in known.get(_longest(text, start, known), []):
            found.setdefault(person.pk, person)
    return [person for person in found.values() if may_see(person, record)]


def people_to_mention(record: models.Model, query: str, *, most: int = 8) -> list[tuple[User, str]]:
    """Who may be mentioned on a record, with what is typed after the @, by name or e-mail; at most `most`."""
    people = User.objects.active().order_by("full_name", "email")
    for word in query.split()[:5]:
        people = people.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    found: list[User] = []
    # Scope is asked one by one: a long list of namesakes must not become a long wait.
    for person in people[: most * 5]:
        if may_see(person, record):
            found.append(person)
            if len(found) == most:
                break
    names = [person.full_name.lower() for person in found]
    taken = User.objects.active().annotate(lower=Lower("full_name")).filter(lower__in=names)
    counted = taken.order_by().values_list("lower").annotate(n=models.Count("pk"))
    namesakes = {name for name, n in counted if n > 1}
    return [(person, handle_of(person, namesakes)) for person in found]


def _possibly_in(text: str) -> models.QuerySet[User]:
    """Active people whose name or address stands behind an @ somewhere in the text."""
    if "@" not in text:
        return User.objects.none()
    at = Value("@")
    low = Value(text.lower(), output_field=models.TextField())
    return (
        User.objects.active()
        .annotate(
            by_name=StrIndex(low, Lower(Concat(at, "full_name", output_field=models.TextField()))),
            by_email=StrIndex(low, Lower(Concat(at, "email", output_field=models.TextField()))),
        )
        .filter(Q(by_name__gt=0) | Q(by_email__gt=0))
        .order_by("pk")
    )


#: An @ that begins a mention, and not an e-mail address or a part of a web address.
_MARK = re.compile(r"(?<![\w@./:+-])@(?=\S)")


def _marks(text: str) -> list[int]:
    return [match.end() for match in _MARK.finditer(text)]


def _longest(text: str, start: int, handles: Iterable[str]) -> str:
    """The longest of the handles that the text has at `start`, ended there by something that is no letter."""
    best = ""
    for handle in handles:
        end = start + len(handle)
        if text[start:end].lower() != handle or len(handle) <= len(best):
            continue
        if not (text[end : end + 1].isalnum() or text[end : end + 1] == "_"):
            best = handle
    return best


def as_html(comment: Comment) -> SafeString:
    """The comment's text as HTML: escaped, with line breaks, links and the names of those mentioned.

    Prefetch `mentions` where there are many.
    """
    text = comment.text
    handles = {
        handle for person in comment.mentions.all() for handle in (person.full_name.lower(), person.email.lower())
    } - {""}
    parts, done = [], 0
    for start in _marks(text):
        handle = _longest(text, start, handles)
        if not handle or start - 1 < done:
            continue
        end = start + len(handle)
        parts.append(_written(text[done : start - 1]))
        parts.append(f'<span class="mention">@{conditional_escape(text[start:end])}</span>')
        done = end
    parts.append(_written(text[done:]))
    return SafeString("".join(parts))


def _written(text: str) -> str:
    return urlize(text, nofollow=True, autoescape=True).replace("\n", "<br>")
