"""Who is told of what happens to a version: approvers that it is their turn, authors what was decided (6.3)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from smp import policies
from smp.models import Decision, Version
from smp.rounds import Round
from smsplan.accounts.models import User
from smsplan.inbox.services import tell


def of_turn(version: Version, approvals: Round) -> None:
    """Tell whoever may approve now, once for each submission."""

    def words() -> tuple[str, str]:
        return (
            _("%(version)s waits for your approval") % {"version": version},
            _("%(title)s\nWhat changes: %(summary)s\nSubmitted by %(who)s.")
            % {"title": version.title, "summary": version.change_summary, "who": version.submitted_by},
        )

    for person in approvals.next_in_turn if approvals.asked else policies.possible_approvers(version):
        tell(
            recipient=person,
            key=f"smp_turn:{version.pk}:{version.submission}",
            url=version.get_absolute_url(),
            words=words,
        )


def of_decision(version: Version, decision: Decision, *, besides: Iterable[User] = ()) -> None:
    """Tell the authors, and `besides`, what was decided and why; not the one who decided."""

    def words() -> tuple[str, str]:
        return (
            _("%(version)s: %(decision)s") % {"version": version, "decision": decision.get_kind_display()},
            "\n".join(part for part in (f"{decision.by_name}, {version.title}", decision.comments) if part),
        )

    people = _authors(version) | {person.pk: person for person in besides if person.is_active}
    people.pop(decision.by_id, None)
    for person in people.values():
        tell(
            recipient=person,
            key=f"smp_decision:{decision.pk}",
            url=version.get_absolute_url(),
            words=words,
        )


def of_failure(version: Version, why: str) -> None:
    """Tell authors and whoever approved last that the document could not be made, once for each submission."""

    def words() -> tuple[str, str]:
        return (
            _("The document of %(version)s could not be made") % {"version": version},
            _("%(why)s\nThe version before stays in force. Try again, or return the version.") % {"why": why},
        )

    people = _authors(version)
    if version.approved_by is not None and version.approved_by.is_active:
        people[version.approved_by_id] = version.approved_by
    for person in people.values():
        tell(
            recipient=person,
            key=f"smp_failed:{version.pk}:{version.submission}",
            url=version.get_absolute_url(),
            words=words,
        )


def _authors(version: Version) -> dict[int, User]:
    return {person.pk: person for person in User.objects.active().filter(pk__in=version.author_ids())}
