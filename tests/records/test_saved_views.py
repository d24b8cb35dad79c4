"""Saved views: a list's filters, order and columns under a name, for oneself or for everybody."""

import pytest
from django.core.exceptions import ValidationError

from risks.services import risk_create
from smsplan.records import listing
from smsplan.records.models import SavedView
from tests.threads import at_once, refusals

pytestmark = pytest.mark.django_db

HIGH = "level=3&sort=-title"


@pytest.fixture
def risks(people):
    for title, impact in (("Backup fails", 3), ("Key person leaves", 3), ("Late invoice", 1)):
        risk_create(actor=people.compliance, title=title, likelihood=3, impact=impact, owner=people.contributor)


@pytest.fixture
def view(people, risks):
    return listing.view_create(list_key="risks", name="High", query=HIGH, actor=people.compliance, shared=True)


def test_a_view_keeps_what_the_list_shows_under_a_name_and_is_an_address(as_person, people, risks):
    client = as_person(people.compliance)
    sent = {"name": "High ones", "query": f"{HIGH}&page=2&per_page=25&nonsense=x&_export=csv"}
    answer = client.post("/risks/views/new/", sent)
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared, view.list_key) == ("High ones", HIGH, False, "risks")
    page = client.get(answer["Location"])
    assert [row.record.title for row in page.context["table"].paginated_rows] == ["Key person leaves", "Backup fails"]
    menu = page.context["view_menu"]
    assert menu["present"].name == "High ones" and not menu["changed"]
    assert "High ones" in page.content.decode()


def test_the_columns_that_were_shown_are_part_of_the_view(as_person, people, risks):
    client = as_person(people.compliance)
    client.post("/risks/preference/", {"columns": ["strategy", "state"]})
    query = client.get(f"/risks/?{HIGH}").context["view_menu"]["query"]
    client.post("/risks/views/new/", {"name": "With strategy", "query": query, "shared": "on"})
    view = SavedView.objects.get()
    seen = as_person(people.auditor).get(f"/risks/?{view.query}&view={view.pk}")
    assert [column.name for column in seen.context["table"].columns] == ["reference", "title", "strategy", "state"]
    assert seen.context["total"] == 2


def test_a_shared_view_is_used_by_others_and_shows_them_only_what_is_theirs(as_person, people, view):
    other = risk_create(actor=people.compliance, title="Somebody else's", likelihood=3, impact=3)
    client = as_person(people.contributor)
    menu = client.get("/risks/").context["view_menu"]
    assert [(entry["view"].name, entry["view"].person) for entry in menu["shared"]] == [("High", "Ratna Kusuma")]
    page = client.get(menu["shared"][0]["url"])
    assert page.context["total"] == 2 and other.reference not in page.content.decode()


def test_a_view_of_ones_own_is_nobody_elses(as_person, people, risks):
    mine = listing.view_create(list_key="risks", name="Mine", query=HIGH, actor=people.compliance)
    client = as_person(people.auditor)
    page = client.get(f"/risks/?view={mine.pk}")
    assert page.context["view_menu"]["present"] is None and not page.context["view_menu"]["shared"]
    for path in ("", "update/", "delete/"):
        assert client.post(f"/risks/views/{mine.pk}/{path}", {"name": "x"}).status_code == 404
    assert SavedView.objects.get().name == "Mine"


def test_a_colleagues_shared_view_is_not_changed(as_person, people, view):
    client = as_person(people.manager)
    for path in ("", "update/", "delete/"):
        assert client.post(f"/risks/views/{view.pk}/{path}", {"name": "x", "query": "q=x"}).status_code == 403
    view.refresh_from_db()
    assert (view.name, view.query) == ("High", HIGH)


def test_a_view_of_another_list_does_not_exist_on_this_one(as_person, people, view):
    client = as_person(people.compliance)
    assert client.get(f"/opportunities/views/{view.pk}/").status_code == 404
    assert client.get(f"/opportunities/?view={view.pk}&q=x").context["view_menu"]["present"] is None


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "x", "-1", "1;drop"])
def test_an_unknown_view_in_an_address_is_the_list_without_a_view(as_person, people, risks, number):
    page = as_person(people.compliance).get("/risks/", {"view": number})
    assert page.status_code == 200 and page.context["view_menu"]["present"] is None
    assert page.context["total"] == 3


def test_a_changed_view_says_so_and_can_be_brought_up_to_date(as_person, people, view):
    client = as_person(people.compliance)
    page = client.get(f"/risks/?level=1&view={view.pk}")
    menu = page.context["view_menu"]
    assert menu["changed"] and "changed" in page.content.decode()
    client.post(menu["update_url"], {"query": menu["query"]})
    view.refresh_from_db()
    assert view.query == "level=1"
    reader = as_person(people.auditor).get(f"/risks/?level=2&view={view.pk}").context["view_menu"]
    assert reader["changed"] and not reader["update_url"], "a colleague may change the list, not the view"


def test_searching_on_keeps_the_view_in_the_address(as_person, people, view):
    page = as_person(people.compliance).get(f"/risks/?{HIGH}&view={view.pk}")
    assert ("view", str(view.pk)) in page.context["kept"]
    assert f'name="view" value="{view.pk}"' in page.content.decode()


def test_rename_share_and_delete(as_person, people, view):
    client = as_person(people.compliance)
    assert client.post(f"/risks/views/{view.pk}/", {"name": "Highest"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.shared) == ("Highest", False)
    assert client.get(f"/risks/views/{view.pk}/delete/").status_code == 200
    assert SavedView.objects.exists(), "a question deletes nothing"
    assert client.post(f"/risks/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_a_name_stands_once_per_person_and_list(as_person, people, view):
    client = as_person(people.compliance)
    answer = client.post("/risks/views/new/", {"name": " High ", "query": "q=x"})
    assert answer.status_code == 422
    assert "already" in answer.context["form"].errors["name"][0]
    assert 'value="q=x"' in answer.content.decode(), "what the view was to hold is not lost"
    assert client.post("/opportunities/views/new/", {"name": "High", "query": ""}).status_code == 302
    assert as_person(people.manager).post("/risks/views/new/", {"name": "High", "query": ""}).status_code == 302


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "nul\0here"])
def test_a_name_that_cannot_be(as_person, people, risks, name):
    answer = as_person(people.compliance).post("/risks/views/new/", {"name": name, "query": HIGH})
    assert answer.status_code == 422 and "name" in answer.context["form"].errors
    assert not SavedView.objects.exists()


def test_filters_too_long_to_keep_are_refused_in_words(as_person, people, view):
    client = as_person(people.compliance)
    answer = client.post("/risks/views/new/", {"name": "Long", "query": "q=" + "x" * 2100})
    assert answer.status_code == 422 and "too long" in answer.content.decode()
    answer = client.post(f"/risks/views/{view.pk}/update/", {"query": "q=" + "x" * 2100}, follow=True)
    assert "too long" in answer.content.decode()
    assert SavedView.objects.get().query == HIGH


def test_sharing_needs_the_right(as_person, people, risks):
    client = as_person(people.auditor)
    assert "shared" not in client.get("/risks/views/new/").context["form"].fields
    client.post("/risks/views/new/", {"name": "Mine", "query": HIGH, "shared": "on"})
    view = SavedView.objects.get()
    assert view.shared is False
    client.post(f"/risks/views/{view.pk}/", {"name": "Mine", "shared": "on"})
    view.refresh_from_db()
    assert view.shared is False


def test_hostile_names_and_addresses_stay_text(as_person, people, risks):
    client = as_person(people.compliance)
    client.post("/risks/views/new/", {"name": "<script>alert(1)</script>", "query": '//evil.test/?q="><script>'})
    page = client.get("/risks/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "evil.test" not in page


@pytest.mark.django_db(transaction=True)
def test_of_the_same_name_sent_at_the_same_moment_one_is_kept(people):
    outcomes = at_once(
        [lambda: listing.view_create(list_key="risks", name="Twice", query="", actor=people.manager)] * 6
    )
    assert refusals(outcomes) == {ValidationError: 5}
    assert SavedView.objects.count() == 1
