from django.urls import path

from changes import acts, views
from smsplan.records.views import list_paths

app_name = "changes"
urlpatterns = [
    path("", views.ChangeList.as_view(), name="list"),
    *list_paths(views.ChangeList),
    path("new/", views.ChangeCreate.as_view(), name="create"),
    path("<int:pk>/", views.ChangeDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ChangeUpdate.as_view(), name="update"),
    path("<int:pk>/submit/", acts.ChangeSubmit.as_view(), name="submit"),
    path("<int:pk>/approve/", acts.ChangeApprove.as_view(), name="approve"),
    path("<int:pk>/return/", acts.ChangeReturn.as_view(), name="return"),
    path("<int:pk>/reject/", acts.ChangeReject.as_view(), name="reject"),
    path("<int:pk>/start/", acts.ChangeStart.as_view(), name="start"),
    path("<int:pk>/implement/", acts.ChangeImplement.as_view(), name="implement"),
    path("<int:pk>/verify/", acts.ChangeVerify.as_view(), name="verify"),
    path("<int:pk>/close/", acts.ChangeClose.as_view(), name="close"),
    path("<int:pk>/cancel/", acts.ChangeCancel.as_view(), name="cancel"),
]
