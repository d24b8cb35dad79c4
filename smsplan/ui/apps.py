from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "smsplan.ui"
    label = "ui"
