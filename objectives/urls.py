from django.urls import path

from objectives.views import acts, imports, measurements, register

app_name = "objectives"
urlpatterns = [
    path("", register.ObjectiveList.as_view(), name="list"),
    path("new/", register.ObjectiveCreate.as_view(), name="create"),
    path("import/", imports.ObjectiveImport.as_view(), name="import"),
    path("import/template/", imports.ObjectiveImportTemplate.as_view(), name="import_template"),
    path("from-opportunity/<int:pk>/", acts.OpportunityConvert.as_view(), name="from_opportunity"),
    path("<int:pk>/", register.ObjectiveDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", register.ObjectiveUpdate.as_view(), name="update"),
    path("<int:pk>/submit/", acts.ObjectiveSubmit.as_view(), name="submit"),
    path("<int:pk>/approve/", acts.ObjectiveApprove.as_view(), name="approve"),
    path("<int:pk>/return/", acts.ObjectiveReturn.as_view(), name="return"),
    path("<int:pk>/revise/", acts.ObjectiveRevise.as_view(), name="revise"),
    path("<int:pk>/withdraw/", acts.ObjectiveWithdraw.as_view(), name="withdraw"),
    path("<int:pk>/measure/<str:period>/", measurements.MeasurementRecord.as_view(), name="measure"),
]
