"""The database shows the past: whatever was asked then is answered the same now, and nothing of it leaks out."""

import datetime
import threading

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import Count, Max
from django.db.utils import DatabaseError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risks.models import Assessment, Category, Risk
from risks.services import risk_assess, risk_close, risk_create
from smsplan.accounts import roles
from smsplan.audit.as_of import reading_past, today
from smsplan.audit.events import Action, record_event
from smsplan.audit.models import Event
from smsplan.context.models import Practice, Service
from smsplan.records.comments import comment_add, comment_withdraw
from smsplan.records.models import Attachment, Comment
from smsplan.records.services import attach, detach, save_record
from tests.people import person
from tests.threads import at_once

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 3, 2)


def on(day: datetime.date, hour: int = 3):
    """The clock at an hour (UTC) of a day; 3 is ten in the morning in Jakarta."""
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(hour), tzinfo=datetime.UTC), tick=True)


def days(number: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=number)


def picture(model, *many: str) -> list:
    """Every row of a model with its links, as plain values."""
    return [
        (*row.values(), *(sorted(getattr(model(pk=row["id"]), name).values_list("pk", flat=True)) for name in many))
        for row in model.objects.order_by("pk").values()
    ]


def everything() -> dict[str, list]:
    """All that the risk register holds."""
    return {
        "risks": picture(Risk, "services", "practices", "obligations"),
        "assessments": picture(Assessment),
        "comments": picture(Comment, "mentions"),
        "files": picture(Attachment),
        "services": picture(Service),
        "history": picture(Risk.history.model),
    }


def test_a_day_ends_at_midnight_of_the_reader(people):
    with on(MONDAY, 16):  # 23:00 in Jakarta
        save_record(Service(title="In time"), actor=people.compliance)
    with on(MONDAY, 18):  # 01:00 of the next day in Jakarta
        save_record(Service(title="Too late"), actor=people.compliance)
    with timezone.override("Asia/Jakarta"), reading_past(MONDAY):
        assert [service.title for service in Service.objects.all()] == ["In time"]
    with timezone.override("UTC"), reading_past(MONDAY):
        assert Service.objects.count() == 2


def test_what_is_judged_by_today_is_judged_by_that_day():
    with reading_past(MONDAY):
        assert today() == MONDAY
    assert today() == timezone.localdate()


def test_fields_links_files_and_comments_as_they_were(people):
    author = people.compliance
    with on(MONDAY):
        one, two = (save_record(Service(title=title), actor=author) for title in ("One", "Two"))
        risk = risk_create(actor=author, title="Before", likelihood=1, impact=1, many={"services": [one, two]})
        file = attach(record=risk, upload=SimpleUploadedFile("a.txt", b"text"), actor=author)
        comment = comment_add(record=risk, text="@Bambang Hartono look", actor=author)
    before = everything()
    with on(days(2)):
        risk.title = "After"
        save_record(risk, actor=author, many={"services": [two]})
        risk_assess(risk=risk, actor=author, likelihood=3, impact=3, kind="residual", rationale="Worse")
        detach(attachment=file, actor=author, reason="Wrong one")
        comment_withdraw(comment=comment, actor=author)
        one.title = "One renamed"
        save_record(one, actor=author)
        risk_create(actor=author, title="Later")
    after = everything()
    for day in (MONDAY, days(1)):
        with reading_past(day):
            assert everything() == before
    with reading_past(days(2)):
        assert everything() == after
    with reading_past(days(-1)):
        assert not Risk.objects.exists() and not Service.objects.exists() and not Comment.objects.exists()
        assert Category.objects.exists(), "what a migration made has no beginning"
    assert everything() == after


def test_the_orm_reads_it_in_every_way(people):
    with on(MONDAY):
        service = save_record(Service(title="Service"), actor=people.compliance)
        category = Category.objects.first()
        risk = risk_create(
            actor=people.compliance, title="Risk", likelihood=1, impact=1, category=category,
            owner=people.contributor, many={"services": [service]},
        )  # fmt: skip
        comment_add(record=risk, text="Said", actor=people.manager)
    with on(days(3)):
        comment_add(record=risk, text="Said later", actor=people.manager)
        risk_close(risk=risk, actor=people.compliance, reason="Gone")
    with reading_past(days(1)):
        found = Risk.objects.select_related("category").only("title", "category__name", "category__name_id")
        assert [(one.title, str(one.category), one.cause) for one in found] == [("Risk", str(category), "")]
        assert Risk.objects.select_related("owner", "inherent__criteria").get().inherent.criteria.number == 1
        counted = Risk.objects.annotate(n=Count("comments"), last=Max("assessments__created_at")).get()
        assert (counted.n, counted.state, counted.title) == (1, "assessed", "Risk")
        assert Service.objects.annotate(n=Count("risks")).get().n == 1
        assert list(Risk.objects.open().values_list("level").annotate(n=Count("pk"))) == [(1, 1)]
        assert Risk.objects.prefetch_related("services", "comments").get().comments.get().text == "Said"
        assert Risk.objects.filter(services__title="Service", assessments__level=1).distinct().count() == 1
        assert [one.pk for one in Risk.objects.iterator(chunk_size=2)] == [risk.pk]


def test_a_category_that_was_renamed_is_there_before_too(people):
    category = Category.objects.first()
    with on(days(5)):
        category.name = "Renamed"
        save_record(category, actor=people.compliance)
    with reading_past(MONDAY):
        assert Category.objects.filter(pk=category.pk).count() == 1
    with reading_past(days(5)):
        assert Category.objects.get(pk=category.pk).name == "Renamed"


def test_people_are_as_they_are_today(people):
    with reading_past(MONDAY):
        assert people.contributor.has_perm("risks.own_risk")
        assert type(people.contributor).objects.get(pk=people.contributor.pk).full_name == "Sari Melati"


@pytest.mark.parametrize(
    "write",
    [
        lambda: Risk.objects.create(title="New", reference="RSK-9999"),
        lambda: Event.objects.create(action=Action.EXPORTED),
        lambda: Risk.objects.update(title="Other"),
        lambda: Practice.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_write(people, write):
    risk_create(actor=people.compliance, title="Risk")
    with pytest.raises(DatabaseError), reading_past(timezone.localdate()):
        write()
    assert [risk.title for risk in Risk.objects.all()] == ["Risk"]


def test_an_audit_event_is_written_when_the_past_is_left(people):
    with reading_past(MONDAY):
        record_event(action=Action.EXPORTED, actor=people.auditor, label="Risks")
        assert not Event.objects.filter(target_label="Risks").exists()
    assert Event.objects.get(target_label="Risks").actor == people.auditor
    with pytest.raises(ZeroDivisionError), reading_past(MONDAY):
        record_event(action=Action.EXPORTED, actor=people.auditor, label="Never sent")
        raise ZeroDivisionError
    assert not Event.objects.filter(target_label="Never sent").exists()


def views_left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_views WHERE schemaname LIKE 'pg_temp%%'")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_behind_in_the_connection_also_after_an_error():
    author = person("author@example.test", roles.COMPLIANCE)
    risk_create(actor=author, title="Today")
    with reading_past(MONDAY):
        assert views_left() > 10 and not Risk.objects.exists()
    assert views_left() == 0
    with pytest.raises(ZeroDivisionError), reading_past(MONDAY):
        raise ZeroDivisionError
    with pytest.raises(DatabaseError), reading_past(MONDAY):
        Risk.objects.update(title="Other")
    assert views_left() == 0 and Risk.objects.get().title == "Today"
    assert connection.features.allows_group_by_selected_pks
    with transaction.atomic():
        risk_create(actor=author, title="Another")
    assert Risk.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_each_see_their_own_day():
    author = person("author@example.test", roles.COMPLIANCE)
    for number in range(4):
        with on(days(number)):
            risk_create(actor=author, title=f"Risk {number}")
    together = threading.Barrier(5)

    def read(number: int) -> set[int]:
        seen = set()
        for _again in range(5):
            together.wait(60)
            if number == 4:
                seen.add(Risk.objects.count())
                continue
            with reading_past(days(number)):
                seen.add(Risk.objects.count())
        return seen

    assert at_once([lambda number=number: read(number) for number in range(5)]) == [{1}, {2}, {3}, {4}, {4}]


# Any series of edits ------------------------------------------------------------------------------

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["create", "rename", "link", "assess", "close", "comment", "withdraw", "attach"]),
        st.integers(0, 3),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=8,
)


def edit(kind: str, which: int, step: int, author, services) -> None:
    """One edit of the `which`-th risk, or nothing where there is none to edit."""
    if kind == "create":
        risk_create(actor=author, title=f"Risk {step}", many={"services": services[:step]})
        return
    risk = Risk.objects.order_by("pk")[which : which + 1].first()
    if risk is None:
        return
    if kind == "rename":
        risk.title = f"Renamed {step}"
        save_record(risk, actor=author)
    elif kind == "link":
        save_record(risk, actor=author, many={"services": services[step - 1 :]})
    elif kind == "assess" and risk.is_open:
        risk_assess(risk=risk, actor=author, likelihood=step, impact=step, kind="residual", rationale="")
    elif kind == "close" and risk.is_open:
        risk_close(risk=risk, actor=author, reason="Gone")
    elif kind == "comment":
        comment_add(record=risk, text=f"Comment {step}", actor=author)
    elif kind == "withdraw":
        comment = Comment.objects.filter(target_id=risk.pk, withdrawn_at=None).first()
        if comment:
            comment_withdraw(comment=comment, actor=author)
    elif kind == "attach":
        attach(record=risk, upload=SimpleUploadedFile("a.txt", b"text"), actor=author)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_each_day_is_read_as_it_was_photographed(people, edits):
    author = people.compliance
    with transaction.atomic():
        photographs = {}
        with on(days(0), 1):
            services = [save_record(Service(title=f"Service {number}"), actor=author) for number in range(3)]
        for number, (kind, which, step) in enumerate(edits):
            with on(days(number)):
                edit(kind, which, step, author, services)
            photographs[days(number)] = everything()
        for day, photograph in photographs.items():
            with reading_past(day):
                assert everything() == photograph
        transaction.set_rollback(True)
