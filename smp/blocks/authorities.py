"""Roles and authorities (6.3 d): who decides in the SMS, and who is responsible for each service and practice."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from objectives.models import Objective
from risks.models import Risk
from smp.blocks.parts import items, table
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE, MANAGER, ROLE_LABELS
from smsplan.context.models import Practice, Service


def roles() -> list[dict[str, Any]]:
    """6.3 d): authorities in the SMS; responsible, accountable, consulted, informed for each service and practice."""
    holders = {
        role: list(User.objects.active().with_role(role).order_by("full_name")) for role in (MANAGER, COMPLIANCE)
    }
    return [
        table(
            [_("Role"), _("Authority"), _("Held by")],
            (
                (role, [ROLE_LABELS[role], words, ", ".join(map(_with_title, holders[role])) or _("Nobody yet")])
                for role, words in _authority().items()
            ),
            caption=_("Authorities in the SMS"),
        ),
        table(
            [
                _("Kind"),
                _("Service or practice"),
                _("Responsible"),
                _("Accountable"),
                _("Consulted"),
                _("Informed"),
            ],
            _raci(),
            caption=_("Responsible, accountable, consulted, informed (RACI)"),
            empty=_("No service or practice has been recorded yet."),
        ),
        items(
            _("How to read this"),
            [
                _("Responsible: those who own the running objectives of a service; else the owner."),
                _("Accountable: the owner, with the role that stays accountable when the person changes."),
                _("Consulted: those who own its open risks, and whoever holds the role “%(role)s”.")
                % {"role": ROLE_LABELS[COMPLIANCE]},
                _("Informed: whoever holds the role “%(role)s”, and the customers of a service.")
                % {"role": ROLE_LABELS[MANAGER]},
            ],
        ),
    ]


def _authority() -> dict[str, str]:
    return {
        MANAGER: _(
            "Approves the Service Management Plan, SMS changes and objectives; accepts risks; decides in "
            "management reviews. Never approves their own submission."
        ),
        COMPLIANCE: _(
            "Keeps the registers of risks, objectives and changes; drafts the Service Management Plan; "
            "prepares management reviews."
        ),
    }


def _with_title(person: User) -> str:
    return f"{person.full_name} ({person.job_title})" if person.job_title else person.full_name


def _raci() -> Iterable[tuple[str, list[str]]]:
    """The rows, from who owns what; nothing is made up for those of whom the registers say nothing."""
    working = _owners(Objective.objects.running(), "services")
    at_risk = {Service: _owners(Risk.objects.open(), "services"), Practice: _owners(Risk.objects.open(), "practices")}
    in_service = Service.objects.exclude(state=Service.State.RETIRED)
    for kind, model, rows in ((_("Service"), Service, in_service), (_("Practice"), Practice, Practice.objects.all())):
        for row in rows.select_related("owner").order_by("reference"):
            owner = row.owner.full_name if row.owner_id else ""
            responsible = working.get(row.pk, set()) if model is Service else set()
            consulted = at_risk[model].get(row.pk, set()) - responsible - {owner}
            yield (
                row.reference,
                [
                    kind,
                    row.title,
                    ", ".join(sorted(responsible)) or row.accountable,
                    f"{owner} ({row.owner_role})" if owner and row.owner_role else row.accountable,
                    ", ".join([*sorted(consulted), str(ROLE_LABELS[COMPLIANCE])]),
                    ", ".join(part for part in (str(ROLE_LABELS[MANAGER]), getattr(row, "customers", "")) if part),
                ],
            )


def _owners(queryset: QuerySet, links: str) -> dict[int, set[str]]:
    """The names of those who own the records that are linked to each service or practice."""
    found: dict[int, set[str]] = defaultdict(set)
    named = queryset.exclude(owner=None).exclude(**{links: None}).order_by()
    for key, name in named.values_list(links, "owner__full_name").distinct():
        found[key].add(name)
    return found
