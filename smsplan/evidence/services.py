"""Writes about evidence packs."""

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.evidence import policies
from smsplan.evidence.models import Pack
from smsplan.evidence.workspace import sha256_of
from smsplan.records import longwork
from smsplan.records.services import NotAllowed, locked, next_reference, require, save_record


@transaction.atomic
def pack_request(*, actor, title: str, language: str) -> Pack:
    """Ask for a pack of the registers as they stand when it is built. Raises PermissionDenied, ValidationError."""
    require(policies.can_request(actor))
    pack = Pack(title=title, language=language, requested_by=actor, reference=next_reference(Pack.PREFIX))
    save_record(pack, actor=actor)
    record_event(action=Action.REQUESTED, actor=actor, target=pack)
    longwork.enqueue(pack)
    return pack


@transaction.atomic
def pack_retry(*, pack: Pack, actor) -> Pack:
    """Queue a failed pack again. Raises PermissionDenied, NotAllowed."""
    pack = locked(pack)
    require(policies.can_request(actor))
    if not policies.can_retry(actor, pack):
        raise NotAllowed(_("Only a pack that failed can be tried again."))
    longwork.retry(pack)
    record_event(action=Action.REQUESTED, actor=actor, target=pack, reason=reason_kept("Tried again after a failure."))
    return pack


@transaction.atomic
def pack_download(*, pack: Pack, actor, address: str | None = None) -> Pack:
    """Let a pack's file out, and write it into the audit trail.

    Raises PermissionDenied; NotAllowed when it is not ready, or when the stored file is no longer what was built.
    """
    pack = locked(pack)
    require(actor.has_perm("evidence.download_pack"))
    if not policies.can_download(actor, pack):
        raise NotAllowed(_("This pack is not ready yet."))
    try:
        whole = sha256_of(Path(pack.file.path)) == pack.sha256
    except OSError:
        raise NotAllowed(_("The stored file of this pack is missing. Ask for a new pack.")) from None
    if not whole:
        raise NotAllowed(_("The stored file of this pack was altered after it was built. Ask for a new pack."))
    record_event(
        action=Action.DOWNLOADED,
        actor=actor,
        target=pack,
        detail={"file": f"{pack.reference}.zip", "sha256": pack.sha256},
        address=address,
    )
    return pack
