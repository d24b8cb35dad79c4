from django.urls import path

from objectives.views import (
    acts,
    alignment,
    bulk,
    closing,
    corrective,
    drafts,
    imports,
    links,
    lists,
    marks,
    measurements,
    milestones,
    register,
    revisions,
)
from smsplan.records.views import list_paths

app_name = "objectives"
urlpatterns = [
    path("", lists.ObjectiveList.as_view(), name="list"),
    path("bulk/", bulk.ObjectiveBulk.as_view(), name="bulk"),
    *list_paths(lists.ObjectiveList),
    path("new/", drafts.ObjectiveCreate.as_view(), name="create"),
    path("marks/", marks.Marks.as_view(), name="marks"),
    path("alignment/", alignment.Alignment.as_view(), name="alignment"),
    *imports.objective_import_urls,
    path("pick/", links.ObjectivePick.as_view(), name="pick"),
    path("at-stake/<int:pk>/", links.AtStake.as_view(), name="at_stake"),
    path("from-opportunity/<int:pk>/", acts.OpportunityConvert.as_view(), name="from_opportunity"),
    path("<int:pk>/", register.ObjectiveDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", drafts.ObjectiveUpdate.as_view(), name="update"),
    path("<int:pk>/marks/", marks.MarksOf.as_view(), name="marks_of"),
    path("<int:pk>/milestones/<int:milestone>/", milestones.MilestoneDone.as_view(), name="milestone"),
    path("<int:pk>/risks/", links.ObjectiveRisks.as_view(), name="risks"),
    path("<int:pk>/submit/", acts.ObjectiveSubmit.as_view(), name="submit"),
    path("<int:pk>/approve/", acts.ObjectiveApprove.as_view(), name="approve"),
    path("<int:pk>/return/", acts.ObjectiveReturn.as_view(), name="return"),
    path("<int:pk>/revise/", revisions.ObjectiveRevise.as_view(), name="revise"),
    path("<int:pk>/revisions/<int:revision>/approve/", revisions.RevisionApprove.as_view(), name="revision_approve"),
    path("<int:pk>/revisions/<int:revision>/reject/", revisions.RevisionReject.as_view(), name="revision_reject"),
    path("<int:pk>/revisions/<int:revision>/withdraw/", revisions.RevisionWithdraw.as_view(), name="revision_withdraw"),
    path("<int:pk>/corrective-action/", corrective.CorrectiveCreate.as_view(), name="corrective"),
    path("<int:pk>/close/", closing.ObjectiveClose.as_view(), name="close"),
    path("<int:pk>/withdraw/", acts.ObjectiveWithdraw.as_view(), name="withdraw"),
    path("<int:pk>/measure/<str:period>/", measurements.MeasurementRecord.as_view(), name="measure"),
]
