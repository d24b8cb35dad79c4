import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.accounts.models import User
from smsplan.ui.parts import Pill
from smsplan.ui.tables import BaseTable, DayColumn, MomentColumn, PillColumn, TitleColumn


def access_pill(person: User) -> Pill:
    """Whether the person may enter today, and why not."""
    if not person.is_active:
        return Pill(_("Deactivated"), "grey")
    if person.may_enter():
        return Pill(_("May enter"), "green")
    return Pill(_("Outside the access window"), "yellow")


class PersonTable(BaseTable):
    full_name = TitleColumn(verbose_name=gettext_lazy("Name"), url=lambda person: person.get_absolute_url())
    email = tables.Column(verbose_name=gettext_lazy("E-mail"))
    job_title = tables.Column(verbose_name=gettext_lazy("Job title"))
    roles = tables.Column(verbose_name=gettext_lazy("Roles"), accessor="role_names", orderable=False)
    is_active = PillColumn(verbose_name=gettext_lazy("Access"), pill=lambda value, person: access_pill(person))
    access_until = DayColumn(verbose_name=gettext_lazy("Access until"))
    last_login = MomentColumn(verbose_name=gettext_lazy("Last sign-in"))

    class Meta(BaseTable.Meta):
        model = User
        fields = ("full_name", "email", "job_title", "roles", "is_active", "access_until", "last_login")

    def render_roles(self, value) -> str:
        """The roles in words; a dash for none."""
        return ", ".join(value) or "–"
