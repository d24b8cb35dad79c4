"""Publication of an approved version: the document first, then one transaction, or nothing.

Until that transaction commits, the version before it stays in force. A renderer that fails leaves the publication
failed, with the reason and a Retry; a worker that dies leaves it to be taken up again (`smsplan.records.longwork`).
"""

import hashlib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smp import content
from smp.document import Issued, issue, render
from smp.models import Publication, Version
from smp.review_dates import a_year_after
from smp.services import telling
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.context.models import Organization
from smsplan.records import longwork
from smsplan.records.files import place
from smsplan.records.services import locked, save_record
from smsplan.ui.pdf import PdfError


class NotPublished(Exception):
    """The publication could not be done; says in words why. Nothing of it exists.

    `why` is the reason alone, for who is told what it means anyway.
    """

    def __init__(self, message: str, why: str = ""):
        super().__init__(message)
        self.why = why or message


CHECKING = gettext_noop("Checking the frozen content")
RENDERING = gettext_noop("Making the document")
SIGNING = gettext_noop("Signing the document")
STORING = gettext_noop("Putting the version in force")


def publish(work: Publication) -> None:
    """Make the document and put the version in force. Safe to call twice. Raises NotPublished."""
    with translation.override(Organization.get().language):
        try:
            _publish(work)
        except Exception as error:
            with transaction.atomic():
                record_event(
                    action=Action.PUBLICATION_FAILED, target=work.version, actor=None, reason=f"{error}"[:2000]
                )
                telling.of_failure(work.version, getattr(error, "why", f"{error}"))
            raise


def _publish(work: Publication) -> None:
    version = Version.objects.select_related("approved_by").get(pk=work.version_id)
    if version.state == Version.State.APPROVED and work.sha256:
        return
    longwork.report(work, 5, CHECKING)
    _check(version)
    longwork.report(work, 20, RENDERING)
    today = timezone.localdate()
    version.effective_on, version.next_review_on = today, a_year_after(today)
    try:
        pdf = render(version)
        longwork.report(work, 75, SIGNING)
        issued = issue(version, pdf)
    except Exception as error:
        told = isinstance(error, (PdfError, ImproperlyConfigured))
        raise _not_made(f"{error}" if told else f"{type(error).__name__}: {error}") from error
    longwork.report(work, 85, STORING)
    try:
        _reserve_place(work)
        _put_in_force(work, version, issued)
    except OSError as error:  # No room, no right, a disk that is gone: where the file lies is nobody's to read.
        raise _not_made(error.strerror or type(error).__name__) from error


def _not_made(why: str) -> NotPublished:
    message = _("The document could not be made, and the version before stays in force. %(why)s") % {"why": why}
    return NotPublished(message, why)


def _reserve_place(work: Publication) -> None:
    """Note where the document will lie before anything is put there.

    A worker that is killed between putting it there and the commit leaves a file: whoever takes up its work puts the
    document in the same place, so that none is left over.
    """
    if not work.file:
        name = work.file.field.generate_filename(work, "smp.pdf")
        Publication.objects.filter(pk=work.pk, sha256="").update(file=name)
        work.file.name = name
    path = Path(work.file.path)
    for half_written in path.parent.glob(f".{path.name}.*.part"):
        half_written.unlink(missing_ok=True)


def _check(version: Version) -> None:
    if not version.is_publishing:
        raise NotPublished(_("%(version)s does not stand approved any more.") % {"version": version})
    if version.frozen is None or content.fingerprint(version.frozen) != version.content_sha256:
        raise NotPublished(_("The content is not what was submitted: its SHA-256 differs."))


def _put_in_force(work: Publication, rendered: Version, issued: Issued) -> None:
    """One transaction: the file in its place, the version before superseded, this one in force, the event."""
    placed: Path | None = None
    try:
        with transaction.atomic():
            version = locked(rendered)
            _check(version)
            if (version.content_sha256, version.approved_at) != (rendered.content_sha256, rendered.approved_at):
                raise NotPublished(_("%(version)s was decided about anew meanwhile.") % {"version": version})
            before = Version.objects.in_force().select_for_update().first()
            approver = version.approved_by
            if before is not None:
                before.state = Version.State.SUPERSEDED
                _save(before, actor=approver, reason=reason_kept("Superseded by %(version)s", version=version))
            version.state = Version.State.APPROVED
            version.effective_on, version.next_review_on = rendered.effective_on, rendered.next_review_on
            _save(version, actor=approver, reason=reason_kept("Published"))
            publication = Publication.objects.select_for_update().get(pk=work.pk)
            publication.size, publication.sha256 = len(issued.pdf), hashlib.sha256(issued.pdf).hexdigest()
            publication.signer, publication.certificate_sha256 = issued.signer[:200], issued.certificate_sha256
            publication.save(update_fields=["size", "sha256", "signer", "certificate_sha256"])
            record_event(
                action=Action.PUBLISHED,
                target=version,
                actor=approver,
                detail={
                    "sha256": publication.sha256,
                    "content_sha256": version.content_sha256,
                    "certificate_sha256": publication.certificate_sha256,
                    "supersedes": str(before or ""),
                },
            )
            longwork.finish(publication)
            # Last of all: when the file cannot be put in its place, none of the above has happened.
            placed = place(Path(publication.file.path), issued.pdf)
    except BaseException:
        if placed is not None and not _referenced(work):
            placed.unlink(missing_ok=True)
        raise


def _referenced(work: Publication) -> bool:
    """Whether the transaction did commit; when the database cannot say, the file is better kept."""
    try:
        return Publication.objects.filter(pk=work.pk).exclude(sha256="").exists()
    except DatabaseError:
        return True


def _save(version: Version, *, actor, reason: str) -> None:
    version.updated_by = actor
    save_record(version, actor=actor, reason=reason)
