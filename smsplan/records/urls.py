from django.urls import path

from smsplan.records import audit_views, views

app_name = "records"
urlpatterns = [
    path("audit/", audit_views.AuditTrail.as_view(), name="audit"),
    path("files/<int:content_type>/<int:pk>/attach/", views.AttachView.as_view(), name="attach"),
    path("files/<int:pk>/", views.AttachmentDownload.as_view(), name="download"),
    path("files/<int:pk>/withdraw/", views.DetachView.as_view(), name="detach"),
    path("discussion/<int:content_type>/<int:pk>/", views.CommentPage.as_view(), name="comment"),
    path("discussion/<int:content_type>/<int:pk>/people/", views.CommentPeople.as_view(), name="comment_people"),
    path("discussion/<int:pk>/withdraw/", views.CommentWithdraw.as_view(), name="comment_withdraw"),
]
