"""Who may enter: a page that does not say so does not start."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse

from smsplan.ui.views import EVERYONE, SIGNED_IN, ConfirmPage, DetailPage, Entry, FormPage, ListPage


class Silent(Entry):
    def get(self, request):
        return HttpResponse("in")


class Named(Silent):
    permission = "app.view_thing"


class Several(Silent):
    permission = ("app.view_thing", "app.own_thing")


def person(*permissions, signed_in=True):
    return SimpleNamespace(is_authenticated=signed_in, has_perm=lambda name: name in permissions)


def enter(rf, view, user, **headers):
    request = rf.get("/x/?a=1", headers=headers)
    request.user = user
    return view.as_view()(request)


@pytest.mark.parametrize("base", [Entry, ListPage, DetailPage, FormPage, ConfirmPage])
def test_a_view_that_does_not_say_who_may_enter_does_not_start(base):
    with pytest.raises(ImproperlyConfigured, match="who may enter"):
        type("Forgotten", (base,), {}).as_view()


@pytest.mark.parametrize("permission", ["nodot", ("app.x", "nodot"), (), ""])
def test_a_permission_that_names_nothing_does_not_start(permission):
    with pytest.raises(ImproperlyConfigured):
        type("Mistyped", (Silent,), {"permission": permission}).as_view()


def test_a_stranger_is_asked_to_sign_in(rf):
    response = enter(rf, Named, person(signed_in=False))
    assert response.status_code == 302
    assert response.url.endswith("?next=/x/%3Fa%3D1")


def test_a_stranger_s_partial_request_leads_the_whole_page_to_sign_in(rf):
    response = enter(rf, Named, person(signed_in=False), **{"HX-Request": "true"})
    assert response.status_code == 204
    assert "next=" in response.headers["HX-Redirect"]


def test_a_known_person_without_the_right_is_refused(rf):
    with pytest.raises(PermissionDenied):
        enter(rf, Named, person("app.other"))


def test_the_right_opens_the_door(rf):
    assert enter(rf, Named, person("app.view_thing")).content == b"in"
    assert enter(rf, Several, person("app.own_thing")).content == b"in"


def test_signed_in_and_everyone(rf):
    inside = type("Inside", (Silent,), {"permission": SIGNED_IN})
    outside = type("Outside", (Silent,), {"permission": EVERYONE})
    assert enter(rf, inside, person()).content == b"in"
    assert enter(rf, inside, person(signed_in=False)).status_code == 302
    assert enter(rf, outside, person(signed_in=False)).content == b"in"


def test_a_confirm_page_that_is_not_allowed_now_is_refused_before_it_asks(rf):
    class Close(ConfirmPage):
        permission = SIGNED_IN
        heading = "Close?"
        success_url = "/"

        def allowed(self):
            return False

    with pytest.raises(PermissionDenied):
        enter(rf, Close, person())
