"""Comments on a section, also while it is in review: said, answered, dealt with."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from smp.views.sections import OfSection, comments_context
from smsplan.ui.views import Crumb, Entry


class SectionComments(OfSection, Entry):
    """The comments on a section: a page by itself, or the part of it that another page fetches."""

    permission = "smp.view_version"

    def get(self, request, *args, **kwargs):
        part = request.htmx and not request.htmx.history_restore_request
        response = render(request, "smp/_comments.html" if part else "smp/comments.html", self.get_context_data())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_title(self) -> str:
        return _("Comments on “%(title)s”") % {"title": self.section.title}

    def get_breadcrumbs(self) -> list[Crumb]:
        return [*super().get_breadcrumbs()[:-1], Crumb(self.section.title, self.section.get_absolute_url())]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | comments_context(self.section, self.request.user)
