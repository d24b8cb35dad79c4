"""Who has to acknowledge the version in force, who has, and who is still missing."""

from django.db.models import F
from django.db.models.functions import Lower
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smp import exports, policies, readers, selectors, services
from smp.distribution_forms import DistributionForm
from smp.filters import ReaderFilter
from smp.models import Distribution, Version
from smp.tables import ReaderTable
from smp.views.shared import root_crumb
from smsplan.accounts.models import User
from smsplan.accounts.roles import ROLE_LABELS
from smsplan.records.views import RecordFormPage, RecordListPage
from smsplan.ui.picker import PickOptions
from smsplan.ui.views import Action, Crumb, Empty


class Acknowledgements(RecordListPage):
    """Everybody who has to acknowledge the version in force; who is still missing comes first."""

    permission = "smp.view_version"
    title = gettext_lazy("Acknowledgements")
    as_of = True
    filterset_class = ReaderFilter
    table_class = ReaderTable
    export_name = "smp-acknowledgements"

    @cached_property
    def version(self) -> Version | None:
        """The version in force."""
        return selectors.version_in_force()

    @cached_property
    def distribution(self) -> Distribution:
        """Who has to acknowledge it."""
        return Distribution.get()

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb()]

    def get_primary(self) -> Action | None:
        """Say who has to."""
        if policies.can_distribute(self.request.user):
            return Action(_("Who has to acknowledge"), reverse("smp:distribution"), icon="user-check")
        return None

    def get_queryset(self):
        if self.version is None:
            return User.objects.none()
        people = readers.with_acknowledgement(readers.expected_readers(self.distribution), self.version)
        return people.prefetch_related("groups").order_by(
            F("acknowledged_at").desc(nulls_first=True), Lower("full_name")
        )

    def get_table_kwargs(self) -> dict:
        if self.version is None:
            return {"due_days": {}}
        missing = readers.missing_readers(self.version, self.distribution).only("pk", "date_joined", "access_from")
        return {"due_days": readers.due_days(missing, self.version, self.distribution)}

    def get_sheets(self, queryset):
        return [exports.reader_sheet(queryset, self.version, self.distribution)]

    def get_page(self):
        page = super().get_page()
        page.lead = self._lead()
        return page

    def _lead(self) -> str:
        """How far it is, and who is asked."""
        if self.version is None:
            return ""
        progress = readers.progress(self.version, self.distribution)
        roles = self.distribution.roles.order_by("pk").values_list("name", flat=True)
        asked = [str(ROLE_LABELS.get(name, name)) for name in roles]
        named = self.distribution.people.count()
        if named:
            asked.append(ngettext("%(count)d person besides", "%(count)d people besides", named) % {"count": named})
        return _(
            "%(done)d of %(all)d have acknowledged %(version)s (%(percent)d %%). Asked within %(days)d days: %(asked)s."
        ) % {
            "done": progress.acknowledged,
            "all": progress.expected,
            "version": self.version,
            "percent": progress.percentage,
            "days": self.distribution.within_days,
            "asked": ", ".join(asked) or _("nobody"),
        }

    def get_empty(self) -> Empty:
        if self.version is None:
            return Empty(
                title=_("No version of the plan is in force yet"),
                text=_("Once one is, those who have to know it are asked to read and acknowledge it."),
                clause="ISO/IEC 20000-1, 7.5.3",
            )
        return Empty(
            title=_("Nobody has to acknowledge the plan"),
            text=_("Choose roles or people; they are asked for each version that comes into force."),
            clause="ISO/IEC 20000-1, 7.5.3",
            action=self.get_primary(),
        )


class DistributionUpdate(RecordFormPage):
    """Say who has to acknowledge each version that comes into force."""

    permission = "smp.distribute_version"
    form_class = DistributionForm
    title = gettext_lazy("Who has to acknowledge the plan")
    lead = gettext_lazy("They are asked for the version in force now, and again for each one after it.")
    success_url = reverse_lazy("smp:acknowledgements")
    cancel_url = reverse_lazy("smp:acknowledgements")
    success_message = gettext_lazy("Saved. Those who have not acknowledged the version in force are asked to.")

    def get_object(self) -> Distribution:
        return Distribution.get()

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb(), Crumb(_("Acknowledgements"), reverse("smp:acknowledgements"))]

    def perform(self, form) -> Distribution:
        """Save it."""
        data = form.cleaned_data
        return services.distribution_change(
            actor=self.request.user,
            roles=data["roles"],
            people=data["people"],
            within_days=data["within_days"],
            revision=data["revision"],
            reason=data["change_reason"],
        )


class ReaderPick(PickOptions):
    """The people whom the picker offers: those who can acknowledge the plan."""

    permission = "smp.distribute_version"
    fields = ("full_name", "email", "job_title")

    def get_queryset(self):
        return readers.able_readers()
