"""The forms of objectives and their measurements. Import them from here."""

from objectives.forms.measurements import CorrectForm, MeasureForm, QuickForm
from objectives.forms.objectives import ObjectiveForm

__all__ = ["CorrectForm", "MeasureForm", "ObjectiveForm", "QuickForm"]
