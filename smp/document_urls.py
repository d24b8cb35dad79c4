"""The addresses of the plan on paper: previews of an open version, and the published document."""

from django.urls import path

from smp.views import documents, previews

urlpatterns = [
    path("<int:pk>/preview/", previews.VersionPreview.as_view(), name="preview"),
    path("<int:pk>/preview/progress/", previews.PreviewProgress.as_view(), name="preview_progress"),
    path("<int:pk>/preview/file/", previews.PreviewFile.as_view(), name="preview_file"),
    path("<int:pk>/publication/", documents.PublicationPoll.as_view(), name="publication"),
    path("<int:pk>/publication/retry/", documents.PublicationRetry.as_view(), name="retry"),
    path("<int:pk>/document/", documents.DocumentDownload.as_view(), name="document"),
    path("<int:pk>/document/original/", documents.DocumentOriginal.as_view(), name="original"),
    path("<int:pk>/document/certificate/", documents.DocumentCertificate.as_view(), name="certificate"),
]
