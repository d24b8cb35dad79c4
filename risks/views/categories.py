"""The categories of risks: added, renamed, put in order; never deleted."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView, View

from risks import services
from risks.criteria_form import CategoryForm
from risks.models import OPEN_STATES, Category
from smsplan.ui.parts import Action, Crumb
from smsplan.ui.views import Entry, FormPage

EDIT = "risks.add_riskcriteria"


class CategoryCrumbs:
    """The way back to the criteria."""

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list")), Crumb(_("Risk criteria"), reverse("risks:criteria"))]


class CategoryList(CategoryCrumbs, Entry, TemplateView):
    """The categories in their order, with how many open risks each has."""

    permission = EDIT
    title = gettext_lazy("Risk categories")
    lead = gettext_lazy(
        "A category that is not used any more stays for the risks of the past; rename it if it changes."
    )
    template_name = "risks/categories.html"

    def get_primary(self) -> Action | None:
        return Action(_("New category"), reverse("risks:category_create"), "plus")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = Count("risks", filter=Q(risks__state__in=OPEN_STATES))
        return super().get_context_data(**kwargs) | {
            "categories": Category.objects.annotate(open_risks=counted).order_by("position", "name")
        }


class CategoryForms(CategoryCrumbs, FormPage):
    """Base: add or rename a category."""

    permission = EDIT
    form_class = CategoryForm
    success_url = reverse_lazy("risks:categories")

    def get_object(self) -> Category | None:
        return get_object_or_404(Category, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_breadcrumbs(self) -> list[Crumb]:
        return [*super().get_breadcrumbs(), Crumb(_("Risk categories"), reverse("risks:categories"))]

    def get_cancel_url(self) -> str:
        return reverse("risks:categories")

    def save(self, form):
        return services.category_save(category=form.instance, actor=self.request.user)


class CategoryCreate(CategoryForms):
    """A new category."""

    title = gettext_lazy("New category")


class CategoryUpdate(CategoryForms):
    """Rename a category."""

    title = gettext_lazy("Rename category")


class CategoryMove(Entry, View):
    """One place up or down."""

    permission = EDIT
    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        category = get_object_or_404(Category, pk=pk)
        direction = request.POST.get("direction")
        if direction not in {"up", "down"}:
            return HttpResponseBadRequest()
        services.category_move(category=category, up=direction == "up", actor=request.user)
        return HttpResponseRedirect(reverse("risks:categories"))
