"""Changing many records at once: choose, see the effect row by row, confirm with a reason."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import TemplateResponseMixin

from smsplan.records import bulk
from smsplan.records.views.listing import BesideList
from smsplan.ui.edits import form_context, take_error
from smsplan.ui.entry import Entry
from smsplan.ui.forms import BaseForm, ReasonForm


def clearing(entry: bulk.BulkField) -> str:
    """The name of the box that empties a field."""
    return f"clear_{entry.name}"


class WishForm(BaseForm):
    """What is to be changed; what is left empty stays as it is."""

    def __init__(self, *args: Any, register: bulk.BulkRegister, **kwargs: Any) -> None:
        self.register = register
        super().__init__(*args, **kwargs)
        for entry in register.fields:
            # Nothing to choose from: nothing is asked.
            if entry.many and not self.fields[f"add_{entry.name}"].queryset.exists():
                del self.fields[f"add_{entry.name}"], self.fields[f"remove_{entry.name}"]

    @classmethod
    def of(cls, register: bulk.BulkRegister) -> type["WishForm"]:
        """The form of a register's fields."""
        fields: dict[str, forms.Field] = {}
        for entry in register.fields:
            label = register.label(entry.name)
            if entry.many:
                fields[f"add_{entry.name}"] = entry.form_field()
                fields[f"add_{entry.name}"].label = _("%(field)s: add") % {"field": label}
                fields[f"remove_{entry.name}"] = entry.form_field()
                fields[f"remove_{entry.name}"].label = _("%(field)s: take away") % {"field": label}
            else:
                fields[entry.name] = entry.form_field()
                fields[entry.name].label = label
                if entry.clearable:
                    fields[clearing(entry)] = forms.BooleanField(label=_("%(field)s: clear") % {"field": label})
        for form_field in fields.values():
            form_field.required = form_field.widget.is_required = False
            if getattr(form_field, "empty_label", None) is not None:
                form_field.empty_label = _("Leave as it is")
        return type(cls.__name__, (cls,), fields)

    def clean(self) -> dict[str, Any]:
        """Something must be chosen, and nothing both set and cleared, or added and taken away."""
        data = super().clean()
        for entry in self.register.fields:
            if data.get(clearing(entry)) and data.get(entry.name):
                self.add_error(clearing(entry), _("Choose a new value or clear it, not both."))
            both = set(data.get(f"add_{entry.name}") or ()) & set(data.get(f"remove_{entry.name}") or ())
            if both:
                names = ", ".join(sorted(str(record) for record in both))
                self.add_error(f"remove_{entry.name}", _("This is to be added as well: %(names)s.") % {"names": names})
        if not self.errors and not any(data.values()):
            raise ValidationError(_("Choose at least one thing to change."))
        return data

    def wish(self) -> bulk.Wish:
        """What was chosen."""
        data = self.cleaned_data
        single = [entry.name for entry in self.register.fields if not entry.many]
        many = [entry.name for entry in self.register.fields if entry.many]
        values = {name: data[name] for name in single if data[name] not in (None, "")}
        emptied = [entry.name for entry in self.register.fields if data.get(clearing(entry))]
        return bulk.Wish(
            values=values | {name: self.register.nothing(name) for name in emptied},
            add={name: list(data.get(f"add_{name}") or ()) for name in many},
            remove={name: list(data.get(f"remove_{name}") or ()) for name in many},
        )


class BulkPage(BesideList, Entry, TemplateResponseMixin):
    """Choose what to change of the ticked rows, or of all that a filter shows; look at the effect; confirm.

    `list_page` is the register's list, whose `bulk` says what can be changed. Comes with `pk` of each row, or with
    `all=1`; `query` is the list's state, for the way back and for all of its filter. Nothing is written before the
    last step, and that writes only what it showed: rows saved meanwhile bring the effect up again.
    """

    title = gettext_lazy("Change several at once")
    template_name = "records/bulk_choose.html"
    preview_template = "records/bulk_preview.html"

    @cached_property
    def register(self) -> bulk.BulkRegister:
        """What can be changed."""
        return self.list_page.bulk

    def back(self) -> str:
        """The list as it was left."""
        state = self.state()
        return f"{self.list_url}?{state}" if state else self.list_url

    # Which rows ------------------------------------------------------------------------------------

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """What is to be changed of the selected rows?"""
        if request.GET.get("all"):
            selected = self.list_of(self.state()).filtered()
        else:
            keys = [int(key) for key in request.GET.getlist("pk") if key.isdecimal() and len(key) < 16]
            selected = self.register.model.objects.visible_to(request.user).filter(pk__in=keys)
        count = selected.count()
        if not count or count > bulk.MOST_ROWS:
            messages.warning(request, bulk.too_many(count) if count else _("Tick the rows to change first."))
            return HttpResponseRedirect(self.back())
        revisions = dict(selected.order_by().values_list("pk", "revision"))
        return self.choose(self.wish_form(), revisions)

    def wish_form(self, data: Any = None) -> WishForm:
        """The form of what can be changed."""
        return WishForm.of(self.register)(data, register=self.register)

    def read_rows(self) -> dict[int, int]:
        """Key -> revision of the rows, as the page carries them."""
        rows = {}
        for pair in self.request.POST.get("rows", "").split(","):
            key, _colon, revision = pair.partition(":")
            if key.isdecimal() and revision.isdecimal() and len(pair) < 30:
                rows[int(key)] = int(revision)
        return rows

    # The steps -------------------------------------------------------------------------------------

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Show the effect; on the last step, change the rows."""
        rows = self.read_rows()
        if not rows or len(rows) > bulk.MOST_ROWS:
            messages.warning(request, bulk.too_many(len(rows)) if rows else _("Tick the rows to change first."))
            return HttpResponseRedirect(self.back())
        form = self.wish_form(request.POST)
        if not form.is_valid():
            return self.choose(form, rows, status=422)
        step = request.POST.get("step")
        if step == "choose":
            return self.choose(form, rows)
        if step != "apply":
            return self.preview(form, rows, ReasonForm())
        reason = ReasonForm(request.POST)
        if not reason.is_valid():
            return self.preview(form, rows, reason, status=422, seen=rows)
        try:
            changed = bulk.records_change(
                register=self.register,
                revisions=rows,
                wish=form.wish(),
                actor=request.user,
                reason=reason.cleaned_data["reason"],
            )
        except bulk.Moved as moved:
            return self.preview(form, rows, reason, status=409, moved=moved.keys)
        except ValidationError as error:
            take_error(reason, error)
            return self.preview(form, rows, reason, status=409)
        messages.success(
            request, ngettext("One record was changed.", "%(n)d records were changed.", changed) % {"n": changed}
        )
        return HttpResponseRedirect(self.back())

    def choose(self, form: WishForm, rows: dict[int, int], status: int = 200) -> HttpResponseBase:
        """The first step."""
        context = self.get_context_data(rows=rows, count=len(rows)) | form_context(form)
        return self.render_to_response(context, status=status)

    def preview(
        self,
        form: WishForm,
        rows: dict[int, int],
        reason: ReasonForm,
        *,
        status: int = 200,
        moved: set[int] = frozenset(),
        seen: dict[int, int] | None = None,
    ) -> HttpResponseBase:
        """What would change, row by row, of the records as they stand; `seen` keeps revisions shown before."""
        wish = form.wish()
        effects = []
        for record in bulk.records_of(self.register, self.request.user, rows):
            effect = bulk.effect_of(self.register, record, wish, self.request.user)
            effect.moved = record.pk in moved
            effects.append(effect)
        fresh = {effect.record.pk: effect.record.revision for effect in effects}
        changing = [effect for effect in effects if effect.changes]
        context = self.get_context_data(rows=seen or fresh, count=len(effects)) | form_context(reason)
        context |= {
            "wish": [bound.as_hidden() for bound in form],
            "changing": sorted(changing, key=lambda effect: not effect.moved),
            "refused": [effect for effect in effects if effect.why_not],
            "unchanged": [effect for effect in effects if not effect.changes and not effect.why_not],
            "moved": [effect for effect in effects if effect.moved],
        }
        context["consequence"] = ngettext("One record will change.", "%(n)d records will change.", len(changing)) % {
            "n": len(changing)
        }
        context["submit_label"] = ngettext("Change one record", "Change %(n)d records", len(changing)) % {
            "n": len(changing)
        }
        self.template_name = self.preview_template
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows as the page carries them, and the way back."""
        rows = kwargs.pop("rows")
        context = super().get_context_data(**kwargs)
        return context | {
            "rows": ",".join(f"{key}:{revision}" for key, revision in sorted(rows.items())),
            "query": self.state(),
            "cancel_url": self.back(),
        }
