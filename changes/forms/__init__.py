"""The forms of SMS changes."""

from changes.forms.plan import ChangeForm
from changes.forms.verification import VerifyForm

__all__ = ["ChangeForm", "VerifyForm"]
