"""A version on paper: cover, document control, contents, sections with their blocks, coverage; signed when issued."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smp import content
from smp.arranging import placed
from smp.control import decisions, document_control, once
from smp.freezing import shown
from smp.images import files_for_document
from smp.models import Decision, Version
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

    names = once(each.by_name for each in decisions(version) if each.kind == Decision.Kind.APPROVED)
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
    numbered = {section["key"]: (number, section["title"]) for number, section in enumerate(frozen["sections"], 1)}
    control = document_control(version, frozen)
    return {
        "document": frozen,
        "sections": [
            section | {"pieces": placed(typeset(section["html"]), section["blocks"])} for section in frozen["sections"]
        ],
        "version": frozen["version"],
        "record": version,
        "in_force": version.approved_at is not None,
        "organization": frozen["organization"],
        "classification": frozen["classification"],
        "running_title": frozen["title"],
        "subtitle": frozen["reason"],
        **control,
        "supersedes": control["earlier"][0] if control["earlier"] else None,
        "coverage": [
            (line, [numbered[key] for key in line.sections if key in numbered]) for line in content.coverage(written)
        ],
        "required": [
            (numbered.get(each.key, (None, ""))[0], each.title, written.get(each.key, False))
            for each in content.SECTIONS
        ],
    }
