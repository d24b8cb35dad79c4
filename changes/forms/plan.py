"""The form of an SMS change plan."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from changes.models import Change, SmpSection
from risks.models import Risk
from smsplan.records.forms import RecordForm


class ChangeForm(RecordForm):
    """Write a change plan: the guide's seven questions, answered in any order; only submitting asks for all of them."""

    smp_sections = forms.MultipleChoiceField(
        label=_("Affected parts of the Service Management Plan"),
        choices=SmpSection.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    fieldsets = [
        (
            _("1. What is changing?"),
            ["title", "description", "significance", "services", "practices", "smp_sections"],
        ),
        (_("2. Why is it changing?"), ["purpose"]),
        (_("3. Who is responsible, and by when?"), ["owner", "owner_role", "planned_start", "planned_end"]),
        (_("4. What resources are required?"), ["resources"]),
        (_("5. What risks or impacts could result?"), ["impacts", "risks"]),
        (_("6. How is it communicated, and who is trained?"), ["communication", "training"]),
        (_("7. How will success be verified?"), ["success_criteria"]),
        (_("Why this edit"), ["change_reason"]),
    ]

    class Meta:
        model = Change
        fields = (
            "title", "description", "significance", "services", "practices", "smp_sections", "purpose", "owner",
            "owner_role", "planned_start", "planned_end", "resources", "impacts", "risks", "communication", "training",
            "success_criteria",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Closed risks stay on a plan that names them, and are not offered anew.
        linked = self.instance.risks.values_list("pk", flat=True) if self.instance.pk else ()
        self.fields["risks"].queryset = (
            Risk.objects.filter(~Q(state=Risk.State.CLOSED) | Q(pk__in=list(linked)))
            .order_by("reference")
            .only("reference", "title")
        )

    def clean(self):
        """The plan ends on or after the day it starts."""
        data = super().clean()
        start, end = data.get("planned_start"), data.get("planned_end")
        if start and end and end < start:
            self.add_error("planned_end", _("The planned end must not lie before the planned start."))
        return data
