"""The application's settings without middleware, context processors or translations."""

from pathlib import Path

from smsplan.settings import *  # noqa: F403
from smsplan.settings import INSTALLED_APPS

MIDDLEWARE = []
# The sign-in package insists on its middleware.
INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("allauth")]
ROOT_URLCONF = "smsplan.bench.floor.urls"
USE_I18N = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent],
        "OPTIONS": {"context_processors": []},
    }
]
