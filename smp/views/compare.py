"""Two versions side by side in one text: what was inserted, what was deleted."""

import re
from dataclasses import dataclass, field
from itertools import groupby

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateResponseMixin

from smp.compare import Comparison, SectionDifference, compare
from smp.compare.blocks import BlockDifference, PartDifference
from smp.compare.texts import Chunk
from smp.freezing import shown
from smp.images import lineage, picture_url
from smp.models import Version
from smp.views.shared import root_crumb, state_pill
from smsplan.ui.richtext import with_addresses
from smsplan.ui.views import Crumb, Entry, Pill


@dataclass(frozen=True)
class Side:
    """One of the two versions, as the page tells of it."""

    version: Version
    pill: Pill
    changes: list[dict[str, str]]


@dataclass(frozen=True)
class DrawnSection:
    """A section as it is shown: pieces of its text, and its blocks where they stand among them."""

    section: SectionDifference
    pieces: list["DrawnPiece"]


@dataclass(frozen=True)
class DrawnPiece:
    """A piece of text drawn with marks (None for what is left out), or a block part by part."""

    text: list[SafeString | None] = field(default_factory=list)
    block: BlockDifference | None = None
    parts: list[tuple[PartDifference, list[SafeString | None]]] = field(default_factory=list)


class VersionCompare(Entry, TemplateResponseMixin):
    """`?from=` and `?to=` are versions; without them what is being written, or was written last, and what it came from.

    With `?whole=1` everything is shown, else what differs and the headings above it.
    """

    permission = "smp.view_version"
    template_name = "smp/compare.html"
    title = gettext_lazy("Compare versions")

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_breadcrumbs(self) -> list[Crumb]:
        return [root_crumb()]

    @cached_property
    def versions(self) -> list[Version]:
        """Every version this person may see, the newest first."""
        return list(Version.objects.visible_to(self.request.user).for_list().order_by("-major", "-minor", "-pk"))

    def _asked_for(self, name: str) -> Version | None:
        wanted = self.request.GET.get(name, "")
        if not wanted:
            return None
        found = next((version for version in self.versions if str(version.pk) == wanted), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def pair(self) -> tuple[Version | None, Version | None]:
        """The older and the newer version to compare. Raises Http404."""
        newer, older = self._asked_for("to"), self._asked_for("from")
        lasting = [version for version in self.versions if version.state not in Version.GIVEN_UP]
        newer = newer or next((version for version in lasting if version != older), None)
        if older is None and newer is not None:
            before = next((version for version in self.versions if version.pk == newer.based_on_id), None)
            number = (newer.major, newer.minor)
            older = before or next((each for each in lasting if (each.major, each.minor) < number), None)
        return older, newer

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        older, newer = self.pair
        whole = self.request.GET.get("whole") == "1"
        context |= {
            "versions": [(version, version.get_state_display()) for version in self.versions],
            "older": older,
            "newer": newer,
            "whole": whole,
        }
        if older is None or newer is None or older == newer:
            return context
        before, after = shown(older), shown(newer)
        comparison = compare(before, after)
        return context | {
            "comparison": comparison,
            "sides": [
                Side(older, state_pill(older), before.get("changes", [])),
                Side(newer, state_pill(newer), after.get("changes", [])),
            ],
            "sections": self._sections(comparison, older, newer, whole=whole),
            "swap_url": f"{reverse('smp:compare')}?from={newer.pk}&to={older.pk}" + ("&whole=1" if whole else ""),
        }

    def _sections(self, comparison: Comparison, older: Version, newer: Version, *, whole: bool) -> list[DrawnSection]:
        pictures = Pictures(older, newer)
        return [
            DrawnSection(section, _pieces(section, pictures, whole=whole))
            for section in comparison.sections
            if whole or section.changed
        ]


class Pictures:
    """Where the images of two versions are fetched: of the newer one, or of the older when only that one has it."""

    def __init__(self, older: Version, newer: Version) -> None:
        self.older, self.newer = older, newer

    @cached_property
    def address(self) -> str:
        """The version whose page shows the images of both; the newer one comes after the older as a rule."""
        return picture_url(self.newer if self.older.pk in lineage(self.newer) else self.older)

    def shown(self, html: str) -> str:
        """The text with addresses that can be fetched."""
        return with_addresses(html, self.address) if "attachment:" in html else html


_MARK = re.compile(r"<(/?)(ins|del)>")


def spoken(html: str) -> str:
    """Marked text that also tells who does not see it where an insertion or a deletion begins and ends."""
    begins = {"ins": _("inserted:"), "del": _("deleted:")}

    def said(found: re.Match[str]) -> str:
        if found[1]:
            return f'<span class="visually-hidden"> ]</span></{found[2]}>'
        return f'<{found[2]}><span class="visually-hidden">[{begins[found[2]]} </span>'

    return _MARK.sub(said, html)


def _pieces(section: SectionDifference, pictures: Pictures, *, whole: bool) -> list[DrawnPiece]:
    """The section's text with its blocks where they stand; of what does not differ only what is asked for."""
    blocks = {block.key: block for block in section.blocks}
    pieces: list[DrawnPiece] = []
    for is_text, run in groupby(section.text, key=lambda chunk: not chunk.place):
        if is_text:
            drawn = _drawn(list(run), pictures, whole=whole)
            pieces += [DrawnPiece(drawn)] if drawn else []
            continue
        for block in [blocks[chunk.place] for chunk in run if chunk.place in blocks]:
            if whole or block.changed or block.moved:
                parts = [part for part in block.parts if whole or block.mark or part.changed]
                drawn_parts = [(part, _drawn(part.text, pictures, whole=whole)) for part in parts]
                pieces.append(DrawnPiece(block=block, parts=drawn_parts))
    return pieces


def _drawn(text: list[Chunk], pictures: Pictures, *, whole: bool) -> list[SafeString | None]:
    """The blocks of a text; None stands for those in a row that are left out because nothing differs in them."""
    drawn: list[SafeString | None] = []
    for number, chunk in enumerate(text):
        following = text[number + 1] if number + 1 < len(text) else None
        if whole or chunk.changed or (chunk.heading and following is not None and following.changed):
            # Drawn by smp.compare.texts of tags and addresses that it knows, everything else escaped.
            drawn.append(mark_safe(spoken(pictures.shown(chunk.html))))
        elif not drawn or drawn[-1] is not None:
            drawn.append(None)
    return drawn if any(drawn) else []
