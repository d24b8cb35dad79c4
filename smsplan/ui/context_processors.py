"""What every page of the frame needs; worked out only when a template asks for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from smsplan.ui import navigation

THEMES = ("auto", "light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """`navigation`, `theme` (auto, light or dark), `search_url` and `site_name`."""
    user = getattr(request, "user", None)

    def groups() -> list[dict[str, Any]]:
        if user is None or not user.is_authenticated:
            return []
        return navigation.visible(user, request.path)

    theme = getattr(user, "theme", "") if user is not None else ""
    return {
        "navigation": SimpleLazyObject(groups),
        "theme": theme if theme in THEMES else "auto",
        "search_url": str(getattr(settings, "SEARCH_URL", "") or ""),
        "site_name": str(getattr(settings, "SITE_NAME", "smsplan")),
    }
