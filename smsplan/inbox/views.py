from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from smsplan.inbox import mailbox, services
from smsplan.inbox.models import Notification
from smsplan.ui.parts import Page
from smsplan.ui.views import SIGNED_IN, Entry


class InboxPage(Entry, View):
    """A person's notifications, newest first."""

    permission = SIGNED_IN

    def get(self, request):
        notes = Paginator(Notification.objects.filter(recipient=request.user), 50)
        page = Page(title=_("Inbox"), breadcrumbs=[])
        return render(request, "inbox/inbox.html", {"page": page, "notes": notes.get_page(request.GET.get("page"))})

    def post(self, request):
        services.mark_read(recipient=request.user)
        return redirect("inbox:inbox")


class OpenNotification(Entry, View):
    """Mark a notification read and go where it leads."""

    permission = SIGNED_IN

    def post(self, request, pk):
        note = get_object_or_404(Notification, pk=pk, recipient=request.user)
        services.mark_read(recipient=request.user, pk=pk)
        return redirect(note.url or "inbox:inbox")


class MailPage(Entry, View):
    """The mails that the demo wrote into its folder, for the administrator."""

    permission = "accounts.change_user"

    def get(self, request):
        if getattr(settings, "EMAIL_FILE_PATH", None) is None:
            raise Http404
        mails = Paginator(mailbox.read(settings.EMAIL_FILE_PATH), 25)
        page = Page(title=_("Mail"), breadcrumbs=[])
        return render(request, "inbox/mail.html", {"page": page, "mails": mails.get_page(request.GET.get("page"))})
