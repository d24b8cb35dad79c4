from django import forms

from smsplan.evidence.models import Pack
from smsplan.ui.forms import BaseModelForm


class PackForm(BaseModelForm):
    """What a pack is for, and its language."""

    class Meta:
        model = Pack
        fields = ("title", "language")
        widgets = {"title": forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})}
