"""Forms of the plan's sections."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from smp import content
from smp.arranging import in_words, settled
from smp.models import Section
from smsplan.records.forms import RecordForm
from smsplan.ui.forms import BaseForm
from smsplan.ui.richtext import RichTextField


class SectionForm(RecordForm):
    """The text of a section and its live blocks, in their order: those that stand in the text, then the others."""

    body = RichTextField(label=_("Text"), required=False)
    blocks = forms.MultipleChoiceField(label=_("Live blocks"), choices=content.block_choices, required=False)

    said_as: ClassVar = {"body": in_words}

    class Meta:
        model = Section
        fields = ("title", "body", "blocks")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.required:
            self.fields["body"].help_text = self.instance.required.guidance
            del self.fields["title"]
        self.fields["body"].markers = content.BLOCKS

    def clean(self):
        """Text and blocks as they are kept, so that they can be compared with what is saved."""
        data = super().clean()
        if "body" in data and "blocks" in data:
            data["body"], data["blocks"] = settled(data["body"], data["blocks"])
        return data

    def is_multipart(self) -> bool:
        """Always: a large text sent the other way grows threefold, past what a request may hold."""
        return True


class SectionTitleForm(BaseForm):
    """What one of the organization's own sections is called."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Beside the ten contents that the plan must have, it may hold whatever your organization needs."),
    )
