"""What lets a reader check a pack with standard tools: manifest, SHA256SUMS, signature, public key."""

import hashlib
import json
from datetime import UTC

import smsplan
from smsplan.evidence import signing
from smsplan.evidence.models import Pack
from smsplan.evidence.workspace import Workspace

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
SUMS = "SHA256SUMS"
PUBLIC_KEY = "public-key.pem"

#: The version of the pack's own layout.
FORMAT = 1


def write(place: Workspace, pack: Pack, snapshot) -> str:
    """Write public key, manifest, SHA256SUMS and signature, last of all files; returns the manifest's SHA-256.

    The manifest names every file but itself, its signature and SHA256SUMS; SHA256SUMS names the manifest as well.
    Raises ImproperlyConfigured when the signing key is wrong.
    """
    place.write(PUBLIC_KEY, signing.public_key_pem())
    requested_by = pack.requested_by
    manifest = {
        "format": FORMAT,
        "pack": pack.reference,
        "purpose": pack.title,
        "language": pack.language,
        "organization": snapshot.organization.name,
        "requested_by": f"{requested_by.full_name} <{requested_by.email}>" if requested_by else "smsplan",
        "requested_at": pack.requested_at.astimezone(UTC).isoformat(timespec="seconds"),
        "built_at": snapshot.taken_at.astimezone(UTC).isoformat(timespec="seconds"),
        "generator": f"smsplan {smsplan.__version__}",
        "public_key_sha256": signing.fingerprint(),
        "problems": snapshot.problems,
        "files": [{"path": entry.path, "size": entry.size, "sha256": entry.sha256} for entry in place.sorted_entries()],
    }
    content = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    place.write(MANIFEST, content)
    place.write(SUMS, "".join(f"{entry.sha256}  {entry.path}\n" for entry in place.sorted_entries()))
    place.write(SIGNATURE, signing.sign(content))
    return hashlib.sha256(content).hexdigest()
