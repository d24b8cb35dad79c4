"""Importing a register of objectives."""

from django.utils.translation import gettext_lazy

from objectives.imports import ObjectivesImporter
from smsplan.records.views import ImportPage, ImportTemplate


class ObjectiveImport(ImportPage):
    """Import a register."""

    permission = "objectives.add_objective"
    title = gettext_lazy("Import objectives")
    register_title = gettext_lazy("Objectives")
    register_url = "objectives:list"
    template_url = "objectives:import_template"
    lead = gettext_lazy(
        "A CSV or XLSX file with one objective a row. They come in as drafts; nothing is saved before you confirm."
    )

    @property
    def importer(self) -> ObjectivesImporter:
        """A new one each time: it remembers people and services while it reads a file."""
        return ObjectivesImporter()


class ObjectiveImportTemplate(ImportTemplate):
    """The headings."""

    permission = "objectives.add_objective"
    importer = ObjectivesImporter()
    file_name = "objectives-template"
