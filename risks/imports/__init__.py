"""Importing risks and opportunities from a table. Import the two from here."""

from risks.imports.opportunities import OpportunitiesImporter
from risks.imports.risks import RisksImporter

__all__ = ["OpportunitiesImporter", "RisksImporter"]
