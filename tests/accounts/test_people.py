"""Looking after people: add and invite, change, deactivate; and what nobody may do to themselves."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from smsplan.accounts import roles, services
from smsplan.accounts.models import User
from smsplan.audit import diff
from smsplan.audit.models import Action, Event
from tests.people import person
from tests.threads import at_once, refusals

pytestmark = pytest.mark.django_db

NEW = {
    "full_name": "Dewi Lestari", "email": "dewi@example.test", "job_title": "Change Manager", "language": "en",
    "time_zone": "Asia/Jakarta", "roles": [roles.CONTRIBUTOR], "access_from": "", "access_until": "",
}  # fmt: skip


@pytest.mark.parametrize("name", ["list", "create"])
@pytest.mark.parametrize("role", ["compliance", "manager", "contributor", "auditor", "outsider"])
def test_only_administrators(as_person, people, role, name):
    assert as_person(getattr(people, role)).get(reverse(f"people:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["detail", "update", "deactivate", "invite"])
def test_pages_of_one_person(as_person, people, name):
    url = reverse(f"people:{name}", args=[people.auditor.pk])
    assert as_person(people.auditor).get(url).status_code == 403
    assert as_person(people.administrator).get(url).status_code == 200
    assert as_person(people.administrator).get(reverse(f"people:{name}", args=[999_999])).status_code == 404


def test_the_list_finds(as_person, people):
    client = as_person(people.administrator)
    page = client.get(reverse("people:list"), {"role": roles.AUDITOR, "q": "surya"})
    assert [one.email for one in page.context["table"].page.object_list.data] == ["auditor@example.test"]


def test_a_new_person_is_invited_and_chooses_their_own_password(as_person, client, people, mailoutbox):
    answer = as_person(people.administrator).post(reverse("people:create"), NEW | {"submission": uuid.uuid4().hex})
    added = User.objects.get(email="dewi@example.test")
    assert answer.url == added.get_absolute_url() and not added.has_usable_password()
    assert added.role_names == ["Contributor"] and mailoutbox[0].to == ["dewi@example.test"]
    client.logout()
    link = re.search(r"https?://\S+/accounts/password/reset/\S+", mailoutbox[0].body)[0]
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "quite-long-and-own", "password2": "quite-long-and-own"})
    client.post(reverse("account_login"), {"login": added.email, "password": "quite-long-and-own"})
    assert client.get(reverse("work:home")).status_code == 200
    # The link worked once.
    assert "no longer works" in client.get("/" + link.split("/", 3)[3], follow=True).content.decode()


def test_an_address_is_taken_whatever_its_capitals(as_person, people):
    answer = as_person(people.administrator).post(reverse("people:create"), NEW | {"email": "AUDITOR@example.test"})
    assert answer.status_code == 422 and "exists" in answer.content.decode()


def edit_data(client, who, **changes):
    form = client.get(reverse("people:update", args=[who.pk])).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return data | changes


def test_a_change_keeps_its_reason_and_shows_old_and_new(as_person, people):
    client = as_person(people.administrator)
    data = edit_data(client, people.contributor, roles=[roles.CONTRIBUTOR, roles.MANAGER], change_reason="Promoted")
    assert client.post(reverse("people:update", args=[people.contributor.pk]), data).status_code == 302
    page = client.get(reverse("people:detail", args=[people.contributor.pk]) + "?tab=history").content.decode()
    assert "Promoted" in page and "Contributor, Manager" in page
    assert Event.objects.filter(action=Action.PERSON_CHANGED, reason="Promoted").exists()
    with translation.override("id"):
        assert "Kontributor, Manajer" in [new for _label, _old, new in diff.saves(people.contributor)[0].changes]


def test_a_stale_save_is_refused_and_nothing_typed_is_lost(as_person, people):
    client = as_person(people.administrator)
    data = edit_data(client, people.contributor, job_title="Typed by me")
    people.contributor.job_title = "Saved by another"
    services.person_save(person=people.contributor, actor=people.compliance)
    url = reverse("people:update", args=[people.contributor.pk])
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Typed by me" in page and "Saved by another" in page
    again = {**data, "revision": answer.context["form"]["revision"].value()}
    assert client.post(url, again).status_code == 302
    people.contributor.refresh_from_db()
    assert people.contributor.job_title == "Typed by me"


def test_deactivating_asks_why(as_person, people):
    client = as_person(people.administrator)
    url = reverse("people:deactivate", args=[people.contributor.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Left the company"}).status_code == 302
    people.contributor.refresh_from_db()
    assert not people.contributor.is_active
    assert people.contributor.history.first().history_change_reason == "Left the company"
    assert client.get(url).status_code == 403  # Once is enough.
    assert client.post(reverse("people:activate", args=[people.contributor.pk]), {"reason": "Back"}).status_code == 302


def test_nobody_deactivates_or_promotes_themselves(as_person, people):
    admin = people.administrator
    assert as_person(admin).get(reverse("people:deactivate", args=[admin.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        services.person_set_active(person=admin, active=False, actor=admin, reason="x")
    with pytest.raises(PermissionDenied):
        services.person_save(person=admin, actor=admin, role_names=[roles.ADMINISTRATOR, roles.MANAGER])


def test_one_administrator_remains(people):
    with pytest.raises(ValidationError, match="One active administrator"):
        services.person_set_active(person=people.administrator, active=False, actor=people.manager, reason="x")


@pytest.fixture
def each_other(people) -> list[tuple[User, User]]:
    """Two administrators, each with the other."""
    second = person("second@example.test", roles.ADMINISTRATOR)
    return [(people.administrator, second), (second, people.administrator)]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_deactivate_each_other_at_once(each_other):
    def deactivate(other, actor):
        services.person_set_active(person=other, active=False, actor=actor, reason="x")

    outcomes = at_once([lambda pair=pair: deactivate(*pair) for pair in each_other])
    assert refusals(outcomes) == {ValidationError: 1}
    assert User.objects.active().with_role(roles.ADMINISTRATOR).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_edit_each_other_at_once(each_other):
    def edit_of(actor, other):
        client = Client()
        client.force_login(actor, backend="smsplan.accounts.backends.WindowedBackend")
        data = edit_data(client, other, job_title="Edited at once")
        return lambda: client.post(reverse("people:update", args=[other.pk]), data).status_code

    assert at_once([edit_of(*pair) for pair in each_other]) == [302, 302]
    assert User.objects.filter(job_title="Edited at once").count() == 2


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/risks/?q=a", "/risks/?q=a"),
        ("https://evil.test/", "/"),
        ("//evil.test", "/"),
        ("", "/"),
        ("javascript:x", "/"),
    ],
)
def test_preferences_lead_back_and_never_away(as_person, people, wanted, leads):
    answer = as_person(people.auditor).post(
        reverse("people:preferences"), {"language": "id", "theme": "dark", "next": wanted}
    )
    people.auditor.refresh_from_db()
    assert answer.url == leads and (people.auditor.language, people.auditor.theme) == ("id", "dark")


def test_preferences_take_only_what_there_is(as_person, people):
    as_person(people.auditor).post(reverse("people:preferences"), {"language": "xx", "theme": "pink"})
    people.auditor.refresh_from_db()
    assert (people.auditor.language, people.auditor.theme) == ("en", "auto")
    assert as_person(people.auditor).get(reverse("people:preferences")).status_code == 405


def test_own_page(as_person, people):
    client = as_person(people.contributor)
    assert client.get(reverse("people:me")).status_code == 200
    client.post(reverse("people:me"), {"language": "id", "time_zone": "Asia/Makassar", "theme": "light"})
    people.contributor.refresh_from_db()
    assert people.contributor.time_zone == "Asia/Makassar"


def test_a_visitor_may_choose_the_language(client, db):
    answer = client.post(reverse("people:preferences"), {"language": "id", "next": "/accounts/login/"})
    assert answer.cookies["django_language"].value == "id" and answer.url == "/accounts/login/"
