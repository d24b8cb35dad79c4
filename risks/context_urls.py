"""The addresses of the context: those of its own room, and the pages on which it is seen with the risks on it."""

from django.urls import path

from risks.views import context
from smsplan.context.urls import urlpatterns as own_paths

app_name = "context"
urlpatterns = [
    path("services/", context.ServiceList.as_view(), name="services"),
    path("services/<int:pk>/", context.ServicePage.as_view(), name="service"),
    path("practices/", context.PracticeList.as_view(), name="practices"),
    path("practices/<int:pk>/", context.PracticePage.as_view(), name="practice"),
    path("obligations/<int:pk>/", context.ObligationPage.as_view(), name="obligation"),
    *own_paths,
]
