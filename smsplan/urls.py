"""Who may ask, over what path."""

from django.http import Http404, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe


@require_safe
def healthz(request) -> HttpResponse:
    """Whether the web server answers; says nothing else, to anybody."""
    return HttpResponse("ok", content_type="text/plain")


def closed(request) -> HttpResponse:
    """A page of the sign-in package that is not for anybody here: administrators keep e-mail addresses."""
    raise Http404


urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("", include("smsplan.work.urls")),
    path("", include("risks.urls")),
    path("objectives/measurements/", include("objectives.measurement_urls")),
    path("objectives/", include("objectives.urls")),
    path("changes/", include("changes.urls")),
    path("smp/", include("smp.urls")),
    path("reviews/", include("smsplan.reviews.urls")),
    path("evidence/", include("smsplan.evidence.urls")),
    path("context/", include("risks.context_urls")),
    path("", include("smsplan.accounts.urls")),
    path("", include("smsplan.inbox.urls")),
    path("", include("smsplan.records.urls")),
    path("accounts/email/", closed),
    path("accounts/login/code/confirm/", closed),
    path("accounts/", include("allauth.account.urls")),
]
