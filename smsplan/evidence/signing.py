"""The organization's Ed25519 key, which signs the manifest of every evidence pack.

`EVIDENCE_SIGNING_KEY` is the path of a PEM file (PKCS8), the PEM text itself, or its base64. Outside production a
missing file is made at that path; in production a missing or wrong key is an error that names the variable.
"""

import base64
import binascii
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VARIABLE = "EVIDENCE_SIGNING_KEY"


def new_key_pem() -> bytes:
    """A new private key as PEM (PKCS8, not encrypted)."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def private_key() -> Ed25519PrivateKey:
    """The key that `EVIDENCE_SIGNING_KEY` names. Raises ImproperlyConfigured, naming the variable."""
    value = str(getattr(settings, VARIABLE, "") or "").strip()
    if not value:
        raise ImproperlyConfigured(f"{VARIABLE} is missing: set it to an Ed25519 private key (PEM) or its path.")
    pem = _pem(value)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ImproperlyConfigured(f"{VARIABLE} holds no readable private key (PEM, PKCS8, not encrypted).") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{VARIABLE} must be an Ed25519 key, not {type(key).__name__}.")
    return key


def _pem(value: str) -> bytes:
    """The PEM text that the setting's value means. Raises ImproperlyConfigured."""
    if "-----BEGIN" in value:
        # An environment file can't hold line breaks; many write them as \n.
        return value.replace("\\n", "\n").encode()
    path = Path(value)
    with suppress(OSError):  # A base64 text may be longer than any file name.
        if path.is_file():
            return _read(path)
    with suppress(binascii.Error, ValueError):
        decoded = base64.b64decode(value, validate=True)
        if b"-----BEGIN" in decoded:
            return decoded
    if settings.PRODUCTION:
        raise ImproperlyConfigured(f"{VARIABLE} is neither a PEM text, its base64, nor the path of a readable file.")
    return _make(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(f"{VARIABLE}: {path} can't be read: {error.strerror}.") from None


def _make(path: Path) -> bytes:
    """A new key at `path`, readable by its owner alone; when two processes make one at once, the first one stands."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mkstemp makes it 0600.
    try:
        with os.fdopen(number, "wb") as file:
            file.write(new_key_pem())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)
    return _read(path)


def public_key_pem() -> bytes:
    """The public key as PEM, as the pack carries it."""
    return (
        private_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def fingerprint() -> str:
    """SHA-256 of the public key (DER), as 64 hexadecimal digits: what a reader compares by another way."""
    der = (
        private_key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return hashlib.sha256(der).hexdigest()


def grouped(digits: str) -> str:
    """Hexadecimal digits in groups of four, to be read aloud and compared."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def sign(content: bytes) -> bytes:
    """The raw Ed25519 signature of `content`, 64 bytes."""
    return private_key().sign(content)
