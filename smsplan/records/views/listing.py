"""The pages beside a list: where its columns, page size and views are kept. Addresses are made by `list_paths`."""

import copy
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.records import listing
from smsplan.records.models import SavedView
from smsplan.records.views.lists import RecordListPage, view_address
from smsplan.ui.forms import BaseForm
from smsplan.ui.lists import PER_PAGE
from smsplan.ui.parts import Crumb
from smsplan.ui.views import ConfirmPage, Entry, FormPage


def list_paths(page: type[RecordListPage]) -> list[URLPattern]:
    """The addresses beside a list, for the register's URLconf; who may enter the list may enter them."""
    beside = {"list_page": page, "permission": page.permission}
    return [
        path("preference/", PreferenceSave.as_view(**beside), name="preference"),
        path("views/new/", ViewCreate.as_view(**beside), name="view_create"),
        path("views/<int:pk>/", ViewRename.as_view(**beside), name="view_rename"),
        path("views/<int:pk>/update/", ViewUpdate.as_view(**beside), name="view_update"),
        path("views/<int:pk>/delete/", ViewDelete.as_view(**beside), name="view_delete"),
    ]


class BesideList:
    """A page that belongs to a list: knows where that is and what an address of it may say."""

    list_page: type[RecordListPage] | None = None

    def list_of(self, query: str) -> RecordListPage:
        """The list as this person would see it at `query`."""
        request = copy.copy(self.request)
        request.GET = QueryDict(query)
        request.method = "GET"
        page = self.list_page()
        page.setup(request)
        return page

    @property
    def list_url(self) -> str:
        """The list's address."""
        return reverse(f"{self.request.resolver_match.namespace}:list")

    def state(self) -> str:
        """The list's state as it was sent, without what the list does not know: never an address elsewhere."""
        return self.list_of("").known_query(self.request.POST.get("query", self.request.GET.get("query", "")))

    def get_breadcrumbs(self) -> list[Crumb]:
        """The list."""
        return [Crumb(str(self.list_page.title), self.list_url)]


class PreferenceSave(BesideList, Entry):
    """Keep the columns or the page size of the list for this person, and go back to it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        """Unknown columns and page sizes are passed over."""
        key = self.list_page.list_key
        if "reset" in request.POST:
            listing.preference_reset(list_key=key, actor=request.user)
        elif request.POST.get("per_page") in {str(size) for size in PER_PAGE}:
            listing.preference_save(list_key=key, actor=request.user, per_page=int(request.POST["per_page"]))
        elif "columns" in request.POST:
            page = self.list_of("")
            table = page.get_table(page.filtered().none())
            shown = table.show(request.POST.getlist("columns"))
            columns = [] if shown == table.at_first() else shown
            listing.preference_save(list_key=key, actor=request.user, columns=columns)
        # What was chosen just now must not be hidden by an address that says otherwise.
        state = QueryDict(self.state(), mutable=True)
        state.pop("columns", None)
        view = request.POST.get("view", "")
        if view.isdecimal():
            state["view"] = view[:18]
        return HttpResponseRedirect(self.list_url + (f"?{state.urlencode()}" if state else ""))


class ViewForm(BaseForm):
    """A view's name and who may use it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    shared = forms.BooleanField(
        label=gettext_lazy("Share with everybody who sees this list"),
        required=False,
        help_text=gettext_lazy("They see it under your name and can't change it. Each sees only their own records."),
    )

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]


class ViewPage(BesideList, FormPage):
    """What the forms of views share."""

    form_class = ViewForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether sharing is offered."""
        return super().get_form_kwargs() | {"may_share": self.may(listing.SHARE)}

    def get_success_url(self) -> str:
        """The list, as the view shows it."""
        return view_address(self.list_url, self.record)

    def get_cancel_url(self) -> str:
        """The list."""
        return self.list_url


class ViewCreate(ViewPage):
    """Keep the list as it is filtered, sorted and laid out under a name."""

    title = gettext_lazy("Save this view")
    template_name = "records/view_form.html"
    success_message = gettext_lazy("The view is saved.")

    def save(self, form: ViewForm) -> SavedView:
        """The view."""
        return listing.view_create(
            list_key=self.list_page.list_key,
            name=form.cleaned_data["name"],
            shared=form.cleaned_data.get("shared", False),
            query=self.state(),
            actor=self.request.user,
        )

    def get_cancel_url(self) -> str:
        """The list as it was left."""
        state = self.state()
        return f"{self.list_url}?{state}" if state else self.list_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The state that the view will stand for, in words too."""
        state = self.state()
        page = self.list_of(state)
        page.filtered()
        return super().get_context_data(**kwargs) | {"query": state, "chips": page.get_chips()}


class OneView(BesideList):
    """A page about one view of this list: 404 for what this person can't use, 403 for a colleague's shared view."""

    @cached_property
    def view(self) -> SavedView:
        """The view."""
        found = listing.views_for(self.request.user, self.list_page.list_key).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_object(self) -> SavedView:
        """The view."""
        return self.view

    def has_permission(self) -> bool:
        """Only who made a view changes it."""
        return super().has_permission() and self.view.person_id == self.request.user.pk


class ViewRename(OneView, ViewPage):
    """A view's name and sharing; also where it can be thrown away."""

    template_name = "records/view_form.html"
    success_message = gettext_lazy("The view is saved.")

    def get_title(self) -> str:
        """The view's name."""
        return _("View “%(name)s”") % {"name": self.view.name}

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        return {"name": self.view.name, "shared": self.view.shared}

    def save(self, form: ViewForm) -> SavedView:
        """The view under its new name."""
        return listing.view_rename(
            view=self.view,
            name=form.cleaned_data["name"],
            shared=form.cleaned_data.get("shared", self.view.shared),
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where it can be thrown away."""
        address = reverse(f"{self.request.resolver_match.namespace}:view_delete", args=[self.view.pk])
        page = self.list_of(self.view.query)
        page.filtered()
        return super().get_context_data(**kwargs) | {"delete_url": address, "chips": page.get_chips()}


class ViewUpdate(OneView, Entry):
    """Let a view stand for the list as it is filtered now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """Back to the list as the view shows it."""
        view = self.view
        try:
            view = listing.view_update(view=view, query=self.state(), actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The view is saved."))
        return HttpResponseRedirect(view_address(self.list_url, view))


class ViewDelete(OneView, ConfirmPage):
    """Throw a view away."""

    form_class = BaseForm
    consequence = gettext_lazy("The records it shows stay as they are. Who has its address sees the whole list.")
    submit_label = gettext_lazy("Delete")
    success_message = gettext_lazy("The view is deleted.")
    danger = True

    def get_heading(self) -> str:
        """Which one."""
        if self.view.shared:
            return _("Delete the shared view “%(name)s”?") % {"name": self.view.name}
        return _("Delete the view “%(name)s”?") % {"name": self.view.name}

    def get_title(self) -> str:
        """Which one."""
        return self.get_heading()

    def act(self, form: Any) -> None:
        """Throw it away."""
        listing.view_delete(view=self.view, actor=self.request.user)

    def get_success_url(self) -> str:
        """The list."""
        return self.list_url

    def get_cancel_url(self) -> str:
        """The list."""
        return self.list_url
