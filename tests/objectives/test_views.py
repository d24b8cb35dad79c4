import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objectives.models import Measurement, Objective
from objectives.services import measurement_record, objective_create
from risks.models import Opportunity
from risks.services import opportunity_evaluate
from smsplan.records.models import ImportRun
from smsplan.records.services import save_record
from tests.objectives.conftest import make_person, whole_fields
from tests.objectives.test_imports import GUIDE
from tests.records.importing import work

BACKEND = "smsplan.accounts.backends.WindowedBackend"
JANUARY = datetime.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def late_march():
    with time_machine.travel(datetime.datetime(2026, 3, 20, 3, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def as_(client):
    """The test client, signed in as the person given."""

    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def url(name: str, *args) -> str:
    return reverse(f"objectives:{name}", args=args)


def whole_data(**changes) -> dict:
    return {
        "title": "Achieve 99.5% uptime", "metric": "Availability", "unit": "%", "baseline": "98,5", "target": "99.5",
        "direction": "at_least", "rule": "latest", "frequency": "monthly", "start_date": "2026-01-01",
        "due_date": "2026-12-31",
    } | changes  # fmt: skip


# Who may read -------------------------------------------------------------------------------------


def test_readers_see_the_register_and_a_contributor_sees_what_they_own(as_, approved, request):
    other = objective_create(actor=approved.created_by, **whole_fields(title="Another objective"))
    for role in ("compliance", "manager", "auditor", "administrator"):
        client = as_(request.getfixturevalue(role))
        page = client.get(url("list"))
        assert page.status_code == 200
        assert approved.title in page.text and other.title in page.text
        assert client.get(url("detail", other.pk)).status_code == 200
    client = as_(request.getfixturevalue("contributor"))
    page = client.get(url("list"))
    assert approved.title in page.text and other.title not in page.text
    assert client.get(url("detail", approved.pk)).status_code == 200
    assert client.get(url("detail", other.pk)).status_code == 404


def test_strangers_stay_outside(as_, client, approved, outsider):
    for path in (url("list"), url("detail", approved.pk), url("create"), url("import")):
        assert client.get(path).status_code == 302
    client = as_(outsider)
    for path in (url("list"), url("detail", approved.pk), url("create"), url("import")):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("tab", ["", "?tab=measurements", "?tab=files", "?tab=history", "?tab=nonsense"])
def test_every_tab_shows(as_, approved, compliance, contributor, tab):
    measurement_record(objective=approved, period_start=JANUARY, value=99, actor=contributor)
    for person in (compliance, contributor):
        assert as_(person).get(url("detail", approved.pk) + tab).status_code == 200


def test_a_bad_id_is_404(as_, compliance, approved):
    client = as_(compliance)
    for path in (
        url("detail", 10**9),
        url("update", 10**9),
        url("approve", 10**9),
        url("measure", 10**9, "2026-01-01"),
    ):
        assert client.get(path).status_code in (403, 404)
    for day in ("2026-01-02", "2026-13-45", "yesterday", "2030-01-01"):
        assert client.get(url("measure", approved.pk, day)).status_code == 404


# Writing ------------------------------------------------------------------------------------------

ACTS = ("update", "submit", "approve", "return", "revise", "withdraw")


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_those_who_only_read_write_nothing(as_, approved, request, role):
    client = as_(request.getfixturevalue(role))
    before = approved.history.count()
    for name in ACTS:
        assert client.post(url(name, approved.pk), {"reason": "x"}).status_code == 403
    assert client.post(url("create"), whole_data()).status_code == 403
    assert client.post(url("import"), {}).status_code == 403
    assert client.post(url("measure", approved.pk, "2026-01-01"), {"value": "99"}).status_code == 403
    assert (approved.history.count(), Measurement.objects.count()) == (before, 0)


def test_acts_do_nothing_on_get_and_refuse_other_methods(as_, submitted, manager):
    client = as_(manager)
    assert client.get(url("approve", submitted.pk)).status_code == 200
    assert client.put(url("approve", submitted.pk)).status_code == 405
    assert client.delete(url("detail", submitted.pk)).status_code == 405
    submitted.refresh_from_db()
    assert submitted.state == Objective.State.SUBMITTED


def test_create_edit_submit_approve(as_, compliance, manager, contributor):
    client = as_(compliance)
    answer = client.post(url("create"), whole_data())
    objective = Objective.objects.get()
    assert answer.status_code == 302 and answer.url == url("detail", objective.pk)
    page = client.get(answer.url)
    assert "missing before approval" in page.text and f"{url('update', objective.pk)}#id_owner" in page.text
    refused = client.post(url("submit", objective.pk), {"reason": ""})
    assert refused.status_code == 409 and "Choose the owner" in refused.text
    fields = whole_fields(title="Achieve 99.5% uptime", sms_wide="on")
    del fields["rows"]
    more = fields | {
        "owner": contributor.pk, "sponsor": manager.pk, "revision": objective.revision, "change_reason": "Filled in",
        "committed-TOTAL_FORMS": 1, "committed-INITIAL_FORMS": 0, "committed-0-kind": "people",
        "committed-0-description": "Two engineers", "committed-0-committed_by": manager.pk,
        "consultations-TOTAL_FORMS": 2, "consultations-INITIAL_FORMS": 0, "consultations-0-group": "top_management",
        "consultations-0-who": "Board", "consultations-0-on": "2025-12-01", "consultations-1-group": "customers",
        "consultations-1-who": "Bank Cendana", "consultations-1-on": "2025-12-01",
    }  # fmt: skip
    assert client.post(url("update", objective.pk), more).status_code == 302
    assert client.post(url("submit", objective.pk), {"reason": ""}).status_code == 302
    assert client.get(url("update", objective.pk)).status_code == 302
    assert client.get(url("approve", objective.pk)).status_code == 403
    client = as_(manager)
    assert client.post(url("approve", objective.pk), {"reason": ""}).status_code == 302
    assert client.post(url("approve", objective.pk), {"reason": ""}).status_code == 409
    assert client.get(url("approve", objective.pk)).status_code == 302
    objective.refresh_from_db()
    assert objective.state == Objective.State.APPROVED


def test_one_submission_makes_one_objective(as_, compliance):
    client = as_(compliance)
    data = whole_data(submission="0" * 32)
    first, second = client.post(url("create"), data), client.post(url("create"), data)
    assert first.url == second.url and Objective.objects.count() == 1


def test_a_stale_save_shows_both_versions(as_, draft, compliance):
    client = as_(compliance)
    revision = draft.revision
    draft.metric = "Uptime"
    save_record(draft, actor=compliance)
    page = client.post(url("update", draft.pk), whole_data(revision=revision))
    assert page.status_code == 409 and "Uptime" in page.text
    draft.refresh_from_db()
    assert draft.metric == "Uptime"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": "ninety"}, "is not a number"),
        ({"baseline": "NaN"}, "is not a number"),
        ({"target": "1" + "0" * 30}, "too large"),
        ({"due_date": "2025-01-01"}, "must lie after the start date"),
        ({"title": ""}, "required"),
    ],
)
def test_bad_input_says_what_to_mend_and_keeps_what_was_typed(as_, compliance, changes, said):
    page = as_(compliance).post(url("create"), whole_data(**changes))
    assert page.status_code == 422 and said in page.text and "Availability" in page.text
    assert not Objective.objects.exists()


def test_the_same_number_written_otherwise_is_no_conflict(as_, draft, compliance):
    revision = draft.revision
    draft.metric = "Uptime"
    save_record(draft, actor=compliance)
    page = as_(compliance).post(url("update", draft.pk), whole_data(revision=revision))
    assert {conflict.label for conflict in page.context["conflicts"]}.isdisjoint({"Baseline", "Target"})


def test_numbers_are_shown_as_the_reader_writes_them(as_, draft, compliance):
    compliance.language = "id"
    compliance.save()
    page = as_(compliance).get(url("update", draft.pk))
    assert 'value="98,5"' in page.text


# Measurements -------------------------------------------------------------------------------------


def test_the_owner_records_a_value_with_one_field_and_corrects_it_with_a_reason(as_, approved, contributor):
    client = as_(contributor)
    page = client.get(url("detail", approved.pk))
    assert url("measure", approved.pk, "2026-01-01") in page.text
    assert client.post(url("measure", approved.pk, "2026-01-01"), {"value": "99,1"}).status_code == 302
    assert client.post(url("measure", approved.pk, "2026-01-01"), {"value": "99,1"}).status_code == 302
    refused = client.post(url("measure", approved.pk, "2026-01-01"), {"value": "98"})
    assert refused.status_code == 422 and "Say why it is corrected" in refused.text and 'value="98"' in refused.text
    kept = Measurement.objects.get()
    assert str(kept.value) == "99.1000"
    data = {"value": "98", "reason": "Late report"}
    assert client.post(url("measure", approved.pk, "2026-01-01"), data).status_code == 302
    assert kept.history.count() == 2
    history = client.get(url("detail", approved.pk) + "?tab=history").text
    assert "Late report" in history and "99.1%" in history and "98%" in history and "99.5000" not in history


@pytest.mark.parametrize("value", ["", "NaN", "inf", "1" + "0" * 30, "lots", "<script>"])
def test_a_bad_value_is_refused_on_the_page(as_, approved, contributor, value):
    page = as_(contributor).post(url("measure", approved.pk, "2026-01-01"), {"value": value})
    assert page.status_code == 422 and "<script>alert" not in page.text
    assert not Measurement.objects.exists()


def test_nobody_measures_ahead_or_somebody_elses_objective(as_, approved, contributor, manager):
    page = as_(contributor).post(url("measure", approved.pk, "2026-06-01"), {"value": "99"})
    assert page.status_code == 422 and "not begun" in page.text
    page = as_(contributor).get(url("measure", approved.pk, "2026-06-01"), follow=True)
    assert page.redirect_chain[0][0].endswith("?tab=measurements") and "not begun" in page.text
    stranger = make_person("stranger@obj.test", "Stranger", "Contributor")
    assert as_(stranger).post(url("measure", approved.pk, "2026-01-01"), {"value": "99"}).status_code == 404
    assert as_(manager).post(url("measure", approved.pk, "2026-01-01"), {"value": "99"}).status_code == 403


# The list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=uptime", True), ("?q=OBJ-0001", True), ("?q=nothing+like+it", False), ("?state=approved", True),
        ("?state=draft", False), ("?attention=measurement_overdue", True), ("?verdict=no_data", True),
        ("?verdict=missed", False), ("?area=Service+Availability", True), ("?state=bogus", False),
        ("?sort=-due_date", True), ("?page=99", True),
    ],
)  # fmt: skip
def test_filters(as_, approved, auditor, query, shown):
    page = as_(auditor).get(url("list") + query)
    assert page.status_code == 200
    assert (approved.get_absolute_url() in page.text) is shown


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_exports(as_, approved, auditor, format):
    answer = as_(auditor).get(url("list") + f"?_export={format}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200 and len(content) > 100
    if format == "csv":
        assert approved.title in content.decode("utf-8-sig")


def test_pages_ask_the_same_number_of_questions_however_long_they_are(
    as_, approved, compliance, contributor, django_assert_max_num_queries
):
    client = as_(compliance)
    objective_create(actor=compliance, title="A first draft")
    objective_create(actor=compliance, owner=contributor, **whole_fields(area="A first whole one"))
    client.get(url("list"))

    def cost(path: str) -> int:
        with django_assert_max_num_queries(40) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    before = cost(url("list")), cost(url("detail", approved.pk)), cost(url("detail", approved.pk) + "?tab=measurements")
    for number in range(6):
        objective_create(actor=compliance, owner=contributor, **whole_fields(area=f"A{number}"))
    for start in (JANUARY, datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)):
        measurement_record(objective=approved, period_start=start, value=99, actor=compliance)
    # Where objectives stand is judged once for each state of the register: two more queries for who comes first.
    assert cost(url("list")) <= before[0] + 2
    after = cost(url("list")), cost(url("detail", approved.pk)), cost(url("detail", approved.pk) + "?tab=measurements")
    assert all(now <= then for now, then in zip(after, before, strict=True)), (before, after)
    assert after[0] <= 12, after


# Import and conversion ----------------------------------------------------------------------------


def test_import_in_the_browser(as_, compliance):
    client = as_(compliance)
    assert client.get(url("import_template")).status_code == 200
    upload = SimpleUploadedFile("objectives.csv", GUIDE.encode())
    answer = client.post(url("import"), {"file": upload})
    assert answer.status_code == 302 and not Objective.objects.exists()
    run = work(ImportRun.objects.get())
    assert client.get(answer.url).status_code == 200 and not Objective.objects.exists()
    assert client.post(answer.url, {"act": "confirm", "check": run.checks}).status_code == 302
    work(run)
    assert Objective.objects.count() == 5


def test_an_opportunity_is_converted_in_the_browser(as_, compliance, manager):
    opportunity = save_record(Opportunity(title="Automate incident categorization"), actor=compliance)
    opportunity_evaluate(opportunity=opportunity, benefit=3, effort=1, actor=compliance)
    assert as_(manager).post(url("from_opportunity", opportunity.pk), {"reason": ""}).status_code == 403
    client = as_(compliance)
    assert client.get(url("from_opportunity", opportunity.pk)).status_code == 200
    answer = client.post(url("from_opportunity", opportunity.pk), {"reason": ""})
    objective = Objective.objects.get()
    assert answer.url == objective.get_absolute_url()
    assert opportunity.reference in client.get(answer.url).text
    assert client.post(url("from_opportunity", opportunity.pk), {"reason": ""}).status_code == 409
