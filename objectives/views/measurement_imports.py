"""Importing measured values."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.records.views import ImportInto, import_paths
from smsplan.ui.parts import Crumb


class MeasurementImport(ImportInto):
    """Import the values of many objectives and periods."""

    kind = "measurements"
    permission = "objectives.measure_objective"
    title = gettext_lazy("Import values")
    lead = gettext_lazy(
        "A CSV or XLSX file with one value a row: the objective, the period and the value. The tables beside it hold"
        " what is due for you. Nothing is saved before you confirm."
    )

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            Crumb(_("Objectives"), reverse("objectives:list")),
            Crumb(_("Enter values"), reverse("objectives:entry")),
        ]


measurement_import_urls = import_paths(MeasurementImport)
