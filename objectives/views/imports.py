"""Importing a register of objectives."""

from django.utils.translation import gettext_lazy

from smsplan.records.views import ImportInto, import_paths


class ObjectiveImport(ImportInto):
    """Import a register of objectives."""

    kind = "objectives"
    permission = "objectives.add_objective"
    title = gettext_lazy("Import objectives")
    register_title = gettext_lazy("Objectives")
    lead = gettext_lazy(
        "A CSV or XLSX file with one objective a row. They come in as drafts; nothing is saved before you confirm."
    )


objective_import_urls = import_paths(ObjectiveImport)
