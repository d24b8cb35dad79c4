from django.urls import path

from smsplan.records import audit_views, views
from smsplan.records.views import action_list, actions

app_name = "records"
urlpatterns = [
    path("audit/", audit_views.AuditTrail.as_view(), name="audit"),
    path("files/<int:content_type>/<int:pk>/attach/", views.AttachView.as_view(), name="attach"),
    path("files/<int:pk>/", views.AttachmentDownload.as_view(), name="download"),
    path("files/<int:pk>/withdraw/", views.DetachView.as_view(), name="detach"),
    path("discussion/<int:content_type>/<int:pk>/", views.CommentPage.as_view(), name="comment"),
    path("discussion/<int:content_type>/<int:pk>/people/", views.CommentPeople.as_view(), name="comment_people"),
    path("discussion/<int:pk>/resolve/", views.CommentResolve.as_view(), name="comment_resolve"),
    path("discussion/<int:pk>/withdraw/", views.CommentWithdraw.as_view(), name="comment_withdraw"),
    path("actions/", action_list.ActionList.as_view(), name="actions"),
    path("actions/new/<int:content_type>/<int:pk>/", actions.ActionCreate.as_view(), name="action_create"),
    path("actions/<int:pk>/", actions.ActionDetail.as_view(), name="action"),
    path("actions/<int:pk>/edit/", actions.ActionUpdate.as_view(), name="action_update"),
    path("actions/<int:pk>/start/", actions.ActionStart.as_view(), name="action_start"),
    path("actions/<int:pk>/finish/", actions.ActionFinish.as_view(), name="action_finish"),
    path("actions/<int:pk>/cancel/", actions.ActionCancel.as_view(), name="action_cancel"),
    path("actions/<int:pk>/check/", actions.ActionCheck.as_view(), name="action_check"),
]
