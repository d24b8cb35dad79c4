"""New versions of the risk criteria (6.1.2 a), and the categories of risks."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from risks.models import Category, RiskCriteria
from risks.soundness import flaws
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_record


class StaleCriteria(NotAllowed):
    """Another version came into force after this one was begun."""


@transaction.atomic
def criteria_change(
    *,
    actor,
    reason: str,
    base_number: int,
    likelihood: list[dict[str, Any]],
    impact: list[dict[str, Any]],
    cells: list[list[int]],
    levels: list[dict[str, Any]],
    acceptance_level: int,
) -> RiskCriteria:
    """Put a new version of the risk criteria into force (6.1.2 a). No assessment and no stored level changes.

    `base_number` is the version that was in force when the change was begun. Raises PermissionDenied, StaleCriteria
    when another version came meanwhile, ValidationError for criteria that are not sound or the same as before.
    """
    with connection.cursor() as cursor:
        # Versions are made one after the other, while everybody goes on reading.
        cursor.execute("LOCK TABLE risks_riskcriteria IN SHARE ROW EXCLUSIVE MODE")
    present = RiskCriteria.in_force()
    require(actor.has_perm("risks.add_riskcriteria"))
    if present.number != base_number:
        raise StaleCriteria(
            _("Version %(number)d came into force while you edited. Look at it, then make your change on top of it.")
            % {"number": present.number}
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the criteria change.")})
    proposal: dict[str, Any] = {
        "likelihood": likelihood,
        "impact": impact,
        "cells": cells,
        "levels": levels,
        "acceptance_level": acceptance_level,
    }
    found = flaws(proposal, (get_language() or "en")[:2])
    if found:
        errors: dict[str, list[str]] = {}
        for flaw in found:
            errors.setdefault(flaw.field or NON_FIELD_ERRORS, []).append(flaw.message)
        raise ValidationError(errors)
    if all(getattr(present, name) == value for name, value in proposal.items()):
        raise ValidationError(_("Nothing differs from the criteria in force."))
    criteria = RiskCriteria(number=present.number + 1, made_by=actor, reason=reason, **proposal)
    save_record(criteria, actor=actor, reason=reason)
    record_event(
        action=Action.CRITERIA_CHANGED,
        target=criteria,
        actor=actor,
        reason=reason,
        detail={"version": criteria.number, "supersedes": present.number},
    )
    return criteria


@transaction.atomic
def category_save(*, category: Category, actor, reason: str = "") -> Category:
    """Add a category of risks, or rename it. None is ever deleted. Raises PermissionDenied, ValidationError."""
    require(actor.has_perm("risks.add_riskcriteria"))
    if category.pk is None:
        last = Category.objects.select_for_update().order_by("-position").first()
        category.position = last.position + 1 if last else 1
    else:
        category.position = locked(category).position
    return save_record(category, actor=actor, reason=reason)


@transaction.atomic
def category_move(*, category: Category, up: bool, actor) -> None:
    """Let a category change places with the one before it, or after it. At the end nothing happens."""
    require(actor.has_perm("risks.add_riskcriteria"))
    rows = list(Category.objects.select_for_update().order_by("position", "name"))
    place = next(index for index, row in enumerate(rows) if row.pk == category.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            save_record(row, actor=actor)
