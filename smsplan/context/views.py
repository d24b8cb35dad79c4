"""The context's pages: plain lists, details and forms, one row of classes a register."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.audit import diff
from smsplan.context import exports
from smsplan.context.filters import ContextFilter, ObligationFilter, ServiceFilter
from smsplan.context.forms import ObligationForm, OrganizationForm, PracticeForm, ServiceForm
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.context.tables import ObligationTable, PracticeTable, ServiceTable, state_pill
from smsplan.records.views import RecordDetailPage, RecordFormPage, RecordListPage
from smsplan.ui.numbers import figure
from smsplan.ui.parts import Action, Crumb, Empty, Fact
from smsplan.ui.views import Entry


class ContextList(RecordListPage):
    """Base: the list of one kind of context record."""

    model: type
    sheet: staticmethod

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user).select_related("owner")

    def get_sheets(self, queryset):
        return [type(self).sheet(queryset)]


class ContextDetail(RecordDetailPage):
    """Base: one context record."""

    model: type
    list_url = ""
    update_url = ""
    list_title = ""
    template_name = "context/detail.html"
    #: Model fields shown as cards of text.
    prose: tuple[str, ...] = ()
    #: Related records shown as cards of links: (heading, attribute).
    links: tuple[tuple[str, str], ...] = ()

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user).select_related("owner")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(str(self.list_title), reverse(self.list_url))]

    def get_primary(self) -> Action | None:
        if self.may(self.change_permission):
            return Action(_("Edit"), reverse(self.update_url, args=[self.record.pk]), "edit")
        return None

    def get_facts(self) -> list[Fact]:
        return [Fact(_("Owner"), self.record.accountable)]

    def get_tab_context(self, key: str) -> dict:
        if key != "overview":
            return super().get_tab_context(key)
        return {
            "prose": [
                (self.model._meta.get_field(name).verbose_name.capitalize(), getattr(self.record, name))
                for name in self.prose
            ],
            "links": [(heading, getattr(self.record, attribute).all()) for heading, attribute in self.links],
        }


class ContextForm(RecordFormPage):
    """Base: create or edit a context record."""

    model: type
    list_url = ""
    list_title = ""

    def get_object(self):
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(self.model.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(str(self.list_title), reverse(self.list_url))]
        if self.record is not None:
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


class ServiceList(ContextList):
    """The service portfolio."""

    permission = "context.view_service"
    title = gettext_lazy("Services")
    model = Service
    sheet = staticmethod(exports.service_sheet)
    filterset_class = ServiceFilter
    table_class = ServiceTable
    create_url = reverse_lazy("context:service_create")
    create_label = gettext_lazy("New service")
    create_permission = "context.add_service"
    export_name = "services"
    empty = Empty(
        title=gettext_lazy("No services yet"),
        text=gettext_lazy(
            "The portfolio lists what you deliver; each service says how it is governed, supported and improved."
        ),
        clause=gettext_lazy("ISO/IEC 20000-1, 8.2"),
    )


class ServiceDetail(ContextDetail):
    """One service."""

    permission = "context.view_service"
    change_permission = "context.change_service"
    model = Service
    list_url = "context:services"
    list_title = gettext_lazy("Services")
    update_url = "context:service_update"
    prose = ("description", "targets", "governed", "supported", "improved")
    links = ((gettext_lazy("Obligations"), "obligations"),)

    def get_pill(self):
        return state_pill(self.record)

    def get_facts(self) -> list[Fact]:
        return [
            *super().get_facts(),
            Fact(_("Criticality"), self.record.get_criticality_display()),
            Fact(_("Customers"), self.record.customers),
        ]


class ServiceForms(ContextForm):
    """Create or edit a service."""

    model = Service
    form_class = ServiceForm
    list_url = "context:services"
    list_title = gettext_lazy("Services")


class ServiceCreate(ServiceForms):
    """A new service."""

    permission = "context.add_service"
    title = gettext_lazy("New service")


class ServiceUpdate(ServiceForms):
    """Edit a service."""

    permission = "context.change_service"
    title = gettext_lazy("Edit service")


class PracticeList(ContextList):
    """The practices of Clause 8."""

    permission = "context.view_practice"
    title = gettext_lazy("Practices")
    model = Practice
    sheet = staticmethod(exports.practice_sheet)
    filterset_class = ContextFilter
    table_class = PracticeTable
    create_url = reverse_lazy("context:practice_create")
    create_label = gettext_lazy("New practice")
    create_permission = "context.add_practice"
    export_name = "practices"
    empty = Empty(
        title=gettext_lazy("No practices yet"),
        text=gettext_lazy(
            "Incident, change, problem management and the others of Clause 8, each with an owner and quality criteria."
        ),
        clause=gettext_lazy("ISO/IEC 20000-1, Clause 8"),
    )


class PracticeDetail(ContextDetail):
    """One practice."""

    permission = "context.view_practice"
    change_permission = "context.change_practice"
    model = Practice
    list_url = "context:practices"
    list_title = gettext_lazy("Practices")
    update_url = "context:practice_update"
    prose = ("purpose", "quality_criteria")
    links = ((gettext_lazy("Obligations"), "obligations"),)

    def get_facts(self) -> list[Fact]:
        return [*super().get_facts(), Fact(_("Clause"), self.record.clause)]


class PracticeForms(ContextForm):
    """Create or edit a practice."""

    model = Practice
    form_class = PracticeForm
    list_url = "context:practices"
    list_title = gettext_lazy("Practices")


class PracticeCreate(PracticeForms):
    """A new practice."""

    permission = "context.add_practice"
    title = gettext_lazy("New practice")


class PracticeUpdate(PracticeForms):
    """Edit a practice."""

    permission = "context.change_practice"
    title = gettext_lazy("Edit practice")


class ObligationList(ContextList):
    """The obligations."""

    permission = "context.view_obligation"
    title = gettext_lazy("Obligations")
    model = Obligation
    sheet = staticmethod(exports.obligation_sheet)
    filterset_class = ObligationFilter
    table_class = ObligationTable
    create_url = reverse_lazy("context:obligation_create")
    create_label = gettext_lazy("New obligation")
    create_permission = "context.add_obligation"
    export_name = "obligations"
    empty = Empty(
        title=gettext_lazy("No obligations yet"),
        text=gettext_lazy("Laws, regulations and contracts that bear on services and practices."),
        clause=gettext_lazy("ISO/IEC 20000-1, 6.3 c)"),
        example=gettext_lazy("UU PDP: notify within 3 × 24 hours of a personal data breach."),
    )


class ObligationDetail(ContextDetail):
    """One obligation."""

    permission = "context.view_obligation"
    change_permission = "context.change_obligation"
    model = Obligation
    list_url = "context:obligations"
    list_title = gettext_lazy("Obligations")
    update_url = "context:obligation_update"
    prose = ("requirement",)
    links = ((gettext_lazy("Services"), "services"), (gettext_lazy("Practices"), "practices"))

    def get_facts(self) -> list[Fact]:
        return [
            *super().get_facts(),
            Fact(_("Kind"), self.record.get_kind_display()),
            Fact(_("Issued by"), self.record.issued_by),
        ]


class ObligationForms(ContextForm):
    """Create or edit an obligation."""

    model = Obligation
    form_class = ObligationForm
    list_url = "context:obligations"
    list_title = gettext_lazy("Obligations")


class ObligationCreate(ObligationForms):
    """A new obligation."""

    permission = "context.add_obligation"
    title = gettext_lazy("New obligation")


class ObligationUpdate(ObligationForms):
    """Edit an obligation."""

    permission = "context.change_obligation"
    title = gettext_lazy("Edit obligation")


class OrganizationPage(Entry, View):
    """The organization: profile, scope, policy, planning cycle, and its history."""

    permission = "context.view_organization"
    title = gettext_lazy("Organization")

    def get_primary(self) -> Action | None:
        if self.may("context.change_organization"):
            return Action(_("Edit"), reverse("context:organization_update"), "edit")
        return None

    def get(self, request):
        organization = Organization.get()
        month = translation.gettext(_MONTHS[organization.cycle_start_month - 1])
        facts = [
            Fact(_("Name"), organization.name),
            Fact(_("Planning cycle begins in"), month),
            Fact(_("Time zone"), organization.time_zone),
            Fact(_("Language of documents"), organization.get_language_display()),
            Fact(_("Classification"), organization.classification),
            Fact(_("At risk while short of the plan by at most"), _tolerances(organization)),
        ]
        context = {
            "page": self.get_page(),
            "organization": organization,
            "facts": facts,
            "saves": diff.saves(organization, limit=20),
        }
        return render(request, "context/organization.html", context)


def _tolerances(organization: Organization) -> str:
    return _("%(way)s of the way, or %(target)s of the target") % {
        "way": figure(organization.at_risk_of_way, "%"),
        "target": figure(organization.at_risk_of_target, "%"),
    }


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class OrganizationUpdate(RecordFormPage):
    """Describe the organization."""

    permission = "context.change_organization"
    title = gettext_lazy("Edit organization")
    form_class = OrganizationForm
    success_url = reverse_lazy("context:organization")

    def get_object(self):
        return Organization.get()

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Organization"), reverse("context:organization"))]
