"""The organization's certificate, with which documents are signed.

`DOCUMENT_SIGNING_CERTIFICATE` is the path of a PKCS#12 file (.p12, .pfx) that holds the private key and the
certificate, or the base64 of one; `DOCUMENT_SIGNING_PASSPHRASE` opens it. Without a certificate documents stay
unsigned; one that can't be used is an error that names the variable.
"""

import base64
import binascii
import datetime
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

VARIABLE = "DOCUMENT_SIGNING_CERTIFICATE"
PASSPHRASE = "DOCUMENT_SIGNING_PASSPHRASE"
#: A certificate that runs out within so many days is told of by `manage.py check`.
RENEW_BEFORE = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Certificate:
    """A certificate, and the key that belongs to it as PKCS#12."""

    x509: x509.Certificate
    pkcs12: bytes = field(repr=False)
    passphrase: bytes | None = field(repr=False)

    @property
    def name(self) -> str:
        """Whose it is: the common name, else the organization, else the whole subject."""
        return subject_name(self.x509)

    @property
    def sha256(self) -> str:
        """SHA-256 of the certificate (DER), in hexadecimal: what a reader compares by another way."""
        return self.x509.fingerprint(hashes.SHA256()).hex()

    def usable_at(self, moment: datetime.datetime) -> bool:
        """Whether it is valid on that day."""
        return self.x509.not_valid_before_utc <= moment <= self.x509.not_valid_after_utc


def subject_name(certificate: x509.Certificate) -> str:
    """The common name of the certificate's subject, else its organization, else the subject in RFC 4514's form."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = certificate.subject.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def organization_certificate() -> Certificate | None:
    """The certificate that the settings name, or None. Raises ImproperlyConfigured, naming the variable."""
    value = str(settings.DOCUMENT_SIGNING_CERTIFICATE or "").strip()
    if not value:
        return None
    return opened(_content(value), settings.DOCUMENT_SIGNING_PASSPHRASE)


def opened(content: bytes, passphrase: str) -> Certificate:
    """The certificate in PKCS#12 `content`. Raises ImproperlyConfigured when there is none that can sign."""
    secret = passphrase.encode() or None
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(content, secret)
    except (ValueError, TypeError):
        raise ImproperlyConfigured(
            f"{VARIABLE} is no PKCS#12 file (.p12, .pfx), or {PASSPHRASE} does not open it."
        ) from None
    if key is None or certificate is None:
        raise ImproperlyConfigured(f"{VARIABLE} must hold a private key and its certificate.")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ImproperlyConfigured(f"{VARIABLE} must hold an RSA or an elliptic curve key.")
    with suppress(x509.ExtensionNotFound):
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            raise ImproperlyConfigured(f"{VARIABLE} holds a certificate whose key usage does not allow signatures.")
    return Certificate(certificate, content, secret)


def _content(value: str) -> bytes:
    path = Path(value)
    with suppress(OSError):  # A base64 text may be longer than any file name.
        if path.is_file():
            return _read(path)
    with suppress(binascii.Error, ValueError):
        # What is too short for a certificate was meant as a path.
        if len(value) > 400:
            return base64.b64decode(value, validate=True)
    raise ImproperlyConfigured(f"{VARIABLE}: {value[:200]} is not the path of a readable file.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(f"{VARIABLE}: {path} can't be read: {error.strerror}.") from None


def self_signed(organization: str, *, passphrase: str = "", since: datetime.datetime | None = None) -> bytes:
    """A new key with a certificate that it signs itself, as PKCS#12: for trying out, since nobody vouches for it.

    It is valid for ten years from now on, or `since` a day in the past.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, organization[:64]),
        ]
    )
    now = timezone.now()
    begin = since or now - datetime.timedelta(days=1)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    ) | {"encipher_only": False, "decipher_only": False}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(now + datetime.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    closed = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(organization.encode(), key, certificate, None, closed)


def demo_lacks_its_own() -> bool:
    """Whether the demo is still to make its certificate, as it does at its first start."""
    own = getattr(settings, "DEMO_CERTIFICATE", None)
    return own is not None and str(own) == settings.DOCUMENT_SIGNING_CERTIFICATE and not own.exists()


def certificate_is_usable(app_configs=None, **_kwargs) -> list[checks.CheckMessage]:
    """What is set must be there, open, and valid today, before the first document is signed with it."""
    if demo_lacks_its_own():
        return []
    try:
        certificate = organization_certificate()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="ui.E001")]
    if certificate is None:
        return []
    now, last_day = timezone.now(), certificate.x509.not_valid_after_utc
    if not certificate.usable_at(now):
        return [checks.Error(f"{VARIABLE} is not valid today; it is until {last_day:%Y-%m-%d}.", id="ui.E002")]
    if last_day < now + RENEW_BEFORE:
        return [checks.Warning(f"{VARIABLE} runs out on {last_day:%Y-%m-%d}. Renew it.", id="ui.W001")]
    return []
