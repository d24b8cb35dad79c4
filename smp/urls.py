from django.urls import path

from smp import document_urls, section_urls, views
from smp.views import distribution, reading, reviewing

app_name = "smp"

urlpatterns = [
    path("", views.PlanHome.as_view(), name="list"),
    path("in-force/", reading.InForce.as_view(), name="in_force"),
    path("in-force/acknowledge/", reading.Acknowledge.as_view(), name="acknowledge"),
    path("acknowledgements/", distribution.Acknowledgements.as_view(), name="acknowledgements"),
    path("distribution/", distribution.DistributionUpdate.as_view(), name="distribution"),
    path("distribution/people/", distribution.ReaderPick.as_view(), name="pick_reader"),
    path("new/", views.VersionCreate.as_view(), name="create"),
    path("drift/", views.PlanDrift.as_view(), name="drift"),
    path("compare/", views.VersionCompare.as_view(), name="compare"),
    path("<int:pk>/", views.VersionDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.VersionUpdate.as_view(), name="update"),
    *section_urls.urlpatterns,
    path("<int:pk>/submit/", views.VersionSubmit.as_view(), name="submit"),
    path("<int:pk>/approve/", views.VersionApprove.as_view(), name="approve"),
    path("<int:pk>/return/", views.VersionReturn.as_view(), name="return"),
    path("<int:pk>/reject/", views.VersionReject.as_view(), name="reject"),
    path("<int:pk>/take-back/", views.VersionTakeBack.as_view(), name="take_back"),
    path("<int:pk>/review/", reviewing.VersionReview.as_view(), name="review"),
    path("<int:pk>/discard/", views.VersionDiscard.as_view(), name="discard"),
    *document_urls.urlpatterns,
]
