from django.urls import path

from smsplan.inbox import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.InboxPage.as_view(), name="inbox"),
    path("inbox/<int:pk>/open/", views.OpenNotification.as_view(), name="open"),
    path("mail/", views.MailPage.as_view(), name="mail"),
]
