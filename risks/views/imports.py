"""Importing risks."""

from django.utils.translation import gettext_lazy

from risks.imports import RisksImporter
from smsplan.records.views import ImportPage, ImportTemplate


class RiskImport(ImportPage):
    """Import a register."""

    permission = "risks.add_risk"
    title = gettext_lazy("Import risks")
    register_title = gettext_lazy("Risks")
    register_url = "risks:list"
    template_url = "risks:import_template"
    lead = gettext_lazy("A CSV or XLSX file with one risk a row. Nothing is saved before you confirm.")

    @property
    def importer(self) -> RisksImporter:
        """A new one each time: it remembers people and risks while it reads a file."""
        return RisksImporter()


class RiskImportTemplate(ImportTemplate):
    """The headings."""

    permission = "risks.add_risk"
    importer = RisksImporter()
    file_name = "risks-template"
