"""The approvals of one submission: who was asked, who has approved, whose turn it is."""

from dataclasses import dataclass

from smp.models import Approver, Decision, Version
from smsplan.accounts.models import User


@dataclass(frozen=True)
class Turn:
    """One who was asked: their approval, if it is given, else whether it is their turn and whether they still can."""

    person: User
    decision: Decision | None
    is_next: bool

    @property
    def able(self) -> bool:
        """Whether they may still approve; who was asked can have left, or have another role since."""
        return self.person.may_enter() and self.person.has_perm("smp.approve_version")


@dataclass(frozen=True)
class Round:
    """A submission on its way to approval. Nobody `asked`: the approval of any one Manager is enough."""

    asked: tuple[User, ...]
    in_order: bool
    given: tuple[Decision, ...]

    @property
    def needed(self) -> int:
        """How many approvals put the version in force."""
        return len(self.asked) or 1

    @property
    def complete(self) -> bool:
        """Whether nobody has to approve any more."""
        return len(self.given) >= self.needed

    @property
    def waiting(self) -> tuple[User, ...]:
        """Who was asked and has not approved yet, in their order."""
        approved = {decision.by_id for decision in self.given}
        return tuple(person for person in self.asked if person.pk not in approved)

    @property
    def next_in_turn(self) -> tuple[User, ...]:
        """Whose turn it is: the first who waits when it goes in order, else everybody who does."""
        return self.waiting[:1] if self.in_order else self.waiting

    @property
    def turns(self) -> list[Turn]:
        """Everybody who was asked, in their order."""
        approved = {decision.by_id: decision for decision in self.given}
        ahead = self.next_in_turn
        return [Turn(person, approved.get(person.pk), person in ahead) for person in self.asked]

    def has_approved(self, person: User) -> bool:
        """Whether the person's approval is given."""
        return any(decision.by_id == person.pk for decision in self.given)

    def may_approve(self, person: User) -> bool:
        """Whether it is the person's turn; anybody's when nobody was named."""
        if self.complete:
            return False
        return person in self.next_in_turn if self.asked else not self.has_approved(person)


def round_of(version: Version) -> Round:
    """The approvals of the version's last submission."""
    asked = Approver.objects.filter(version=version, submission=version.submission).select_related("person")
    given = Decision.objects.filter(
        version=version, submission=version.submission, kind=Decision.Kind.APPROVED
    ).select_related("by")
    return Round(
        asked=tuple(row.person for row in asked.order_by("position")), in_order=version.in_order, given=tuple(given)
    )
