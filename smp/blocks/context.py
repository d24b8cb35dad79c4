"""Blocks from the organization, its services, practices and obligations (Clause 4 and 8.2.2)."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from risks.models import Risk
from risks.stringency import LABELS as STRINGENCY
from risks.stringency import practice_controls, stringency_of
from smp.blocks.parts import items, prose, table
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


def practices() -> list[dict[str, Any]]:
    """The practices of Clause 8 with owner and quality criteria, and how strict their controls are, given the risks."""
    worst = dict(
        Risk.objects.open()
        .exclude(practices=None)
        .exclude(level=None)
        .order_by()
        .values("practices")
        .annotate(worst=Max("level"))
        .values_list("practices", "worst")
    )
    rows = Practice.objects.select_related("owner").order_by("reference")
    found = [(row, stringency_of(worst.get(row.pk))) for row in rows]
    return [
        table(
            [
                _("Practice"),
                _("Clause"),
                _("Purpose"),
                _("Quality criteria"),
                _("Control stringency"),
                _("Owner"),
            ],
            (
                (
                    row.reference,
                    [row.title, row.clause, row.purpose, row.quality_criteria, STRINGENCY[how], row.accountable],
                )
                for row, how in found
            ),
            caption=_("Service management practices"),
            empty=_("No practice has been recorded yet."),
        ),
        *[
            items(
                _("Controls of practices that are “%(stringency)s”") % {"stringency": STRINGENCY[how]},
                practice_controls(how),
            )
            for how in sorted({how for _row, how in found}, reverse=True)
        ],
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
