"""The Celery application; broker and schedule come from the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smsplan.settings")

app = Celery("smsplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
