"""SMS changes and the versions of the plan that take them up: a verified change is drift until a version names it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from changes.models import Change
from smp.models import Version


def carried_by(frozen: dict[str, Any] | None) -> list[str] | None:
    """The references of the changes that a frozen version and those before it name.

    None for a version that was frozen before changes were named: it stands for those that were verified by then.
    """
    return (frozen or {}).get("carried")


def carried_before(version: Version | None) -> set[str]:
    """The references of the changes that are in the plan with `version`; none for no version."""
    if version is None:
        return set()
    # These keys alone: the whole frozen content is half a megabyte in a large organization.
    verified = KeyTransform("verified_changes", KeyTransform("registers", "frozen"))
    rows = Version.objects.filter(pk=version.pk).values_list(KeyTransform("carried", "frozen"), verified)
    named, known = rows.get()
    return set((known or ()) if named is None else named)


def to_take_up(base: Version | None, *, of: Version | None = None) -> QuerySet[Change]:
    """The changes that a version based on `base` may name: shown to be effective, and in the plan not yet.

    Those that `of` names already are among them.
    """
    ready = Q(state__in=(Change.State.VERIFIED, Change.State.CLOSED), effective=True)
    choices = Change.objects.filter(ready & ~Q(reference__in=carried_before(base)))
    if of is not None and of.pk:
        choices |= Change.objects.filter(pk__in=of.changes.values("pk"))
    return choices.distinct().order_by("reference")


def naming(version: Version) -> dict[str, Any]:
    """What a frozen version keeps of it: the changes it names, and all that are in the plan with it."""
    changes = list(version.changes.order_by("reference").values("reference", "title"))
    own: Iterable[str] = (change["reference"] for change in changes)
    return {"changes": changes, "carried": sorted({*carried_before(version.based_on), *own})}


def with_addresses(changes: list[dict[str, str]], user) -> list[tuple[str, str, str]]:
    """The changes that a version names, as it kept them, with their pages where the person may see them."""
    if not changes:
        return []
    seen = Change.objects.visible_to(user).filter(reference__in=[change["reference"] for change in changes])
    pages = {change.reference: change.get_absolute_url() for change in seen.only("reference")}
    return [(change["reference"], change["title"], pages.get(change["reference"], "")) for change in changes]
