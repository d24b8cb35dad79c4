"""A production environment for tests that start the application as production does."""

import ast
import base64
import os
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ROOT = Path(__file__).resolve().parent.parent.parent
SIGNING_KEY = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
VALUES = {
    "SECRET_KEY": "kept-in-a-test-" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "smsplan.example.org",
    "SITE_URL": "https://smsplan.example.org",
    "DATABASE_URL": "postgresql://smsplan:secret@127.0.0.1:1/smsplan",
    "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
    "EVIDENCE_SIGNING_KEY": base64.b64encode(SIGNING_KEY).decode(),
    "MEDIA_ROOT": "/data/media",
    "DEFAULT_FROM_EMAIL": "smsplan@example.org",
    "EMAIL_HOST": "mail.example.org",
}


def required_variables() -> list[str]:
    """The variables that the settings read without a default."""
    required = []
    for node in ast.walk(ast.parse((ROOT / "smsplan" / "settings.py").read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
            and len(node.args) == 1
        ):
            required.append(ast.literal_eval(node.args[0]))
    return required


def start_check(values: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start `manage.py check` with these variables and nothing of this machine's but its path."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
