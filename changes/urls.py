from django.urls import path

from changes import views
from changes.views import board, bulk, calendar, log, risks
from smsplan.records.views import list_paths

app_name = "changes"
urlpatterns = [
    path("", views.ChangeList.as_view(), name="list"),
    *list_paths(views.ChangeList),
    path("bulk/", bulk.ChangeBulk.as_view(), name="bulk"),
    path("board/", board.ChangeBoard.as_view(), name="board"),
    path("calendar/", calendar.ChangeCalendar.as_view(), name="calendar"),
    path("new/", views.ChangeCreate.as_view(), name="create"),
    path("significance/", views.FormMarks.as_view(), name="significance"),
    path("<int:pk>/", views.ChangeDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ChangeUpdate.as_view(), name="update"),
    path("<int:pk>/submit/", views.ChangeSubmit.as_view(), name="submit"),
    path("<int:pk>/approve/", views.ChangeApprove.as_view(), name="approve"),
    path("<int:pk>/return/", views.ChangeReturn.as_view(), name="return"),
    path("<int:pk>/reject/", views.ChangeReject.as_view(), name="reject"),
    path("<int:pk>/start/", views.ChangeStart.as_view(), name="start"),
    path("<int:pk>/implement/", views.ChangeImplement.as_view(), name="implement"),
    path("<int:pk>/verify/", views.ChangeVerify.as_view(), name="verify"),
    path("<int:pk>/criteria/<int:criterion>/", views.CriterionVerify.as_view(), name="criterion"),
    path("<int:pk>/communications/<int:communication>/", log.CommunicationLog.as_view(), name="communication"),
    path("<int:pk>/trainings/<int:training>/", log.TrainingLog.as_view(), name="training"),
    path("<int:pk>/milestones/<int:milestone>/", log.MilestoneLog.as_view(), name="milestone"),
    path("<int:pk>/risks/", risks.ChangeRisks.as_view(), name="risks"),
    path("<int:pk>/risks/new/", risks.RiskFromChange.as_view(), name="raise_risk"),
    path("<int:pk>/impacts/<int:impact>/risk/", risks.RiskFromChange.as_view(), name="impact_risk"),
    path("<int:pk>/follow-up/", views.ChangeFollowUp.as_view(), name="follow_up"),
    path("<int:pk>/close/", views.ChangeClose.as_view(), name="close"),
    path("<int:pk>/cancel/", views.ChangeCancel.as_view(), name="cancel"),
]
