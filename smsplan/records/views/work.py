"""Long work as its page shows it: progress, retry."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from smsplan.records import longwork
from smsplan.records.models import LongWork
from smsplan.ui.views import Entry


class WorkStatus:
    """Long work as `ui/_progress.html` shows it."""

    def __init__(self, work: LongWork, *, poll_url: str, retry_url: str = "", download_url: str = "", title: str = ""):
        #: What is being made; it stays while the page asks how far it is.
        self.title = title
        self.state = work.work_state
        self.progress = work.percent
        self.step = _(work.step) if work.step else ""
        self.error = work.error
        self.poll_url = poll_url
        self.retry_url = retry_url
        self.download_url = download_url


class WorkPoll(Entry, View):
    """The progress of one piece of long work, polled by its page; `get_work` scopes it to who may see it."""

    def get_work(self) -> tuple[LongWork, WorkStatus]:
        """The work and how it is shown. Raises Http404."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        _work, status = self.get_work()
        response = render(request, "ui/_progress.html", {"work": status})
        if status.state in {LongWork.Progress.READY, LongWork.Progress.FAILED} and request.htmx:
            response["HX-Refresh"] = "true"
        return response


class WorkRetry(Entry, View):
    """Queue failed work again."""

    def get_work(self) -> LongWork:
        """The work. Raises Http404."""
        raise NotImplementedError

    def get_success_url(self, work: LongWork) -> str:
        """Where to go afterwards."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        work = self.get_work()
        longwork.retry(work)
        return redirect(self.get_success_url(work))
