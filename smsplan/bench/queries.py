"""How many SQL queries each page takes, counted from inside."""

from collections.abc import Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from smsplan.accounts.models import User
from smsplan.bench.maker import EMAIL
from smsplan.bench.pages import pages


def signed_in() -> Client:
    """A test client signed in as the compliance officer of the benchmark."""
    client = Client()
    client.force_login(User.objects.get(email=EMAIL), backend="smsplan.accounts.backends.WindowedBackend")
    return client


def query_counts(wanted: Mapping[str, str] | None = None) -> dict[str, int]:
    """Queries per page, or per page wanted (name and path), when it is opened for the second time, as most pages are.

    Raises AssertionError when one fails.
    """
    client = signed_in()
    counts = {}
    for name, path in (pages() if wanted is None else wanted).items():
        for _ in range(2):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                response = client.get(path)
                if response.streaming:
                    response.getvalue()
        assert response.status_code == 200, f"{path} answers with {response.status_code}"
        counts[name] = len(captured)
    return counts
