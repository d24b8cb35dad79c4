"""Signatures in documents (PAdES B-B): any reader of PDF shows who issued them, and whether they were changed since."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter

from smsplan.ui.certificates import Certificate, subject_name
from smsplan.ui.pdf import PdfError

FIELD = "Signature"


class SigningError(PdfError):
    """The document could not be signed."""


@dataclass(frozen=True)
class Signature:
    """Who signed a document: the name in the certificate, and the certificate itself (DER)."""

    name: str
    certificate: bytes
    sha256: str


def sign(pdf: bytes, certificate: Certificate, *, at: datetime.datetime, reason: str = "", label: str = "") -> bytes:
    """The document with an invisible signature that allows no change after it, as an update that leaves its bytes.

    `label` is what a screen reader calls the signature's field. The document has to be tagged; its claims (PDF/A,
    PDF/UA) stay true. Raises SigningError.
    """
    if not certificate.usable_at(at):
        known = certificate.x509
        raise SigningError(
            _("The certificate of %(name)s cannot sign today: it is valid from %(first)s to %(last)s.")
            % {
                "name": certificate.name,
                "first": date_format(known.not_valid_before_utc),
                "last": date_format(known.not_valid_after_utc),
            }
        )
    try:
        # A thread of its own, since the signing wants to begin an event loop and the caller may have one.
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="signing") as thread:
            return thread.submit(_signed, pdf, certificate, reason, label).result()
    except Exception as error:
        raise SigningError(f"{type(error).__name__}: {error}") from error


def _signed(pdf: bytes, certificate: Certificate, reason: str, label: str) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(
        writer, SigFieldSpec(sig_field_name=FIELD, on_page=0, readable_field_name=label or None)
    )
    _tag_field(writer)
    how = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=certificate.name,
        reason=reason or None,
    )
    signer = signers.SimpleSigner.load_pkcs12_data(certificate.pkcs12, [], certificate.passphrase)
    return signers.PdfSigner(how, signer).sign_pdf(writer).getvalue()


def _tag_field(writer: IncrementalPdfFileWriter) -> None:
    """Give the signature's field its place in the structure tree: PDF/UA asks it of every field, unseen ones too."""
    root = writer.root
    tree = root["/StructTreeRoot"]
    field_ref = root["/AcroForm"]["/Fields"].raw_get(-1)
    widget = field_ref.get_object()
    page_ref = writer.find_page_for_modification(0)[0]
    top_ref = tree["/K"].raw_get(0)
    top, numbers = top_ref.get_object(), tree["/ParentTree"]["/Nums"]
    key = max((int(numbers[position]) for position in range(0, len(numbers), 2)), default=-1) + 1
    held = DictionaryObject(
        {pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): field_ref, pdf_name("/Pg"): page_ref}
    )
    form = writer.add_object(
        DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): top_ref,
                pdf_name("/Pg"): page_ref,
                pdf_name("/Alt"): pdf_string(str(widget.get("/TU", FIELD))),
                pdf_name("/K"): ArrayObject([writer.add_object(held)]),
            }
        )
    )
    widget[pdf_name("/StructParent")] = NumberObject(key)
    numbers.extend([NumberObject(key), form])
    top["/K"].append(form)
    page_ref.get_object()[pdf_name("/Tabs")] = pdf_name("/S")
    writer.update_container(numbers)
    for ref in (field_ref, top_ref, page_ref):
        writer.mark_update(ref)


def signature_in(pdf: bytes) -> Signature | None:
    """The signature of a document, as it says itself; whether it holds is for a validator to say."""
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if not found:
        return None
    certificate = found[0].signer_cert.dump()
    known = x509.load_der_x509_certificate(certificate)
    return Signature(subject_name(known), certificate, known.fingerprint(hashes.SHA256()).hex())
