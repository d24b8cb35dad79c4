"""The settings of a test process: the one settings module, in test mode, on databases that no other process uses.

pytest-django reads this before any conftest.py, so it is the earliest place where the mode can be set. PostgreSQL and
Valkey are the embedded ones in `.local/test` unless DATABASE_URL and REDIS_URL name others. Runs at the same time in
one checkout, and the xdist processes of a run, share the servers; a run has its slot, each process its databases.
"""

import os
import shutil

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

os.environ["SMSPLAN_MODE"] = "test"

from tests.slots import LOCAL_DIR, claim_slot, process_number, redis_url_of

SLOT = claim_slot()
# The files of the run before are of no use to anybody.
os.environ["MEDIA_ROOT"] = str(LOCAL_DIR / f"media-{SLOT}-{process_number()}")
shutil.rmtree(os.environ["MEDIA_ROOT"], ignore_errors=True)
os.environ["REDIS_URL"] = redis_url_of(SLOT, process_number())

from smsplan.settings import *  # noqa: E402, F403
from smsplan.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

# pytest-django appends the xdist process's name.
DATABASES["default"]["TEST"] = {"NAME": f"test_smsplan_{SLOT}"}
# A test ends its own connections; a kept one would hold up the removal of its database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A slow hash is right everywhere else.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Served from where they lie; tests/infrastructure/test_static.py collects them as production does.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# How long an example takes tells how busy the machine is, not whether a rule holds; and what passed once passes again
# until the code changes. Other examples each time: `make test ARGS=--hypothesis-profile=search`.
hypothesis_settings.register_profile(
    "smsplan", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "search", hypothesis_settings.get_profile("smsplan"), derandomize=False, max_examples=2_000
)
hypothesis_settings.load_profile("smsplan")
