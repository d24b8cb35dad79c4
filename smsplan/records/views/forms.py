"""Creating and editing a record: double submits and stale saves told apart, and nothing lost."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from smsplan.audit import diff
from smsplan.records.models import Submission
from smsplan.records.services import (
    StaleRevision,
    claim_submission,
    save_form,
    typed,
)
from smsplan.ui.parts import Conflict
from smsplan.ui.views import FormPage


class RecordFormPage(FormPage):
    """Create or edit a record: one history row a save, double submits and stale saves told apart and nothing lost."""

    def save(self, form):
        """Save the form's record as `perform` does it. Raises ValidationError with the conflicts of a stale save."""
        try:
            with transaction.atomic():
                if form.instance.pk is not None:
                    return self.perform(form)
                token = uuid.UUID(self.submission) if len(self.submission) in {32, 36} else uuid.uuid4()
                claim = claim_submission(token, self.request.user)
                if claim is None:
                    return self._already_made(token)
                record = self.perform(form)
                claim.target = record
                claim.save(update_fields=["target_type", "target_id"])
                return record
        except StaleRevision as stale:
            return self._compare(form, stale.current)

    def perform(self, form):
        """The write itself; a register with a service function for it calls that instead."""
        return save_form(form, actor=self.request.user, reason=form.cleaned_data.get("change_reason", ""))

    def _already_made(self, token):
        submission = Submission.objects.filter(token=token, person=self.request.user).first()
        if submission is None or submission.target is None:
            raise PermissionDenied(_("This form was sent already."))
        return submission.target

    def _compare(self, form, current):
        """Both versions field by field; when nothing differs the other save said the same and stands.

        A form that saves more than the record's fields compares the rest in `further_conflicts(current)`. One that has
        words of its own for a field's value gives a function for it in `said_as`; such values are compared themselves,
        since two can differ that are said alike.
        """
        said_as = getattr(form, "said_as", {})
        conflicts = []
        for name in form.fields:
            model_field = next((f for f in current._meta.get_fields() if f.name == name), None)
            if model_field is None or name == "revision":
                continue
            stored = getattr(current, name)
            if name in said_as:
                if form.cleaned_data[name] == stored:
                    continue
                say = said_as[name]
                conflicts.append(Conflict(str(form.fields[name].label), say(form.cleaned_data[name]), say(stored)))
                continue
            if model_field.many_to_many:
                yours, theirs = typed(form.cleaned_data[name]), typed(stored.all())
            elif model_field.is_relation:
                yours, theirs = typed(form.cleaned_data[name]), typed(stored)
            else:
                yours = diff.words(model_field, form.cleaned_data[name])
                theirs = diff.words(model_field, stored)
            if yours != theirs:
                conflicts.append(Conflict(str(form.fields[name].label), yours, theirs))
        if hasattr(form, "further_conflicts"):
            conflicts += form.further_conflicts(current)
        if not conflicts:
            return current
        error = ValidationError(
            _("Somebody else saved this record meanwhile. Nothing you typed is lost: compare and save again.")
        )
        error.conflicts = conflicts
        error.fresh_revision = current.revision
        error.conflict_note = _("%(who)s saved this record on %(when)s, after you opened it.") % {
            "who": current.updated_by or "smsplan",
            "when": date_format(localtime(current.updated_at), "DATETIME_FORMAT"),
        }
        raise error
