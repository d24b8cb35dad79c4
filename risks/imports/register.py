"""What the imports of risks and of opportunities share: columns, owners and links, and which rows may change what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from risks.imports.owners import owner_fields
from risks.models import CriteriaBook
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records import parsing
from smsplan.records.imports import Column, Importer, Row

LINKS = {"services": Service, "practices": Practice, "obligations": Obligation}


class RegisterImporter(Importer):
    """An importer of risks or opportunities; `parts` are the columns of the register's export."""

    parts: Sequence[Any] = ()
    #: Fields of text: an empty cell means an empty text.
    texts: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    #: Headings that a file may have besides those of our exports, in both languages.
    aliases: Mapping[str, tuple[str, ...]] = {}

    def readers(self) -> dict[str, Callable[[str], Any]]:
        """How the cell of each column that may be imported is read, besides links; what is not named is read-only."""
        raise NotImplementedError

    def may_change(self, record) -> bool:
        """Whether the person may change this record."""
        raise NotImplementedError

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the export, in its order; those that an act decides on can't be imported."""
        readers = self.readers() | {
            key: parsing.Linked(lambda model=model: model.objects.order_by("reference")) for key, model in LINKS.items()
        }
        return [
            Column(
                part.key,
                part.heading,
                self.aliases.get(part.key, ()),
                required=part.key in self.required,
                parse=readers.get(part.key, str),
                readonly=part.key not in readers,
            )
            for part in self.parts
        ]

    @cached_property
    def owners(self) -> parsing.Owners:
        """People by what a cell may call them."""
        return parsing.Owners()

    @cached_property
    def book(self) -> CriteriaBook:
        """The criteria, read once."""
        return CriteriaBook()

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {part.key: part.value for part in self.parts}

    def cell(self, record, key: str) -> Any:
        """As the export has it."""
        return self._values[key](record, self.book)

    def drop_unchanged(self, row: Row, *plain: str) -> None:
        """Leave in `row.clean` only what is new of texts, owner, links, and of the fields `plain`."""
        record, clean = row.record, row.clean
        same = [key for key in self.texts if key in clean and (clean[key] or "") == getattr(record, key)]
        same += [key for key in plain if key in clean and clean[key] == getattr(record, key)]
        same += [
            key
            for key in LINKS
            if key in clean and {one.pk for one in clean[key] or ()} == {one.pk for one in getattr(record, key).all()}
        ]
        if "owner" in clean:
            if owner_fields(self.owners, clean["owner"]) == {"owner": record.owner, "owner_role": record.owner_role}:
                same.append("owner")
        for key in same:
            del clean[key]

    def require_open(self, record) -> None:
        """Raises ValidationError for a record that can't be changed any more, or not by this person."""
        if not record.is_open:
            raise ValidationError(
                _("%(reference)s is “%(state)s” and can't be changed. Remove the row.")
                % {"reference": record.reference, "state": record.get_state_display()}
            )
        if not self.may_change(record):
            raise ValidationError(
                _("You may not change %(reference)s. Remove the row.") % {"reference": record.reference}
            )

    def fields_of(self, row: Row, plain: Iterable[str]) -> dict[str, Any]:
        """What the services take: texts, owner, the fields `plain`, and links under `many`."""
        clean = row.clean
        fields: dict[str, Any] = {key: clean[key] or "" for key in self.texts if key in clean}
        if "owner" in clean:
            fields |= owner_fields(self.owners, clean["owner"])
        fields |= {key: clean[key] for key in plain if key in clean}
        many = {key: clean[key] or [] for key in LINKS if clean.get(key) or (key in clean and row.record is not None)}
        return fields | {"many": many}
