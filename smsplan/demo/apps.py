"""The demo as a Django application, for its commands."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Commands that run the demo, load its organization, and keep the translations."""

    name = "smsplan.demo"
    label = "demo"
