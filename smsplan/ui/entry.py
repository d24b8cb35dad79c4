"""Who may enter a page. Views are closed unless they say who may enter."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin, View

from smsplan.ui.parts import Action, Crumb, Page
from smsplan.ui.today import past_day, today


class Anyone:
    """A named mark for `permission`, so that an open door is never an accident or a typing mistake."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


SIGNED_IN: Final = Anyone("SIGNED_IN")
EVERYONE: Final = Anyone("EVERYONE")


class Entry(ContextMixin, View):
    """A view that says who may enter and what stands above its content.

    `permission` is a permission name, a tuple of names of which one is enough, `SIGNED_IN`, or `EVERYONE` (also without
    sign-in). A class without it raises ImproperlyConfigured in `as_view()`. Anonymous people are sent to sign in;
    a known person without the right gets 403.
    """

    permission: str | tuple[str, ...] | Anyone | None = None
    title: str = ""
    lead: str = ""
    #: Whether the page can be read as of a past day (`?as_of=2026-06-30`, see smsplan.audit.as_of).
    as_of: bool = False

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view function. Raises ImproperlyConfigured when nobody was named who may enter."""
        permission = initkwargs.get("permission", cls.permission)
        if not permission:
            raise ImproperlyConfigured(
                f"{cls.__module__}.{cls.__qualname__} does not say who may enter: set `permission`."
            )
        if not isinstance(permission, Anyone):
            names = (permission,) if isinstance(permission, str) else permission
            if not all(isinstance(name, str) and "." in name for name in names):
                raise ImproperlyConfigured(f"{cls.__qualname__}.permission must name permissions as app.codename.")
        return super().as_view(**initkwargs)

    def has_permission(self) -> bool:
        """Whether the person may enter at all. Override to narrow it further, never to widen it."""
        permission = self.permission
        if permission is EVERYONE:
            return True
        if permission is SIGNED_IN:
            return bool(self.request.user.is_authenticated)
        return self.may(permission)  # type: ignore[arg-type]

    def may(self, permission: str | Iterable[str] | Anyone | None) -> bool:
        """Whether the person has the permission (or one of several); nothing asked means yes."""
        if not permission or isinstance(permission, Anyone):
            return True
        names = (permission,) if isinstance(permission, str) else permission
        return any(self.request.user.has_perm(name) for name in names)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the door, then let the method handler work."""
        if self.permission is not EVERYONE and not request.user.is_authenticated:
            return self.ask_to_sign_in(request)
        if not self.has_permission():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        """A redirect to the sign-in page; a partial request is told to load it as a whole page."""
        where = request.headers.get("HX-Current-URL-Path") or request.get_full_path()
        response = redirect_to_login(where if request.method == "GET" else "/")
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": response.url})
        return response

    # What stands above the content -----------------------------------------------------------------

    def get_title(self) -> str:
        """The page's title, also of the browser tab."""
        return str(self.title)

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back, without the page itself."""
        return []

    def get_crumb(self) -> str:
        """The page itself in the breadcrumb, where that is not its title."""
        return ""

    def get_primary(self) -> Action | None:
        """The one thing most people come here to do."""
        return None

    def extra_actions(self) -> list[Action]:
        """Everything else, shown in the More menu."""
        return []

    def get_page(self) -> Page:
        """Title, breadcrumb, primary action and the rest; of the past only what leads to more of it."""
        past = past_day() is not None
        actions = self.extra_actions()
        if past:
            actions = [action for action in actions if action.method == "get" and shows_past(action.url)]
        elif self.as_of:
            actions = [*actions, Action(_("As of a day"), self.past_url(), "calendar-time")]
        return Page(
            title=self.get_title(),
            breadcrumbs=self.get_breadcrumbs(),
            crumb=self.get_crumb(),
            primary=None if past else self.get_primary(),
            actions=actions,
            lead=str(self.lead),
        )

    def past_url(self) -> str:
        """This page as of today, where another day can be chosen."""
        query = self.request.GET.copy()
        query["as_of"] = today().isoformat()
        return f"{self.request.path}?{query.urlencode()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The context, with `page` in it."""
        context = super().get_context_data(**kwargs)
        context.setdefault("page", self.get_page())
        return context


def shows_past(url: str) -> bool:
    """Whether an address of ours leads to a page that can be read as of a past day."""
    try:
        view = resolve(url.partition("?")[0].partition("#")[0]).func
    except Resolver404:
        return False
    return bool(getattr(getattr(view, "view_class", None), "as_of", False))
