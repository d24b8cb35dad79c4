"""Who may ask, over what path."""

from django.urls import include, path

urlpatterns = [
    path("", include("smsplan.inbox.urls")),
    path("", include("smsplan.records.urls")),
    path("accounts/", include("allauth.account.urls")),
]
