"""The URLconf, walked as every role, against one table of address x role x answer (tests/permissions.txt).

Each address is asked with GET and then with POST without content, on a record that exists and belongs to the
contributor. When an address is new or an answer changes, the test shows the difference; `UPDATE_PERMISSIONS=1` writes
the table anew, for a person to read before it is committed.
"""

import os
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver

from tests.everything import address, one_of_each
from tests.people import People

TABLE = Path(__file__).with_name("permissions.txt")
ROLES = ("anonymous", "compliance", "manager", "contributor", "auditor", "administrator", "outsider")
#: Pages of the sign-in package that have their own tests upstream; the ones we close are in tests/accounts.
FOREIGN = "accounts/"


def patterns(resolver=None, prefix: str = ""):
    """Every address of the URLconf as (path with placeholders, name)."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        elif not path.startswith(FOREIGN):
            yield path


@pytest.fixture
def keys(people: People) -> dict[str, dict[str, object]]:
    """A record of every kind."""
    return one_of_each(people)


def walk(client, people, keys) -> dict[str, dict[str, str]]:
    """What each role gets at each address: "GET/POST"."""
    answers: dict[str, dict[str, str]] = {}
    for role in ROLES:
        client.logout()
        if role != "anonymous":
            client.force_login(getattr(people, role), backend="smsplan.accounts.backends.WindowedBackend")
        for path in patterns():
            url = address(path, keys)
            codes = []
            for method in ("get", "post"):
                # Each question is asked of the same records: what an answer changed is taken back.
                with transaction.atomic():
                    codes.append(str(getattr(client, method)(url).status_code))
                    transaction.set_rollback(True)
            answers.setdefault("/" + path, {})[role] = "/".join(codes)
    return answers


def as_text(answers: dict[str, dict[str, str]]) -> str:
    """The table, one address a line."""
    width = max(len(path) for path in answers)
    lines = [" ".join([f"{'address':{width}}", *(f"{role:13}" for role in ROLES)]).rstrip()]
    for path, row in sorted(answers.items()):
        lines.append(" ".join([f"{path:{width}}", *(f"{row[role]:13}" for role in ROLES)]).rstrip())
    return "\n".join(lines) + "\n"


@pytest.mark.slow
def test_every_address_answers_every_role_as_the_table_says(client, people, keys):
    walked = walk(client, people, keys)
    text = as_text(walked)
    if os.environ.get("UPDATE_PERMISSIONS"):
        TABLE.write_text(text)
    nobody_who_has_not_signed_in_sees_anything(walked)
    no_address_fails_for_anybody(walked)
    who_has_no_role_reaches_only_their_own_pages(walked)
    an_auditor_writes_nothing(walked)
    assert text.splitlines() == TABLE.read_text().splitlines()


def nobody_who_has_not_signed_in_sees_anything(walked):
    to_sign_in = {path for path, row in walked.items() if row["anonymous"] == "302/302"}
    # Whether the server answers; and the language of the sign-in page.
    assert set(walked) - to_sign_in == {"/healthz/", "/people/me/preferences/"}


def no_address_fails_for_anybody(walked):
    failing = {path: row for path, row in walked.items() if any("/5" in f"/{codes}" for codes in row.values())}
    assert not failing


def who_has_no_role_reaches_only_their_own_pages(walked):
    reached = {path for path, row in walked.items() if row["outsider"].startswith("200")}
    assert reached <= {"/", "/healthz/", "/work/", "/inbox/", "/people/me/"}


#: Where an auditor may send something: their own things, and a pack or a PDF to be built.
AUDITOR_MAY_POST = (
    "/evidence/new/",
    "/evidence/<int:pk>/retry/",
    "/inbox/",
    "/objectives/dashboard/pdf/",
    "/smp/<int:pk>/preview/",
    "/people/me/",
)
#: How a list looks to them, under any register: columns, page size, and views that they alone see.
AUDITOR_MAY_KEEP = ("/preference/", "/views/new/")


def an_auditor_writes_nothing(walked):
    written = {
        path
        for path, row in walked.items()
        if row["auditor"].split("/")[1] not in {"403", "404", "405"}
        and not path.startswith(AUDITOR_MAY_POST)
        and not path.endswith(AUDITOR_MAY_KEEP)
    }
    assert not written
