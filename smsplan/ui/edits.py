"""The form page and the confirm page: everything a person writes comes in through one of them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured, PermissionDenied, ValidationError
from django.forms import BaseForm, BaseModelForm
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateResponseMixin

from smsplan.ui.entry import Entry
from smsplan.ui.forms import ReasonForm
from smsplan.ui.parts import Crumb


class Submission:
    """A token for one filled-in form, so that the server can tell a double submit from a second wish."""

    request: HttpRequest

    @cached_property
    def submission(self) -> str:
        """The token posted with the form, or a new one."""
        return self.request.POST.get("submission", "")[:64] or uuid4().hex


class FormPage(Submission, Entry, TemplateResponseMixin):
    """Create or change a record.

    `get_object()` gives the record to change, or None to create. Invalid: 422 with what was typed. Somebody saved
    meanwhile: 409, both versions side by side, and the fresh revision in the form, so that saving again overwrites
    knowingly. The form says so by `conflicts` (list of Conflict), `conflict_note` (who and when) and
    `fresh_revision`; a ValidationError raised by `save()` may carry the same three.
    """

    template_name = "ui/form.html"
    form_class: type[BaseForm] = forms.Form
    success_url: str = ""
    success_message: str = gettext_lazy("Saved.")
    submit_label: str = gettext_lazy("Save")
    cancel_url: str = ""

    # What a register supplies ----------------------------------------------------------------------

    def get_object(self) -> Any:
        """The record to change, or None. Raise Http404 when it is not visible."""
        return None

    def save(self, form: Any) -> Any:
        """Write it, through a service. Raises ValidationError for what only the service could see."""
        return form.save()

    def get_success_url(self) -> str:
        """Where to go after saving; the record's own page unless `success_url` says otherwise."""
        if self.success_url:
            return str(self.success_url)
        if hasattr(self.record, "get_absolute_url"):
            return self.record.get_absolute_url()
        raise ImproperlyConfigured(f"{type(self).__qualname__} needs success_url.")

    def get_success_message(self) -> str:
        """The sentence shown after saving."""
        return str(self.success_message)

    def get_cancel_url(self) -> str:
        """Where Cancel leads: `cancel_url`, the record, or one step up the breadcrumb."""
        if self.cancel_url:
            return str(self.cancel_url)
        if self.record is not None and hasattr(self.record, "get_absolute_url"):
            return self.record.get_absolute_url()
        crumbs = [crumb.url for crumb in self.get_breadcrumbs() if crumb.url]
        return crumbs[-1] if crumbs else "/"

    def get_initial(self) -> dict[str, Any]:
        """First values of the form."""
        return {}

    def get_form_class(self) -> type[BaseForm]:
        """The form's class."""
        return self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        """Keyword arguments of the form: initial, data and files when posted, instance for a model form."""
        kwargs: dict[str, Any] = {"initial": self.get_initial()}
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        if issubclass(self.get_form_class(), BaseModelForm) and self.record is not None:
            kwargs["instance"] = self.record
        return kwargs

    # The machinery ---------------------------------------------------------------------------------

    @cached_property
    def record(self) -> Any:
        """The record to change, read once; after saving, the saved one."""
        return self.get_object()

    def get_form(self) -> Any:
        """The form."""
        return self.get_form_class()(**self.get_form_kwargs())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form as it stands."""
        return self.render_to_response(self.get_context_data(form=self.get_form(), **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save, or show again what was typed with what to mend."""
        form = self.get_form()
        if not form.is_valid():
            return self.refuse(form)
        try:
            saved = self.save(form)
        except ValidationError as error:
            take_error(form, error)
            return self.refuse(form)
        if saved is not None:
            self.record = saved
        message = self.get_success_message()
        if message:
            messages.success(request, message)
        return HttpResponseRedirect(self.get_success_url())

    def refuse(self, form: Any) -> HttpResponseBase:
        """The page again: 409 when somebody saved meanwhile, else 422."""
        conflicts = getattr(form, "conflicts", None)
        fresh = getattr(form, "fresh_revision", None)
        if conflicts and fresh is not None and "revision" in form.fields:
            form.data = form.data.copy()
            form.data[form.add_prefix("revision")] = str(fresh)
        return self.render_to_response(self.get_context_data(form=form), status=409 if conflicts else 422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Form, fieldsets, errors, conflicts."""
        form = kwargs["form"]
        context = super().get_context_data(**kwargs)
        return (
            context
            | form_context(form)
            | {
                "record": self.record,
                "submit_label": str(self.submit_label),
                "cancel_url": self.get_cancel_url(),
                "submission": self.submission,
            }
        )


class ConfirmPage(Submission, Entry, TemplateResponseMixin):
    """A dangerous or four-eyes act: says what will happen, asks for a reason, then acts.

    `allowed()` False is a 403 already for GET. A ValidationError from `act()` (NotAllowed is one) is shown on the page
    with 409; PermissionDenied is 403.
    """

    template_name = "ui/confirm.html"
    form_class: type[BaseForm] = ReasonForm
    heading: str = ""
    consequence: str = ""
    reason_required = True
    reason_label: str = ""
    success_url: str = ""
    success_message: str = gettext_lazy("Done.")
    submit_label: str = gettext_lazy("Confirm")
    danger = False
    cancel_url: str = ""

    # What a register supplies ----------------------------------------------------------------------

    def get_object(self) -> Any:
        """The record acted on, or None. Raise Http404 when it is not visible."""
        return None

    def allowed(self) -> bool:
        """Whether this person may do this now."""
        return True

    def ready(self) -> bool:
        """Whether all that the act needs is there; if not, the page only says in `about` what is missing."""
        return True

    def act(self, form: Any) -> Any:
        """Do it, through a service."""
        raise NotImplementedError

    def get_heading(self) -> str:
        """What will be done, as a question or a sentence."""
        return str(self.heading or self.title)

    def get_title(self) -> str:
        """The page's title: the heading unless `title` is set."""
        return str(self.title or self.heading)

    def get_consequence(self) -> str:
        """What follows from it."""
        return str(self.consequence)

    def get_success_message(self) -> str:
        """The sentence shown afterwards."""
        return str(self.success_message)

    def get_success_url(self) -> str:
        """Where to go afterwards."""
        if self.success_url:
            return str(self.success_url)
        if hasattr(self.record, "get_absolute_url"):
            return self.record.get_absolute_url()
        raise ImproperlyConfigured(f"{type(self).__qualname__} needs success_url.")

    def get_cancel_url(self) -> str:
        """Where Cancel leads."""
        if self.cancel_url:
            return str(self.cancel_url)
        if hasattr(self.record, "get_absolute_url"):
            return self.record.get_absolute_url()
        return self.get_success_url()

    def get_breadcrumbs(self) -> list[Crumb]:
        """The record, when it has a page."""
        if hasattr(self.record, "get_absolute_url"):
            label = getattr(self.record, "reference", "") or self.record
            return [Crumb(str(label), self.record.get_absolute_url())]
        return []

    def get_initial(self) -> dict[str, Any]:
        """First values of the form."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Keyword arguments of the form."""
        kwargs: dict[str, Any] = {"initial": self.get_initial()}
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        if issubclass(self.form_class, ReasonForm):
            kwargs |= {"reason_required": self.reason_required, "reason_label": str(self.reason_label)}
        return kwargs

    # The machinery ---------------------------------------------------------------------------------

    @cached_property
    def record(self) -> Any:
        """The record acted on, read once."""
        return self.get_object()

    def get_form(self) -> Any:
        """The form."""
        return self.form_class(**self.get_form_kwargs())

    def has_permission(self) -> bool:
        """The permission, and then whether the act is allowed now."""
        return super().has_permission() and self.allowed()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question."""
        return self.render_to_response(self.get_context_data(form=self.get_form(), **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The act."""
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            self.act(form)
        except PermissionDenied:
            raise
        except ValidationError as error:
            take_error(form, error)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        message = self.get_success_message()
        if message:
            messages.success(request, message)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Heading, consequence, form."""
        form = kwargs["form"]
        context = super().get_context_data(**kwargs)
        # What was typed is shown again whatever is missing.
        asks = form.is_bound or self.ready()
        return (
            context
            | form_context(form)
            | {
                "record": self.record,
                "heading": self.get_heading(),
                "consequence": self.get_consequence(),
                "asks": asks,
                "submit_label": str(self.submit_label),
                "danger": self.danger,
                "cancel_url": self.get_cancel_url(),
                "submission": self.submission,
            }
        )


def take_error(form: Any, error: ValidationError) -> None:
    """Put a service's error on the form: beside its field where the form has it, else above the form."""
    for name in ("conflicts", "conflict_note", "fresh_revision"):
        if hasattr(error, name):
            setattr(form, name, getattr(error, name))
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name != NON_FIELD_ERRORS and name in form.fields else None, errors)


def form_context(form: Any) -> dict[str, Any]:
    """Fieldsets, hidden fields, the summary of errors and the conflicts of a form."""
    visible = [bound.name for bound in form.visible_fields()]
    fieldsets = []
    placed: set[str] = set()
    for legend, names in getattr(form, "fieldsets", None) or ():
        rows = [form[name] for name in names if name in visible]
        placed |= {bound.name for bound in rows}
        if rows:
            fieldsets.append({"legend": legend, "fields": rows})
    rest = [form[name] for name in visible if name not in placed]
    if rest:
        fieldsets.append({"legend": "" if not fieldsets else _("Also"), "fields": rest})
    summary = [
        {"label": form[name].label, "url": f"#{form[name].id_for_label or form[name].auto_id}", "errors": errors}
        for name, errors in form.errors.items()
        if name in visible
    ]
    return {
        "form": form,
        "fieldsets": fieldsets,
        "error_summary": summary,
        # A conflict has its own place and words.
        "other_errors": []
        if getattr(form, "conflicts", None)
        else [error for name, errors in form.errors.items() if name not in visible for error in errors],
        "conflicts": getattr(form, "conflicts", None) or [],
        "conflict_note": getattr(form, "conflict_note", ""),
    }
