"""The first person of an installation: an administrator, who invites the others in the browser."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from smsplan.accounts import roles
from smsplan.accounts.invitations import invitation_send, link_for
from smsplan.accounts.models import User
from smsplan.accounts.services import person_save
from smsplan.audit.reasons import reason_kept


class Command(BaseCommand):
    help = "Add an administrator and send the link by which they set their password."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *, email: str, full_name: str, **options) -> None:
        """Add the person. Raises CommandError for a missing or known address."""
        person = User(email=email, full_name=full_name)
        person.set_unusable_password()
        try:
            person_save(
                person=person,
                actor=None,
                role_names=[roles.ADMINISTRATOR],
                reason=reason_kept("Added on the command line"),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if invitation_send(person=person, actor=None):
            self.stdout.write(f"{person.full_name} is an administrator; the invitation went to {person.email}.")
        else:
            # Without a mail server the way in is shown here, to whoever may run commands.
            self.stdout.write(f"{person.full_name} is an administrator. No mail could be sent; the way in is:")
            self.stdout.write(link_for(person))
