"""Who may do what with evidence packs."""

from smsplan.evidence.models import Pack


def can_request(user) -> bool:
    """Whoever may ask for packs: Compliance, Managers and Auditors."""
    return user.has_perm("evidence.request_pack")


def can_download(user, pack: Pack) -> bool:
    """A ready pack, for whoever may take evidence out of the house."""
    return pack.is_ready and user.has_perm("evidence.download_pack")


def can_retry(user, pack: Pack) -> bool:
    """A failed pack, for whoever may ask for one."""
    return pack.work_state == Pack.Progress.FAILED and can_request(user)
