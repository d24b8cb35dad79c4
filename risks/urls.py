from django.urls import include, path

from risks.views import opportunities, risks

risk_urls = (
    [
        path("", risks.RiskList.as_view(), name="list"),
        path("new/", risks.RiskCreate.as_view(), name="create"),
        path("matrix/", risks.RiskMatrix.as_view(), name="matrix"),
        path("import/", risks.RiskImport.as_view(), name="import"),
        path("import/template/", risks.RiskImportTemplate.as_view(), name="import_template"),
        path("<int:pk>/", risks.RiskDetail.as_view(), name="detail"),
        path("<int:pk>/edit/", risks.RiskUpdate.as_view(), name="update"),
        path("<int:pk>/assess/", risks.RiskAssess.as_view(), name="assess"),
        path("<int:pk>/treat/", risks.RiskTreat.as_view(), name="treat"),
        path("<int:pk>/monitor/", risks.RiskMonitor.as_view(), name="monitor"),
        path("<int:pk>/close/", risks.RiskClose.as_view(), name="close"),
        path("<int:pk>/reopen/", risks.RiskReopen.as_view(), name="reopen"),
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
