from django.urls import path

from smsplan.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.PackList.as_view(), name="list"),
    path("new/", views.PackRequest.as_view(), name="create"),
    path("<int:pk>/", views.PackDetail.as_view(), name="detail"),
    path("<int:pk>/progress/", views.PackProgress.as_view(), name="progress"),
    path("<int:pk>/retry/", views.PackRetry.as_view(), name="retry"),
    path("<int:pk>/download/", views.PackDownload.as_view(), name="download"),
]
