"""The page of one version."""

from dataclasses import replace

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smp import content, policies, selectors
from smp.arranging import placed
from smp.control import document_control
from smp.document import successor
from smp.freezing import author_names, shown
from smp.images import on_screen
from smp.models import Decision, Version
from smp.rounds import round_of
from smp.taking_up import with_addresses
from smp.views.documents import paper_of
from smp.views.shared import READ, OfVersion, publication_of, root_crumb, state_pill, work_status
from smsplan.audit import diff
from smsplan.records.views import RecordDetailPage
from smsplan.ui.richtext import is_blank
from smsplan.ui.templatetags.ui import day, moment
from smsplan.ui.views import Action, Crumb, Fact, Move, Step

#: Decisions whose comments stand above the version until it is submitted again.
_SENT_AWAY = (Decision.Kind.RETURNED, Decision.Kind.REJECTED)
_COMMENTED = (Version.State.DRAFT, Version.State.REJECTED)


class VersionDetail(OfVersion, RecordDetailPage):
    """One version: its sections with their blocks, decisions, coverage and history."""

    permission = READ
    template_name = "smp/detail.html"
    change_permission = "smp.change_version"

    def get_object(self) -> Version:
        return self.version

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb()]

    def get_crumb(self) -> str:
        return self.version.reference

    def get_pill(self):
        return state_pill(self.version)

    def get_primary(self) -> Action | None:
        publication = publication_of(self.version)
        if publication is not None and publication.sha256:
            return Action(_("Download PDF"), reverse("smp:document", args=[self.version.pk]), icon="download")
        return None

    def extra_actions(self) -> list[Action]:
        user, version = self.request.user, self.version
        actions = []
        if version.state in Version.OPEN and user.has_perm("smp.view_version"):
            preview = reverse("smp:preview", args=[version.pk])
            actions.append(Action(_("Preview as PDF"), preview, icon="eye", method="post"))
        if version.based_on is not None and user.has_perm("smp.view_version"):
            url = f"{reverse('smp:compare')}?from={version.based_on_id}&to={version.pk}"
            compare = _("Compare with %(version)s") % {"version": version.based_on}
            actions.append(Action(compare, url, icon="git-compare"))
        if policies.can_write(user, version):
            actions.append(Action(_("Edit title and reason"), reverse("smp:update", args=[version.pk]), icon="pencil"))
        if policies.can_discard(user, version):
            actions.append(Action(_("Discard this draft"), reverse("smp:discard", args=[version.pk]), icon="x"))
        if policies.can_reject(user, version):
            actions.append(Action(_("Reject for good"), reverse("smp:reject", args=[version.pk]), icon="x"))
        return actions

    def get_steps(self) -> list[Step]:
        """Draft, in review, in force; and what came after."""
        version = self.version
        if version.state in Version.GIVEN_UP:
            return []
        states = [Version.State.DRAFT, Version.State.IN_REVIEW, Version.State.APPROVED]
        if version.state == Version.State.SUPERSEDED:
            states.append(Version.State.SUPERSEDED)
        position = states.index(version.state)
        return [
            Step(str(state.label), "done" if number < position else "current" if number == position else "todo")
            for number, state in enumerate(states)
        ]

    def get_moves(self) -> list[Move]:
        user, version = self.request.user, self.version
        moves = []
        if policies.can_submit(user, version):
            moves.append(Move(_("Submit for approval"), reverse("smp:submit", args=[version.pk]), "primary"))
        if policies.can_take_back(user, version):
            moves.append(Move(_("Take back"), reverse("smp:take_back", args=[version.pk])))
        if policies.can_return(user, version):
            moves.append(Move(_("Return with comments"), reverse("smp:return", args=[version.pk])))
        if policies.can_approve(user, version):
            moves.append(Move(_("Approve"), reverse("smp:approve", args=[version.pk]), "primary"))
        return moves

    def get_facts(self) -> list[Fact]:
        version = self.version
        publication = publication_of(version)
        facts = [
            Fact(_("Authors"), ", ".join(author_names(version))),
            Fact(_("Reason for this version"), version.get_reason_kind_display()),
            Fact(_("What changes"), version.change_summary),
            Fact(_("Based on"), version.based_on),
            Fact(_("Language"), version.get_language_display()),
        ]
        if version.submitted_by:
            facts.append(Fact(_("Submitted"), f"{version.submitted_by}, {moment(version.submitted_at)}"))
        if version.approved_by:
            facts.append(Fact(_("Approved"), f"{version.approved_by}, {moment(version.approved_at)}"))
        if version.effective_on:
            facts.append(Fact(_("In force since"), day(version.effective_on)))
        if version.state == Version.State.APPROVED:
            facts.append(Fact(_("Next review"), day(version.next_review_on)))
        if version.content_sha256:
            facts.append(Fact(_("SHA-256 of the content"), version.content_sha256))
        if publication is not None and publication.sha256:
            facts.append(Fact(_("SHA-256 of the document"), publication.sha256))
        return facts

    def get_tabs(self):
        tabs = [("overview", _("Document"), None, "")]
        if self.request.user.has_perm("smp.view_version"):
            tabs += [
                ("control", _("Document control"), None, "smp/_control.html"),
                ("decisions", _("Decisions"), self.version.decisions.count(), "smp/_decisions.html"),
                ("coverage", _("Coverage"), None, "smp/_coverage_tab.html"),
                ("history", _("History"), None, "ui/_history.html"),
            ]
        return tabs

    def get_tab_context(self, key: str) -> dict:
        version = self.version
        if key == "control":
            document = shown(version)
            return {"document": document, "paper": paper_of(version), **document_control(version, document)}
        if key == "decisions":
            return {"decisions": version.decisions.all()}
        if key == "coverage":
            titles = {name: required.title for name, required in content.BY_KEY.items()}
            lines = selectors.coverage(version)
            return {"coverage": [(line, [titles[name] for name in line.sections]) for line in lines]}
        if key == "history":
            return {"saves": _saves(version)}
        return self._overview()

    def _overview(self) -> dict:
        user, version = self.request.user, self.version
        document = shown(version)
        may_write = policies.can_write(user, version)
        sees_drafts = user.has_perm("smp.view_version")
        comments = {section.key: count for section, count in selectors.open_comments(version)} if sees_drafts else {}
        sections = [
            section
            | {
                "pieces": placed(on_screen(section["html"], version), section["blocks"]),
                "comments_url": reverse("smp:comments", args=[version.pk, section["key"]]) if sees_drafts else "",
                "open_comments": comments.get(section["key"], 0),
                "written": not is_blank(section["html"]),
                "guidance": content.BY_KEY[section["key"]].guidance if section["key"] in content.BY_KEY else "",
                "url": reverse("smp:section", args=[version.pk, section["key"]]) if may_write else "",
            }
            for section in document["sections"]
        ]
        last = version.decisions.last()
        superseded = version.state == Version.State.SUPERSEDED and sees_drafts
        waits = version.state == Version.State.IN_REVIEW and not version.is_publishing
        return {
            "sections": sections,
            "outline_url": reverse("smp:outline", args=[version.pk]) if may_write else "",
            "done": sum(section["written"] for section in sections),
            "returned": last if last and last.kind in _SENT_AWAY and version.state in _COMMENTED else None,
            "work": work_status(version, user),
            "successor": successor(version) if superseded else None,
            "paper": paper_of(version),
            "taken_up": with_addresses(document.get("changes", []), user),
            "own": waits and policies.can_decide(user, version) and policies.is_author(user, version),
            "approvals": round_of(version) if waits or version.is_publishing else None,
            "changed_language": version.language != translation.get_language(),
        }


def _saves(version: Version) -> list[diff.Save]:
    """The saves of the version and of its sections as one list, newest first; a section's say which it is."""
    saves = diff.saves(version)
    for section in version.sections.all():
        saves += [replace(save, verb=f"{section.title}: {save.verb}") for save in diff.saves(section) if save.changes]
    return sorted(saves, key=lambda save: save.at, reverse=True)[:200]
