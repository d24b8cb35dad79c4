"""The sidebar. Its entries are data that the top floor supplies in `settings.NAVIGATION`; there are no words here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Item:
    """One entry. `permission` is a name, a tuple of which one is enough, or None for everybody signed in."""

    label: Any
    url: str
    icon: str = ""
    permission: str | tuple[str, ...] | None = None


@dataclass(frozen=True)
class Group:
    """A headed group of entries."""

    label: Any
    items: Sequence[Item] = field(default_factory=tuple)


def entries() -> Sequence[Group]:
    """The groups of `settings.NAVIGATION`: a list of Group, or the dotted path of one; nothing by default."""
    navigation = getattr(settings, "NAVIGATION", ())
    return import_string(navigation) if isinstance(navigation, str) else navigation


def visible(user: Any, path: str) -> list[dict[str, Any]]:
    """The groups this person may see, the entry for `path` marked: the longest URL that `path` begins with."""
    groups = []
    best = ""
    for group in entries():
        items = []
        for item in group.items:
            if not _may(user, item.permission):
                continue
            url = str(item.url)
            items.append({"label": item.label, "url": url, "icon": item.icon, "active": False})
            if (path == url or (url != "/" and path.startswith(url))) and len(url) > len(best):
                best = url
        if items:
            groups.append({"label": group.label, "items": items, "active": False})
    for group in groups:
        for item in group["items"]:
            if best and item["url"] == best:
                item["active"] = group["active"] = True
    return groups


def _may(user: Any, permission: str | tuple[str, ...] | None) -> bool:
    if not permission:
        return True
    names = (permission,) if isinstance(permission, str) else permission
    return any(user.has_perm(name) for name in names)
