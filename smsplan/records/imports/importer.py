"""How a table becomes records of one register: what a register tells the import."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from smsplan.records.imports.columns import Column, Row
from smsplan.ui.exports import cell_texts


class Importer:
    """How a table becomes records of one register. Made anew for each file: it remembers what it has looked up."""

    #: A name for ever, such as "risks"; also the namespace of the register's addresses.
    kind: str = ""
    model: type[models.Model]
    #: The permission that importing needs.
    permission: str = ""
    columns: Sequence[Column] = ()
    #: Key of the column by whose text similar records are found.
    title = "title"
    #: Whether a row with a known reference updates that record.
    updates = True
    #: Whether a new row may be like a record that is there. Where it can't, rows that differ without a reason are
    #: conflicts: `check_new` finds the row's record itself.
    resembling = True

    def __init__(self, actor) -> None:
        self.actor = actor

    # What a register supplies ----------------------------------------------------------------------

    def records(self, keys: dict[str, Iterable]) -> models.QuerySet:
        """The records that `keys` (filter arguments) name and the person sees, with all that their cells need."""
        return self.model.objects.visible_to(self.actor).filter(**keys)

    def cell(self, record, key: str) -> Any:
        """What the register's export writes into this column for a record."""
        raise NotImplementedError

    def check_new(self, row: Row) -> None:
        """Look at a whole new row: append notes, or raise ValidationError keyed by column key."""

    def check_update(self, row: Row) -> None:
        """Look at a row that changes `row.record`; drop from `row.clean` what changes nothing; raise as above."""

    def check_cells(self, row: Row) -> None:
        """Look at cells that are read with the help of others, although the row has an error already; raise as above.

        So that everything that is wrong with a row is said at once.
        """

    def create(self, row: Row, *, reason: str) -> models.Model:
        """Make the record of a new row. Raises ValidationError."""
        raise NotImplementedError

    def update(self, row: Row, *, reason: str) -> models.Model:
        """Change the record of a row as one history row. Raises ValidationError."""
        raise NotImplementedError

    def template_rows(self) -> Iterable[Sequence[str]]:
        """What the table to start from already holds, in the order of the columns that can be imported."""
        return ()

    def versions(self, keys: Iterable[int]) -> Iterable[tuple[int, int, str]]:
        """Lock the records in the order of their keys: (key, revision, reference) of each."""
        locked = self.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        return locked.values_list("pk", "revision", "reference")

    # The machinery ---------------------------------------------------------------------------------

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}

    def heading(self, key: str) -> str:
        """A column's heading in the reader's language; nothing for the whole row."""
        return str(self.by_key[key].heading) if key in self.by_key else "" if key == "__all__" else key

    def known_titles(self) -> models.QuerySet:
        """(key, title) of each record that a new row may turn out to be."""
        return self.model.objects.visible_to(self.actor).order_by().values_list("pk", self.title)

    def says(self, record, key: str, text: str) -> bool:
        """Whether a cell's text is what an export in one of our languages has for this record."""
        if text in cell_texts(self.cell(record, key)):
            return True
        for language, _name in settings.LANGUAGES:
            if language != translation.get_language():
                with translation.override(language):
                    if text in cell_texts(self.cell(record, key)):
                        return True
        return False


def importer_for(kind: str, actor) -> Importer:
    """A register's importer, by the names in settings.IMPORTERS."""
    return import_string(settings.IMPORTERS[kind])(actor)
