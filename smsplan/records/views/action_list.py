"""The list of actions of all registers."""

import django_filters
import django_tables2 as tables
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.accounts.models import User
from smsplan.records.actions import action_sheet
from smsplan.records.models import ActionItem
from smsplan.records.models.actions import target_models
from smsplan.records.views.action_tab import cost_words, effect_pill, state_pill
from smsplan.records.views.lists import RecordListPage
from smsplan.ui.parts import Action, Empty
from smsplan.ui.tables import BaseTable, DueColumn, PillColumn, ReferenceColumn, TitleColumn
from smsplan.ui.templatetags.ui import render_pill

#: Who may see actions: who sees all of them, and who sees what is theirs.
VIEW = ("records.view_actionitem", "records.own_actionitem")


def registers() -> list[tuple[str, str]]:
    """(model name, plural in words) of the registers whose records have actions."""
    return [(model._meta.model_name, capfirst(str(model._meta.verbose_name_plural))) for model in target_models()]


class ActionFilter(django_filters.FilterSet):
    """The list's search and filters."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Search"))
    attention = django_filters.ChoiceFilter(
        choices=[
            ("open", gettext_lazy("Open")),
            ("overdue", gettext_lazy("Overdue")),
            ("unchecked", gettext_lazy("Effectiveness not checked")),
        ],
        label=gettext_lazy("Attention"),
        method="needing",
    )
    state = django_filters.ChoiceFilter(choices=ActionItem.State.choices, label=gettext_lazy("State"))
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.only("full_name", "email"),
        null_label=gettext_lazy("Without owner"),
        label=gettext_lazy("Owner"),
    )
    register = django_filters.ChoiceFilter(choices=registers, label=gettext_lazy("Register"), method="of_register")
    effectiveness = django_filters.ChoiceFilter(
        choices=ActionItem.Effectiveness.choices, label=gettext_lazy("Effectiveness")
    )

    class Meta:
        model = ActionItem
        fields = ()

    def search(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Reference, action, cause, how, outcome, role or owner hold every word."""
        for word in value.replace("\0", "").split()[:8]:
            queryset = queryset.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(cause__icontains=word)
                | Q(detail__icontains=word)
                | Q(outcome__icontains=word)
                | Q(owner_role__icontains=word)
                | Q(owner__full_name__icontains=word)
            )
        return queryset

    def needing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """What asks for attention."""
        if value == "overdue":
            return queryset.overdue()
        return queryset.to_check() if value == "unchecked" else queryset.open()

    def of_register(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Actions on the records of one register."""
        model = next(model for model in target_models() if model._meta.model_name == value)
        return queryset.filter(target_type=ContentType.objects.get_for_model(model))


class ActionTable(BaseTable):
    """The list's columns."""

    reference = ReferenceColumn(verbose_name=gettext_lazy("Reference"))
    title = TitleColumn(verbose_name=gettext_lazy("Action"))
    target = tables.Column(
        verbose_name=gettext_lazy("Record"),
        order_by=("target_type", "target_id"),
        empty_values=(),
        attrs={"td": {"class": "nowrap"}},
    )
    owner = tables.Column(
        verbose_name=gettext_lazy("Owner"), accessor="accountable", order_by=("owner__full_name", "owner_role")
    )
    due = DueColumn(verbose_name=gettext_lazy("Due"), open=lambda record: record.is_open)
    cost = tables.Column(
        verbose_name=gettext_lazy("Cost"),
        order_by=("currency", "cost"),
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )
    state = PillColumn(verbose_name=gettext_lazy("State"), pill=lambda value, record: state_pill(record))
    effectiveness = tables.Column(
        verbose_name=gettext_lazy("Effectiveness"), attrs={"td": {"class": "nowrap"}}, empty_values=()
    )

    class Meta(BaseTable.Meta):
        order_by = ("due",)

    def render_target(self, record) -> str:
        """The record that it serves. Its title is on the action's page."""
        return format_html('<span title="{}">{}</span>', record.target.heading, record.target.reference)

    def render_effectiveness(self, record) -> str:
        """Whether it worked, in word and colour; a dash before it is done."""
        return render_pill(effect_pill(record)) or "–"

    def render_cost(self, record) -> str:
        """The amount with its currency."""
        return cost_words(record)


class ActionList(RecordListPage):
    """Every action that this person may see, on whatever record."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Actions")
    filterset_class = ActionFilter
    table_class = ActionTable
    export_name = "actions"

    def get_queryset(self):
        return ActionItem.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        return [action_sheet(queryset)]

    def extra_actions(self) -> list[Action]:
        mine = f"{reverse('records:actions')}?owner={self.request.user.pk}&attention=open"
        return [Action(_("My open actions"), mine, "user-check")]

    def get_empty(self) -> Empty:
        return Empty(
            title=_("No actions yet"),
            text=_(
                "What is done about a risk or an opportunity is decided on its page, in the tab Actions: who does what "
                "by when, and afterwards whether it worked."
            ),
            clause=_("ISO/IEC 20000-1, 6.1.3"),
            example=_("Enforce CAB approval in the change tool, by the end of the quarter."),
        )
