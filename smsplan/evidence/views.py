from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.audit import diff
from smsplan.audit.events import request_address
from smsplan.evidence import pages, policies, services, signing
from smsplan.evidence.filters import PackFilter
from smsplan.evidence.forms import PackForm
from smsplan.evidence.models import Pack
from smsplan.evidence.tables import PackTable, state_pill
from smsplan.records.services import NotAllowed
from smsplan.records.views import RecordFormPage, RecordListPage, WorkPoll, WorkStatus
from smsplan.ui.parts import Crumb, Empty, Fact
from smsplan.ui.templatetags.ui import moment
from smsplan.ui.views import DetailPage, Entry


class PackList(RecordListPage):
    """All evidence packs, newest first, and the key they are signed with."""

    permission = "evidence.view_pack"
    title = gettext_lazy("Evidence")
    template_name = "evidence/list.html"
    filterset_class = PackFilter
    table_class = PackTable
    create_url = reverse_lazy("evidence:create")
    create_label = gettext_lazy("Request a pack")
    create_permission = "evidence.request_pack"

    def get_queryset(self):
        return Pack.objects.visible_to(self.request.user).for_list()

    def get_empty(self) -> Empty:
        return Empty(
            title=_("No evidence packs yet"),
            text=_(
                "A pack is a ZIP of every register, the Service Management Plan with its approvals, reviews, history "
                "and files, signed so that anybody can check that nothing in it was altered."
            ),
            clause=_("ISO/IEC 20000-1, 7.5: documented information is available, and protected from change."),
            example=_("Surveillance audit 2026"),
            action=self.get_primary(),
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"fingerprint": signing.grouped(signing.fingerprint())}


class PackRequest(RecordFormPage):
    """Ask for a pack."""

    permission = "evidence.request_pack"
    title = gettext_lazy("Request an evidence pack")
    lead = gettext_lazy("It holds the registers as they stand when it is built, signed with the organization's key.")
    form_class = PackForm
    submit_label = gettext_lazy("Request")
    success_message = gettext_lazy("The pack is being built. Your inbox tells when it is ready.")
    cancel_url = reverse_lazy("evidence:list")

    def get_breadcrumbs(self):
        return [Crumb(_("Evidence"), reverse("evidence:list"))]

    def get_initial(self):
        return {"language": self.request.user.language}

    def perform(self, form):
        """The request itself; a form sent twice makes one pack."""
        return services.pack_request(
            actor=self.request.user, title=form.cleaned_data["title"], language=form.cleaned_data["language"]
        )


def status_of(pack: Pack, user) -> WorkStatus:
    """The pack's progress as its page shows it to this person."""
    return WorkStatus(
        pack,
        poll_url=reverse("evidence:progress", args=[pack.pk]),
        retry_url=reverse("evidence:retry", args=[pack.pk]) if policies.can_retry(user, pack) else "",
        download_url=reverse("evidence:download", args=[pack.pk]) if policies.can_download(user, pack) else "",
    )


class PackDetail(DetailPage):
    """One pack: its progress, then its sums and how to check it."""

    permission = "evidence.view_pack"
    template_name = "evidence/detail.html"

    def get_queryset(self):
        return Pack.objects.visible_to(self.request.user).for_list()

    def get_breadcrumbs(self):
        return [Crumb(_("Evidence"), reverse("evidence:list"))]

    def get_title(self) -> str:
        return self.record.title

    def get_pill(self):
        return state_pill(self.record)

    def get_facts(self):
        pack = self.record
        return [
            Fact(_("Requested by"), pack.requested_by),
            Fact(_("Requested"), moment(pack.requested_at)),
            Fact(_("State of the registers"), moment(pack.built_at) if pack.built_at else ""),
            Fact(_("Language"), pack.get_language_display()),
            Fact(_("Size"), filesizeformat(pack.size) if pack.size else ""),
        ]

    def get_tabs(self):
        return [
            ("overview", _("Overview"), None, ""),
            ("history", _("History"), None, "records/_history_tab.html"),
        ]

    def get_tab_context(self, key):
        if key == "history":
            return {"saves": diff.saves(self.record)}
        return {
            "work": status_of(self.record, self.request.user),
            "checks": pages.CHECKS,
            "fingerprint": signing.fingerprint(),
        }


class PackProgress(WorkPoll):
    """The progress of one pack, polled by its page."""

    permission = "evidence.view_pack"

    def get_work(self):
        pack = get_object_or_404(Pack.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return pack, status_of(pack, self.request.user)


class PackRetry(Entry, View):
    """Try a failed pack again."""

    permission = "evidence.request_pack"

    def post(self, request, pk):
        pack = get_object_or_404(Pack.objects.visible_to(request.user), pk=pk)
        try:
            services.pack_retry(pack=pack, actor=request.user)
        except NotAllowed as refusal:
            messages.info(request, " ".join(refusal.messages))
        return redirect(pack)


class PackDownload(Entry, View):
    """The ZIP. Each download is an audit event with the file's SHA-256."""

    permission = "evidence.download_pack"
    http_method_names = ["get"]

    def get(self, request, pk):
        pack = get_object_or_404(Pack.objects.visible_to(request.user), pk=pk)
        try:
            pack = services.pack_download(pack=pack, actor=request.user, address=request_address(request))
        except NotAllowed as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(pack)
        return FileResponse(
            pack.file.open("rb"),
            as_attachment=True,
            filename=f"{pack.reference}.zip",
            content_type="application/zip",
            headers={"Cache-Control": "private, no-store"},
        )
