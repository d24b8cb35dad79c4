"""The addresses that need nothing above the context. Lists and pages that show risks are in risks.context_urls."""

from django.urls import path

from smsplan.context import views

app_name = "context"
urlpatterns = [
    path("organization/", views.OrganizationPage.as_view(), name="organization"),
    path("organization/edit/", views.OrganizationUpdate.as_view(), name="organization_update"),
    path("services/new/", views.ServiceCreate.as_view(), name="service_create"),
    path("services/<int:pk>/edit/", views.ServiceUpdate.as_view(), name="service_update"),
    path("practices/new/", views.PracticeCreate.as_view(), name="practice_create"),
    path("practices/<int:pk>/edit/", views.PracticeUpdate.as_view(), name="practice_update"),
    path("obligations/", views.ObligationList.as_view(), name="obligations"),
    path("obligations/new/", views.ObligationCreate.as_view(), name="obligation_create"),
    path("obligations/<int:pk>/edit/", views.ObligationUpdate.as_view(), name="obligation_update"),
]
