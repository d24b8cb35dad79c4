"""The signing key: found in three forms, made only outside production, and named when it is wrong."""

import base64
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from smsplan.evidence import checks, signing


@pytest.fixture
def pem() -> bytes:
    return signing.new_key_pem()


@pytest.mark.parametrize("form", ["text", "one line", "base64", "path"])
def test_forms_of_the_setting(settings, tmp_path, pem, form):
    path = tmp_path / "key.pem"
    path.write_bytes(pem)
    settings.EVIDENCE_SIGNING_KEY = {
        "text": pem.decode(),
        "one line": pem.decode().replace("\n", "\\n"),
        "base64": base64.b64encode(pem).decode(),
        "path": str(path),
    }[form]
    settings.PRODUCTION = True
    assert len(signing.sign(b"manifest")) == 64 and len(signing.fingerprint()) == 64


def test_outside_production_a_missing_key_is_made_once(settings, tmp_path):
    path = tmp_path / "keys" / "evidence.pem"
    settings.EVIDENCE_SIGNING_KEY = str(path)
    first = signing.fingerprint()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing.fingerprint() == first and [p.name for p in path.parent.iterdir()] == ["evidence.pem"]


@pytest.mark.parametrize("value", ["", "/nowhere/key.pem", "not base64 at all", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_production_names_the_variable(settings, value):
    settings.PRODUCTION = True
    settings.EVIDENCE_SIGNING_KEY = value
    with pytest.raises(ImproperlyConfigured, match="EVIDENCE_SIGNING_KEY"):
        signing.private_key()
    assert [error.id for error in checks.signing_key_is_usable()] == ["evidence.E001"]


def test_another_kind_of_key_is_refused(settings, tmp_path):
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.EVIDENCE_SIGNING_KEY = key.decode()
    with pytest.raises(ImproperlyConfigured, match="Ed25519"):
        signing.private_key()


def test_the_command_prints_a_usable_key(settings, capsys):
    call_command("evidence_key")
    settings.EVIDENCE_SIGNING_KEY = capsys.readouterr().out
    assert signing.private_key()
