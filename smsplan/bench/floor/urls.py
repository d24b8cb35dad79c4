"""One page: 50 of all risks, 8 columns, with a count, from a plain template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from risks.models import Risk


def floor(request: HttpRequest) -> HttpResponse:
    """Two queries and a loop; nothing that the register's own list would not need as well."""
    risks = Risk.objects.for_list().order_by("-reference")
    return render(request, "floor.html", {"risks": risks[:50], "count": risks.count()})


urlpatterns = [path("", floor)]
