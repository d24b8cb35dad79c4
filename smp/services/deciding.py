"""What all decisions about a submission share: how one is kept, and what has to stand before it is taken (6.3)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from smp.models import Decision, Version
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed

_EVENTS = {
    Decision.Kind.SUBMITTED: Action.SUBMITTED,
    Decision.Kind.APPROVED: Action.APPROVED,
    Decision.Kind.RETURNED: Action.RETURNED,
    Decision.Kind.REJECTED: Action.REJECTED,
    Decision.Kind.TAKEN_BACK: Action.TAKEN_BACK,
}


def decide(version: Version, kind: str, *, actor, comments: str, **more: str) -> Decision:
    """Keep the decision and its audit event."""
    decision = Decision.objects.create(
        version=version,
        submission=version.submission,
        kind=kind,
        by=actor,
        by_name=actor.full_name or actor.email,
        comments=comments,
        content_sha256=version.content_sha256,
        **more,
    )
    record_event(
        action=_EVENTS[kind],
        target=version,
        actor=actor,
        reason=comments,
        detail={"sha256": version.content_sha256, "submission": version.submission},
    )
    return decision


def must_be_read_as_it_is(version: Version, *, submission: int | None, sha256: str = "") -> None:
    """Raises NotAllowed when the person has read another submission, or another content, than what waits now."""
    if sha256 and sha256 != version.content_sha256:
        raise NotAllowed(_("The content has changed since you opened this page. Read it again before you decide."))
    if submission is not None and submission != version.submission:
        raise NotAllowed(
            _(
                "It was submitted anew since you opened this page. Read it, and what was said about it, before you "
                "decide."
            )
        )


def must_wait_for_decision(version: Version) -> None:
    """Raises NotAllowed, saying what has become of it, when the version does not wait for a decision."""
    if version.is_publishing:
        raise NotAllowed(
            _("%(version)s has already been approved by %(who)s; its document is being made.")
            % {"version": version, "who": version.approved_by}
        )
    if version.state == Version.State.IN_REVIEW:
        return
    last = version.decisions.last()
    if last is not None and version.state in (Version.State.DRAFT, Version.State.REJECTED):
        raise NotAllowed(
            _("%(version)s does not wait for a decision any more. %(what)s: %(who)s, %(when)s. %(comments)s")
            % {
                "version": version,
                "what": last.get_kind_display(),
                "who": last.by_name,
                "when": date_format(localtime(last.at), "SHORT_DATETIME_FORMAT"),
                "comments": last.comments,
            }
        )
    raise NotAllowed(
        _("%(version)s is “%(state)s”; it does not wait for a decision.")
        % {"version": version, "state": version.get_state_display()}
    )
