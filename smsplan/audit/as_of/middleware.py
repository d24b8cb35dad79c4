"""`?as_of=2026-06-30` on a page that can show the past."""

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from smsplan.audit.as_of.links import PARAMETER, PastLinks
from smsplan.audit.as_of.reading import reading_past
from smsplan.ui.entry import Entry
from smsplan.ui.parts import Page


@dataclass(frozen=True)
class AsOf:
    """The past day that a request shows, with what its banner needs: the way back, and how to choose another day."""

    day: datetime.date
    latest: datetime.date
    path: str
    others: list[tuple[str, str]]

    @property
    def today_url(self) -> str:
        """The same page as it stands today."""
        return f"{self.path}?{urlencode(self.others)}" if self.others else self.path


class AsOfMiddleware:
    """Shows views with `as_of = True` as they stood on the day that the address names. Put it last."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.as_of = None
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """The answer from the past; None when today is asked for, or by somebody who has to sign in first."""
        page = getattr(view, "view_class", None)
        if PARAMETER not in request.GET or not (isinstance(page, type) and issubclass(page, Entry)):
            return None
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not request.user.is_authenticated:
            return None
        if not page.as_of:
            return _refusal(request, _("This page can't be shown as it stood on a past day."))
        latest = timezone.localdate()
        day = _day(request.GET[PARAMETER])
        if day is None:
            return _refusal(request, _("The day was not understood. Choose one with the calendar."), choose=True)
        if day > latest:
            words = _("%(day)s has not come yet. Choose today or a day before.")
            return _refusal(request, words % {"day": date_format(day, "DATE_FORMAT")}, choose=True)
        request.as_of = _as_of(request, day)
        with reading_past(day), _only_reading(request.user):
            response = view(request, *args, **kwargs)
            _finish(response)
        return _in_the_past(response, PastLinks(day, request.path))


def _day(text: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _as_of(request: HttpRequest, day: datetime.date) -> AsOf:
    others = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != PARAMETER and not name.startswith("_")
    ]
    return AsOf(day=day, latest=timezone.localdate(), path=request.path, others=others)


def _refusal(request: HttpRequest, words: str, *, choose: bool = False) -> HttpResponse:
    """A page that says why the past is not shown, with the way to today."""
    context = {
        "page": Page(title=_("As of a day")),
        "words": words,
        "choose": choose,
        "reading": _as_of(request, timezone.localdate()),
    }
    return render(request, "ui/as_of_refused.html", context, status=400)


@contextmanager
def _only_reading(user: Any) -> Iterator[None]:
    """While the past is shown the person has the rights to see, and none to act: no button appears by them."""
    may = user.has_perm

    def may_see(permission: str, obj: Any = None) -> bool:
        app, _dot, codename = permission.partition(".")
        seeing = codename.startswith(("view_", "own_", "read_")) or app == "accounts"
        return seeing and may(permission, obj)

    user.has_perm = may_see
    try:
        yield
    finally:
        del user.has_perm


def _finish(response: HttpResponseBase) -> None:
    """Do now what an answer would do later, when the past is gone: render its template, read its rows."""
    if hasattr(response, "render") and callable(response.render):
        response.render()
    if response.streaming:
        response.streaming_content = [b"".join(response.streaming_content)]


def _in_the_past(response: HttpResponseBase, links: PastLinks) -> HttpResponseBase:
    if "Location" in response.headers:
        response.headers["Location"] = links.address(response.headers["Location"])
    if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
        response.content = links.page(response.content.decode(response.charset))
    return response
