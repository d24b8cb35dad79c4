"""Importing risks and opportunities."""

from django.utils.translation import gettext_lazy

from smsplan.records.views import ImportInto, import_paths


class RiskImport(ImportInto):
    """Import a register of risks."""

    kind = "risks"
    permission = "risks.add_risk"
    title = gettext_lazy("Import risks")
    register_title = gettext_lazy("Risks")
    lead = gettext_lazy("A CSV or XLSX file with one risk a row. Nothing is saved before you confirm.")


class OpportunityImport(ImportInto):
    """Import a register of opportunities."""

    kind = "opportunities"
    permission = "risks.add_opportunity"
    title = gettext_lazy("Import opportunities")
    register_title = gettext_lazy("Opportunities")
    lead = gettext_lazy("A CSV or XLSX file with one opportunity a row. Nothing is saved before you confirm.")


risk_import_urls = import_paths(RiskImport)
opportunity_import_urls = import_paths(OpportunityImport)
