from django.urls import include, path

from risks.views import acts, assessments, details, forms, imports, lists, matrix, opportunities

risk_urls = (
    [
        path("", lists.RiskList.as_view(), name="list"),
        path("new/", forms.RiskCreate.as_view(), name="create"),
        path("matrix/", matrix.RiskMatrix.as_view(), name="matrix"),
        path("import/", imports.RiskImport.as_view(), name="import"),
        path("import/template/", imports.RiskImportTemplate.as_view(), name="import_template"),
        path("<int:pk>/", details.RiskDetail.as_view(), name="detail"),
        path("<int:pk>/edit/", forms.RiskUpdate.as_view(), name="update"),
        path("<int:pk>/assess/", assessments.RiskAssess.as_view(), name="assess"),
        path("<int:pk>/treat/", acts.RiskTreat.as_view(), name="treat"),
        path("<int:pk>/monitor/", acts.RiskMonitor.as_view(), name="monitor"),
        path("<int:pk>/close/", acts.RiskClose.as_view(), name="close"),
        path("<int:pk>/reopen/", acts.RiskReopen.as_view(), name="reopen"),
    ],
    "risks",
)
opportunity_urls = (
    [
        path("", opportunities.OpportunityList.as_view(), name="list"),
        path("new/", opportunities.OpportunityCreate.as_view(), name="create"),
        path("matrix/", opportunities.OpportunityMatrix.as_view(), name="matrix"),
        path("<int:pk>/", opportunities.OpportunityDetail.as_view(), name="detail"),
        path("<int:pk>/edit/", opportunities.OpportunityUpdate.as_view(), name="update"),
        path("<int:pk>/evaluate/", opportunities.OpportunityEvaluate.as_view(), name="evaluate"),
        path("<int:pk>/decline/", opportunities.OpportunityDecline.as_view(), name="decline"),
    ],
    "opportunities",
)
urlpatterns = [
    path("risks/", include(risk_urls)),
    path("opportunities/", include(opportunity_urls)),
]
