from django.urls import path

from smsplan.work import views

app_name = "work"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("work/", views.MyWork.as_view(), name="list"),
]
