"""Signatures: they hold until one byte is changed, and the document stays what it claims to be."""

import base64
import datetime
import io

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel
from pypdf import PdfReader

from smsplan.ui import certificates
from smsplan.ui.pdf_signing import SigningError, sign, signature_in
from tests.signatures import validation_of
from tests.ui.paper import certificate, document, now


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign(document(), certificate(), at=now(), reason="Approved", label="Signature of PT Contoh")


def validated(pdf: bytes, trusted: certificates.Certificate):
    """What pyHanko says of the signature, for somebody who trusts only this certificate."""
    root = asn1_x509.Certificate.load(trusted.x509.public_bytes(serialization.Encoding.DER))
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert len(found) == 1
    return validation_of(found[0], root)


def test_the_signature_is_valid_trusted_and_of_the_whole_file(signed):
    status = validated(signed, certificate())
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level == ModificationLevel.NONE and status.docmdp_ok
    signature = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached", "PAdES"
    assert signature.sig_object["/Reason"] == "Approved"
    assert signed.startswith(document()), "an update: not a byte of the document was changed for it"


def test_the_document_names_its_signer(signed):
    found = signature_in(signed)
    assert (found.name, found.sha256) == ("PT Contoh", certificate().sha256)
    assert x509.load_der_x509_certificate(found.certificate) == certificate().x509
    assert signature_in(document()) is None


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_one_changed_byte_breaks_it(signed, place):
    # Within a page's compressed content, where a change is not seen by reading alone.
    starts = [at for at in range(len(document())) if document().startswith(b"stream\n", at)]
    position = starts[int(place * len(starts))] + len(b"stream\n") + 3
    changed = bytearray(signed)
    changed[position] ^= 1
    status = validated(bytes(changed), certificate())
    assert not status.intact and not status.bottom_line


def test_what_is_added_afterwards_is_told(signed):
    from smsplan.ui.pdf_stamping import stamped

    status = validated(stamped(signed, words="Draft", line="x", language="en"), certificate())
    assert status.coverage != SignatureCoverageLevel.ENTIRE_FILE and not status.bottom_line


def test_somebody_elses_certificate_of_the_same_name_is_not_trusted(signed):
    other = certificates.opened(certificates.self_signed("PT Contoh"), "")
    status = validated(signed, other)
    assert status.intact and not status.trusted


def test_an_expired_certificate_signs_nothing():
    late = certificate().x509.not_valid_after_utc + datetime.timedelta(days=1)
    with pytest.raises(SigningError, match="The certificate of PT Contoh cannot sign today: it is valid from"):
        sign(document(), certificate(), at=late)


def test_what_is_no_document_is_not_signed():
    with pytest.raises(SigningError):
        sign(b"%PDF-1.7 nonsense", certificate(), at=now())


# The certificate in the settings ---------------------------------------------------------------------


def packed(key, *, usage: x509.KeyUsage | None = None, days: int = 100, with_certificate: bool = True) -> bytes:
    """A PKCS#12 file as an organization might have one."""
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "PT Lain")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now() - datetime.timedelta(days=400))
        .not_valid_after(now() + datetime.timedelta(days=days))
    )
    if usage is not None:
        made = made.add_extension(usage, critical=True)
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return pkcs12.serialize_key_and_certificates(
        b"x", key, made.sign(key, algorithm) if with_certificate else None, None, serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def set_to(settings, tmp_path):
    """Put a file, or a text, into the settings."""

    def put(value: bytes | str, passphrase: str = "") -> None:
        if isinstance(value, bytes):
            (tmp_path / "documents.p12").write_bytes(value)
            value = str(tmp_path / "documents.p12")
        settings.DOCUMENT_SIGNING_CERTIFICATE, settings.DOCUMENT_SIGNING_PASSPHRASE = value, passphrase

    return put


def test_without_a_certificate_nothing_is_signed(set_to):
    set_to("")
    assert certificates.organization_certificate() is None
    call_command("check")


def test_a_file_and_its_base64_are_the_same_certificate(set_to):
    made = certificates.self_signed("PT Contoh", passphrase="rahasia")
    set_to(made, "rahasia")
    from_file = certificates.organization_certificate()
    set_to(base64.b64encode(made).decode(), "rahasia")
    assert certificates.organization_certificate().sha256 == from_file.sha256
    assert from_file.name == "PT Contoh" and "rahasia" not in repr(from_file)
    call_command("check")


def test_a_name_is_found_in_a_certificate_without_common_name(set_to, key):
    set_to(packed(key))
    assert certificates.organization_certificate().name == "PT Lain"


def test_what_can_not_be_used_stops_the_check_and_names_the_variable(set_to, key, tmp_path):
    allowed = dict.fromkeys(
        ("digital_signature", "content_commitment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
        False,
    ) | {"key_encipherment": True, "encipher_only": False, "decipher_only": False}
    made = certificates.self_signed("PT Contoh", passphrase="rahasia")
    for value, passphrase, why in (
        ("/nowhere/documents.p12", "", "not the path of a readable file"),
        (str(tmp_path), "", "not the path of a readable file"),
        (b"no certificate", "", "DOCUMENT_SIGNING_PASSPHRASE does not open it"),
        (made, "wrong", "DOCUMENT_SIGNING_PASSPHRASE does not open it"),
        (made, "", "DOCUMENT_SIGNING_PASSPHRASE does not open it"),
        (packed(key, with_certificate=False), "", "a private key and its certificate"),
        (packed(ed25519.Ed25519PrivateKey.generate()), "", "an RSA or an elliptic curve key"),
        (packed(key, usage=x509.KeyUsage(**allowed)), "", "does not allow signatures"),
        (packed(key, days=-1), "", "is not valid today"),
    ):
        set_to(value, passphrase)
        with pytest.raises(SystemCheckError, match=why) as refusal:
            call_command("check")
        assert "DOCUMENT_SIGNING_CERTIFICATE" in str(refusal.value)
        if "valid today" not in why:
            with pytest.raises(ImproperlyConfigured, match=why):
                certificates.organization_certificate()


def test_a_certificate_that_runs_out_is_told_of_in_time(set_to, key):
    set_to(packed(key, days=20))
    assert [each.id for each in certificates.certificate_is_usable()] == ["ui.W001"]
    set_to(packed(key, days=60))
    assert certificates.certificate_is_usable() == []


def test_the_field_has_its_place_in_the_structure_and_a_name_to_be_read_out(signed):
    reader = PdfReader(io.BytesIO(signed))
    [annotation] = reader.pages[0]["/Annots"]
    widget = annotation.get_object()
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    form = parents[widget["/StructParent"]].get_object()
    assert form["/S"] == "/Form" and form["/K"][0]["/Obj"] == widget
    assert widget["/TU"] == "Signature of PT Contoh"
    assert len(parents) == len(numbers) / 2, "no number twice"
