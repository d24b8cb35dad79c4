"""A version on paper: cover, document control, contents, sections with their blocks, coverage; signed when issued."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KeyTransform
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smp import content
from smp.freezing import shown
from smp.images import files_for_document
from smp.models import Decision, PlanReview, Version
from smp.rounds import round_of
from smp.typesetting import typeset
from smsplan.ui.certificates import organization_certificate
from smsplan.ui.pdf import EmbeddedFile, render_pdf
from smsplan.ui.richtext import is_blank


@dataclass(frozen=True)
class Issued:
    """A document as it is published, and whose certificate signed it: nothing of these when there is none."""

    pdf: bytes
    signer: str = ""
    certificate_sha256: str = ""


def render(version: Version) -> bytes:
    """The version as a PDF in its own language; a frozen one carries its content as JSON, which its hash is of.

    Raises smsplan.ui.pdf.PdfError, and ValueError when an image is not the one that was frozen.
    """
    with translation.override(version.language):
        frozen = shown(version)
        return render_pdf(
            "smp/pdf.html",
            document_context(version, frozen),
            title=version.title,
            language=version.language,
            attachments=files_for_document(frozen.get("images", {})),
            embedded=[] if version.is_draft else [_machine_readable(version)],
        )


def issue(version: Version, pdf: bytes) -> Issued:
    """The rendered document with the organization's signature, if it has a certificate.

    Raises ImproperlyConfigured, SigningError.
    """
    certificate = organization_certificate()
    if certificate is None:
        return Issued(pdf)
    # Only here: nothing else needs to know how documents are signed.
    from smsplan.ui.pdf_signing import sign

    names = _once(each.by_name for each in _decisions(version) if each.kind == Decision.Kind.APPROVED)
    with translation.override(version.language):
        signed = sign(
            pdf,
            certificate,
            at=timezone.now(),
            reason=_("%(version)s, as approved by %(who)s") % {"version": version, "who": ", ".join(names)},
            label=_("Signature of %(organization)s") % {"organization": certificate.name},
        )
    return Issued(signed, certificate.name, certificate.sha256)


def marked(version: Version, pdf: bytes, *, by: Version | None = None) -> bytes:
    """A copy that says on every page that it is not in force: a draft, in review, or superseded `by` another version.

    A signature is left out of the copy, since it is not what was signed. Raises smsplan.ui.pdf.PdfError.
    """
    from smsplan.ui.pdf_stamping import before_signing, stamped

    with translation.override(version.language):
        line = _("Not in force: preview of %(version)s") % {"version": version}
        if by is not None:
            line = _("Superseded by %(version)s") % {"version": by}
        return stamped(before_signing(pdf), words=version.get_state_display(), line=line, language=version.language)


def successor(version: Version) -> Version | None:
    """The version that came into force after this one, and superseded it."""
    later = Version.objects.filter(state__in=(Version.State.APPROVED, Version.State.SUPERSEDED)).exclude(pk=version.pk)
    if version.approved_at is not None:
        later = later.filter(approved_at__gt=version.approved_at)
    return later.order_by("approved_at").only("major", "minor", "effective_on").first()


def _machine_readable(version: Version) -> EmbeddedFile:
    return EmbeddedFile(
        name=f"smp-{version.number}.json",
        content=content.canonical(version.frozen),
        description=_("The content of %(version)s as canonical JSON; its SHA-256 is in the document control table")
        % {"version": version},
    )


def document_context(version: Version, frozen: dict[str, Any]) -> dict[str, Any]:
    """What templates/smp/pdf.html shows; frozen content, and what is known of the version's life."""
    written = {section["key"]: not is_blank(section["html"]) for section in frozen["sections"]}
    numbers = {section["key"]: position for position, section in enumerate(frozen["sections"], start=1)}
    history = _in_force_before(version)
    decisions = _decisions(version)
    return {
        "document": frozen,
        "sections": [section | {"html": typeset(section["html"])} for section in frozen["sections"]],
        "version": frozen["version"],
        "record": version,
        "in_force": version.approved_at is not None,
        "organization": frozen["organization"],
        "classification": frozen["classification"],
        "running_title": frozen["title"],
        "subtitle": frozen["reason"],
        "earlier": history,
        "supersedes": history[0] if history else None,
        "submitted": [each for each in decisions if each.kind == Decision.Kind.SUBMITTED],
        "approvals": [each for each in decisions if each.kind == Decision.Kind.APPROVED],
        "waiting": [] if version.is_draft else round_of(version).waiting,
        "meanings": _once(each.meaning for each in decisions if each.kind == Decision.Kind.APPROVED),
        "changes": frozen.get("changes") or list(version.changes.order_by("reference").values("reference", "title")),
        "reviews": PlanReview.objects.filter(version__in=[*history, version]).select_related("version").order_by("at"),
        "coverage": [
            (line, [(numbers[key], content.BY_KEY[key].title) for key in line.sections if key in numbers])
            for line in content.coverage(written)
        ],
        "required": [(numbers.get(each.key), each.title, written.get(each.key, False)) for each in content.SECTIONS],
    }


def _in_force_before(version: Version) -> list[Version]:
    """The versions that were in force before this one, newest first, with the names of authors and approvers."""
    rows = (
        Version.objects.for_list()
        .filter(state__in=(Version.State.APPROVED, Version.State.SUPERSEDED))
        .annotate(author_list=KeyTransform("authors", "frozen"))
    )
    rows = [row for row in rows if (row.major, row.minor) < (version.major, version.minor)]
    names: dict[int, list[str]] = {}
    given = Decision.objects.filter(version__in=rows, kind=Decision.Kind.APPROVED, submission=F("version__submission"))
    for version_id, name in given.order_by("at").values_list("version_id", "by_name"):
        names.setdefault(version_id, []).append(name)
    for row in rows:
        row.approver_names = ", ".join(dict.fromkeys(names.get(row.pk, [])))
    return rows


def _decisions(version: Version) -> list[Decision]:
    """The decisions about the content as it stands; what was said of earlier attempts is in the version's history."""
    if version.is_draft or not version.content_sha256:
        return []
    return list(
        version.decisions.filter(submission=version.submission, content_sha256=version.content_sha256).order_by("at")
    )


def _once(texts: Iterable[str]) -> list[str]:
    """Each text once, in the order they come."""
    return [text for text in dict.fromkeys(texts) if text]
