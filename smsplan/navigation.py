"""The sidebar's groups: words of the product, shown by smsplan.ui to those who hold the permission."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from smsplan.ui.navigation import Group, Item

NAVIGATION = [
    Group(_("Overview"), [Item(_("Home"), "/", "home"), Item(_("My work"), "/work/", "checklist")]),
    Group(
        _("Plan"),
        [
            Item(_("Risks"), "/risks/", "alert-triangle", ("risks.view_risk", "risks.own_risk")),
            Item(_("Opportunities"), "/opportunities/", "bulb", ("risks.view_opportunity", "risks.own_opportunity")),
            Item(_("Actions"), "/actions/", "list-check", ("records.view_actionitem", "records.own_actionitem")),
            Item(_("Objectives"), "/objectives/", "target", ("objectives.view_objective", "objectives.own_objective")),
            Item(_("SMS changes"), "/changes/", "git-pull-request", ("changes.view_change", "changes.own_change")),
            Item(_("Service Management Plan"), "/smp/", "book-2", ("smp.view_version", "smp.read_version")),
        ],
    ),
    Group(
        _("Review"),
        [
            Item(_("Management reviews"), "/reviews/", "users-group", "reviews.view_review"),
            Item(_("Evidence"), "/evidence/", "shield-check", "evidence.view_pack"),
        ],
    ),
    Group(
        _("Context"),
        [
            Item(_("Organization"), "/context/organization/", "building", "context.view_organization"),
            Item(_("Services"), "/context/services/", "stack-2", "context.view_service"),
            Item(_("Practices"), "/context/practices/", "settings-cog", "context.view_practice"),
            Item(_("Obligations"), "/context/obligations/", "gavel", "context.view_obligation"),
        ],
    ),
    Group(
        _("Settings"),
        [
            Item(_("People"), "/people/", "users", "accounts.change_user"),
            Item(_("Audit trail"), "/audit/", "history", "audit.view_event"),
            *([Item(_("Mail"), "/mail/", "mail", "accounts.change_user")] if settings.MODE == "demo" else []),
        ],
    ),
]
