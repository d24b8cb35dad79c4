from django.urls import path

from smsplan.reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.ReviewList.as_view(), name="list"),
    path("new/", views.ReviewCreate.as_view(), name="create"),
    path("<int:pk>/", views.ReviewDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ReviewUpdate.as_view(), name="update"),
    path("<int:pk>/freeze/", views.ReviewFreeze.as_view(), name="freeze"),
    path("<int:pk>/pdf/", views.ReviewDownload.as_view(), name="download"),
    path("<int:pk>/pdf/progress/", views.ReviewProgress.as_view(), name="progress"),
    path("<int:pk>/pdf/retry/", views.ReviewRetry.as_view(), name="retry"),
]
