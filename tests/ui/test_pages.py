"""The pages: one queryset listed, filtered, sorted, paged and exported; forms that lose nothing."""

import csv
import io

import django_filters
import django_tables2 as tables
import pytest
from django import forms
from django.contrib.auth.models import Permission
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import Http404

from smsplan.accounts.models import User
from smsplan.ui.exports import Sheet
from smsplan.ui.forms import BaseForm
from smsplan.ui.parts import Conflict
from smsplan.ui.tables import BaseTable
from smsplan.ui.views import EVERYONE, ConfirmPage, DetailPage, FormPage, ListPage

pytestmark = pytest.mark.django_db


class Filters(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="codename", lookup_expr="icontains", label="Search")
    app = django_filters.ChoiceFilter(
        field_name="content_type__app_label", choices=[("risks", "Risks"), ("smp", "Plan")], label="Part"
    )

    class Meta:
        model = Permission
        fields = []


class Rows(BaseTable):
    codename = tables.Column()
    name = tables.Column()


class Listing(ListPage):
    permission = EVERYONE
    title = "Permissions"
    filterset_class = Filters
    table_class = Rows
    export_name = "permissions"
    written = []

    def get_queryset(self):
        return Permission.objects.order_by("codename")

    def get_sheets(self, queryset):
        return [Sheet("p", "P", ["Code"], ([row.codename] for row in queryset))]

    def exported(self, format, count):
        self.written.append((format, count))


@pytest.fixture
def ask(rf):
    """A function that asks a view: the response, rendered."""

    def ask(view, path="/x/", data=None, headers=None, **kwargs):
        request = rf.post(path, data) if data is not None else rf.get(path, headers=headers or {})
        request.user = User(pk=1, full_name="Sari", email="s@demo.test")
        request.session = {}
        request._messages = FallbackStorage(request)
        response = view.as_view()(request, **kwargs)
        return response.render() if hasattr(response, "render") else response

    return ask


def test_a_list_costs_one_count_and_one_page(ask, django_assert_num_queries):
    class Bare(Listing):
        template_name = "ui/_results.html"

    with django_assert_num_queries(2):
        response = ask(Bare, "/x/?q=view&sort=-codename&page=2&per_page=25")
    assert response.context_data["first"] == 26 and response.context_data["page"].title == "Permissions"


def test_an_htmx_request_gets_the_results_alone_and_a_tidy_address(ask):
    response = ask(Listing, "/x/?q=view&app=&page=", headers={"HX-Request": "true"})
    assert b"<html" not in response.content and b'id="results"' in response.content
    assert response.headers["HX-Push-Url"] == "/x/?q=view"
    assert "HX-Request" in response.headers["Vary"]


def test_going_back_in_history_gets_the_whole_page(ask):
    response = ask(Listing, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in response.content


def test_active_filters_show_as_chips_in_words_each_with_a_way_out(ask):
    context = ask(Listing, "/x/?q=view&app=risks&sort=name").context_data
    chips = {chip["label"]: chip for chip in context["chips"]}
    assert chips["Part"]["value"] == "Risks"
    assert chips["Part"]["url"] == "/x/?q=view&sort=name"
    assert chips["Search"]["url"] == "/x/?app=risks&sort=name"
    assert context["active_filters"] == 1
    assert context["reset_url"] == "/x/?sort=name"


def test_a_filter_that_is_not_understood_shows_nothing_rather_than_everything(ask):
    response = ask(Listing, "/x/?app=nonsense")
    assert response.context_data["total"] == 0
    assert "not understood" in response.content.decode()
    assert b"".join(ask(Listing, "/x/?app=nonsense&_export=csv").streaming_content).count(b"\n") == 1


@pytest.mark.parametrize("query", ["page=999", "page=-1", "page=x", "page=0", "per_page=7", "sort=nonsense", "sort=-"])
def test_awkward_addresses_still_show_a_page(ask, query):
    assert ask(Listing, f"/x/?{query}").context_data["total"] > 0


def test_pages_never_overlap(ask):
    seen = []
    for page in (1, 2, 3):
        context = ask(Listing, f"/x/?sort=name&per_page=25&page={page}").context_data
        seen += [row.record.pk for row in context["table"].paginated_rows]
    assert len(seen) == len(set(seen)) == 75


def test_an_export_holds_exactly_what_the_filter_shows_in_that_order(ask):
    Listing.written.clear()
    response = ask(Listing, "/x/?q=view&sort=-codename&per_page=25&_export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    names = list(Permission.objects.filter(codename__icontains="view").values_list("codename", flat=True))
    assert [row[0] for row in rows[1:]] == sorted(names, reverse=True)
    assert Listing.written == [("csv", len(names))]
    assert 'filename="permissions-' in response.headers["Content-Disposition"]
    assert ask(Listing, "/x/?_export=xlsx").content[:2] == b"PK"
    with pytest.raises(Http404):
        ask(Listing, "/x/?_export=exe")


def test_the_empty_choice_of_a_filter_says_what_it_means(ask):
    # The fields of the filters are sent when their panel is opened.
    html = ask(Listing, "/x/?_filters=open").content.decode()
    assert '<option value="" selected>Any</option>' in html and "-----" not in html


def test_an_empty_list_teaches(ask):
    class Nothing(Listing):
        create_url = "/new/"

        def get_queryset(self):
            return Permission.objects.none()

    response = ask(Nothing)
    assert "Nothing here yet" in response.content.decode()
    assert response.context_data["page"].primary.url == "/new/"


# Detail -------------------------------------------------------------------------------------------


class Detail(DetailPage):
    permission = EVERYONE
    title = "Permission"

    def get_queryset(self):
        return Permission.objects.filter(codename__startswith="view")

    def get_tabs(self):
        return [("overview", "Overview", None, ""), ("history", "History", 0, "ui/_history.html")]


def test_outside_the_queryset_a_record_does_not_exist(ask):
    inside = Permission.objects.filter(codename__startswith="view").first()
    outside = Permission.objects.exclude(codename__startswith="view").first()
    assert ask(Detail, pk=inside.pk).status_code == 200
    for pk in (outside.pk, 10**30, "x"):
        with pytest.raises(Http404):
            ask(Detail, pk=pk)


def test_tabs_are_links_and_an_unknown_one_shows_the_first(ask):
    record = Permission.objects.filter(codename__startswith="view").first()
    assert ask(Detail, "/x/?tab=history", pk=record.pk).context_data["tab"].key == "history"
    assert ask(Detail, "/x/?tab=nonsense", pk=record.pk).context_data["tab"].key == "overview"


# Forms --------------------------------------------------------------------------------------------


class Name(BaseForm):
    name = forms.CharField(max_length=5, help_text="Short.")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("revision") == "1":
            self.conflicts = [Conflict("Name", self.data["name"], "Theirs")]
            self.conflict_note = "Budi saved this."
            self.fresh_revision = 2
            raise ValidationError("Stale.")
        return super().clean()


class Edit(FormPage):
    permission = EVERYONE
    title = "Edit"
    form_class = Name
    success_url = "/done/"
    saved = []

    def save(self, form):
        if form.cleaned_data["name"] == "taken":
            raise ValidationError({"name": "This name is taken."})
        self.saved.append(form.cleaned_data["name"])


def test_a_refused_form_keeps_what_was_typed_and_says_beside_the_field_what_to_mend(ask):
    response = ask(Edit, data={"name": "too long a name", "submission": "abc"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="too long a name"' in html and 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html and 'id="id_name_helptext"' in html
    assert '<a href="#id_name">' in html
    assert 'name="submission" value="abc"' in html


def test_an_error_of_the_service_stands_beside_its_field(ask):
    response = ask(Edit, data={"name": "taken"})
    assert response.status_code == 422
    assert response.context_data["form"].errors["name"] == ["This name is taken."]


def test_a_stale_save_shows_both_versions_and_carries_the_fresh_revision(ask):
    response = ask(Edit, data={"name": "mine", "revision": "1"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Budi saved this." in html and "Theirs" in html and 'value="mine"' in html
    assert 'name="revision" value="2"' in html
    assert "Save and overwrite" in html


def test_a_good_form_is_saved_and_leads_on(ask):
    Edit.saved.clear()
    response = ask(Edit, data={"name": "good"})
    assert (response.status_code, response.url, Edit.saved) == (302, "/done/", ["good"])


class Close(ConfirmPage):
    permission = EVERYONE
    heading = "Close it?"
    consequence = "It stays closed."
    success_url = "/done/"

    def act(self, form):
        if form.cleaned_data["reason"] == "late":
            raise ValidationError("It was closed already.")


def test_an_act_asks_for_its_reason(ask):
    response = ask(Close, data={"reason": "  "})
    assert response.status_code == 422
    assert "It stays closed." in response.content.decode()


def test_an_act_that_may_not_be_is_said_on_the_page(ask):
    response = ask(Close, data={"reason": "late"})
    assert response.status_code == 409
    assert "It was closed already." in response.content.decode() and "late" in response.content.decode()


def test_an_act_leads_on(ask):
    assert ask(Close, data={"reason": "because"}).url == "/done/"


def test_a_reason_may_be_optional(ask):
    class Calm(Close):
        reason_required = False

    assert ask(Calm, data={"reason": ""}).status_code == 302
