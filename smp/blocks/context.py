"""Blocks from the organization, its services, practices and obligations (Clause 4 and 8.2.2)."""

from typing import Any

from django.utils.translation import gettext as _

from smp.blocks.parts import items, prose, table
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE, MANAGER, ROLE_LABELS
from smsplan.context.models import Obligation, Organization, Practice, Service


def _in_service():
    return Service.objects.exclude(state=Service.State.RETIRED).select_related("owner").order_by("reference")


def scope() -> list[dict[str, Any]]:
    """What the organization says of itself, its scope (4.3), policy (5.2) and strategic priorities."""
    organization = Organization.get()
    return [
        prose(_("Scope of the SMS"), organization.scope, empty=_("The scope has not been described yet.")),
        prose(_("Service management policy"), organization.policy, empty=_("The policy has not been recorded yet.")),
        items(
            _("Strategic priorities"),
            organization.strategic_priorities,
            empty=_("No strategic priorities have been recorded yet."),
        ),
    ]


def services() -> list[dict[str, Any]]:
    """6.3 a): the services, and how each is governed, supported and improved through the SMS."""
    rows = list(_in_service())
    return [
        table(
            [_("Service"), _("Customers"), _("Criticality"), _("Service level targets"), _("Owner")],
            (
                (
                    row.reference,
                    [row.title, row.customers, row.get_criticality_display(), row.targets, row.accountable],
                )
                for row in rows
            ),
            caption=_("Service portfolio"),
            empty=_("No service is in the portfolio yet."),
        ),
        table(
            [_("Service"), _("How it is governed"), _("How it is supported"), _("How it is improved")],
            ((row.reference, [row.title, row.governed, row.supported, row.improved]) for row in rows),
            caption=_("How each service is governed, supported and improved"),
        ),
    ]


def roles() -> list[dict[str, Any]]:
    """6.3 d): authorities in the SMS, and who is accountable for each service and practice."""
    authority = {
        MANAGER: _(
            "Approves the Service Management Plan, SMS changes and objectives; accepts risks; decides in "
            "management reviews. Never approves their own submission."
        ),
        COMPLIANCE: _(
            "Keeps the registers of risks, objectives and changes; drafts the Service Management Plan; "
            "prepares management reviews."
        ),
    }
    people = {
        role: ", ".join(
            f"{person.full_name} ({person.job_title})" if person.job_title else person.full_name
            for person in User.objects.active().with_role(role).order_by("full_name")
        )
        for role in authority
    }
    accountable = [
        (row.reference, [kind, row.title, row.owner or "", row.owner_role])
        for kind, rows in (
            (_("Service"), _in_service()),
            (_("Practice"), Practice.objects.select_related("owner").order_by("reference")),
        )
        for row in rows
    ]
    return [
        table(
            [_("Role"), _("Authority"), _("Held by")],
            ((role, [ROLE_LABELS[role], words, people[role] or _("Nobody yet")]) for role, words in authority.items()),
            caption=_("Authorities in the SMS"),
        ),
        table(
            [_("Kind"), _("Service or practice"), _("Owner"), _("Accountable role")],
            accountable,
            caption=_("Who is accountable"),
            empty=_("No service or practice has been recorded yet."),
        ),
    ]


def practices() -> list[dict[str, Any]]:
    """The practices of Clause 8 with owner and quality criteria."""
    rows = Practice.objects.select_related("owner").order_by("reference")
    return [
        table(
            [_("Practice"), _("Clause"), _("Purpose"), _("Quality criteria"), _("Owner")],
            (
                (row.reference, [row.title, row.clause, row.purpose, row.quality_criteria, row.accountable])
                for row in rows
            ),
            caption=_("Service management practices"),
            empty=_("No practice has been recorded yet."),
        )
    ]


def obligations() -> list[dict[str, Any]]:
    """6.3 c): obligations, and the services and practices that they bear on."""
    rows = Obligation.objects.prefetch_related("services", "practices").order_by("reference")
    return [
        table(
            [_("Obligation"), _("Kind"), _("Issued by"), _("What it asks of us"), _("Bears on")],
            (
                (
                    row.reference,
                    [
                        row.title,
                        row.get_kind_display(),
                        row.issued_by,
                        row.requirement,
                        ", ".join(linked.title for linked in (*row.services.all(), *row.practices.all())),
                    ],
                )
                for row in rows
            ),
            caption=_("Obligations"),
            empty=_("No obligation has been recorded yet."),
        )
    ]
