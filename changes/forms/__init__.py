"""The forms of SMS changes."""

from changes.forms.plan import ChangeForm
from changes.forms.verification import CriterionForm, VerifyForm

__all__ = ["ChangeForm", "CriterionForm", "VerifyForm"]
