"""The owner cell of risks and opportunities."""

from typing import Any

from django.utils.translation import gettext as _

from smsplan.records.imports import Row
from smsplan.records.parsing import Owners


def owner_fields(owners: Owners, words: str | None) -> dict[str, Any]:
    """Owner and accountable role as a cell's words mean them: a person by name, e-mail or job title, else a role."""
    words = words or ""
    person = owners.find(words) if words else None
    is_role = bool(words) and (person is None or (words != person.full_name and "@" not in words))
    return {"owner": person, "owner_role": words if is_role else ""}


def note_owner(owners: Owners, row: Row) -> None:
    """Say who the owner is, or that nobody of that name is known."""
    words = row.clean.get("owner")
    if not words:
        return
    person = owners.find(words)
    if person is not None:
        row.notes.append(_("Owner: %(person)s.") % {"person": person})
    else:
        row.notes.append(_("Nobody is known as “%(owner)s”; it is kept as the accountable role.") % {"owner": words})
