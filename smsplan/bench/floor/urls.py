"""The floor of the registers: 50 of all risks, 8 columns, with a count, from a plain template; others in `views`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from risks.models import Risk
from smsplan.bench.floor import views


def floor(request: HttpRequest) -> HttpResponse:
    """Two queries and a loop; nothing that the register's own list would not need as well."""
    risks = Risk.objects.for_list().order_by("-reference")
    return render(request, "floor.html", {"risks": risks[:50], "count": risks.count()})


urlpatterns = [
    path("", floor),
    path("home/", views.home),
    path("work/", views.work),
    path("plan/", views.plan),
    path("document/", views.document),
    path("section/", views.section),
    path("drift/", views.drift),
    path("changes/", views.changes),
    path("change/", views.change),
    path("board/", views.board),
    path("calendar/", views.calendar),
]
