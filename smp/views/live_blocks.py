"""The live blocks beside a section's form: each as it will print, and the choice of what can be inserted."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.generic import View

from smp.arranging import said_of, settled
from smp.blocks import drawn
from smp.content import BLOCK_SHOWS, BLOCKS
from smp.models import Version
from smp.views.shared import OfVersion
from smsplan.ui.richtext import clean_html
from smsplan.ui.views import Entry


class BlockShow(OfVersion, Entry, View):
    """A live block as the registers fill it now, in the version's language: what the editor shows in the text."""

    permission = "smp.change_version"

    def get(self, request, pk, block) -> HttpResponse:
        if block not in BLOCKS:
            raise Http404
        with override(self.version.language):
            answer = render(request, "smp/blocks/block.html", {"block": drawn([block])[block]})
        answer["Cache-Control"] = "no-store"
        return answer


def block_choices() -> list[tuple[str, Any, Any]]:
    """Every live block: key, title, and what it shows in a line."""
    return [(key, title, BLOCK_SHOWS[key]) for key, title in BLOCKS.items()]


def blocks_of(body: str, blocks: Sequence[str]) -> list[str]:
    """The live blocks of what is in a form: those that stand in its text, then those listed beside it."""
    return settled(clean_html(body, markers=BLOCKS), [key for key in blocks if key in BLOCKS])[1]


def blocks_context(version: Version, blocks: Sequence[str], act: str = "") -> dict[str, Any]:
    """The section's blocks as they will print, the others with what each shows, and where the focus goes.

    `act` is what was done to a block, without a script: a verb, a colon and its key.
    """
    with override(version.language):
        data = drawn(blocks)
    shown = [{"key": key, "block": data[key]} for key in blocks]
    for entry in shown:
        entry["title"] = BLOCKS[entry["key"]]
    verb, _colon, acted_on = act.partition(":")
    return {
        "live_blocks": shown,
        "other_blocks": [
            {"key": key, "title": title, "shows": shows} for key, title, shows in block_choices() if key not in blocks
        ],
        "act_verb": "" if acted_on not in blocks else "down" if verb == "up" and blocks[0] == acted_on else verb,
        "act_key": acted_on,
        "act_words": said_of(act, blocks),
        "version": version,
    }
