"""The small values pages are made of: what a view hands to a template, and nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Style = Literal["primary", "secondary", "danger"]
Colour = Literal["grey", "blue", "green", "yellow", "orange", "red"]

COLOURS: tuple[str, ...] = ("grey", "blue", "green", "yellow", "orange", "red")


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; without `url` it is the place we stand."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Action:
    """A button or menu entry. `method="post"` renders a form with a CSRF token."""

    label: str
    url: str
    icon: str = ""
    style: Style = "primary"
    method: Literal["get", "post"] = "get"


@dataclass(frozen=True)
class Move:
    """A transition this person may make now, leading to a confirm page (never a bare GET that acts)."""

    label: str
    url: str
    style: Style = "secondary"
    help: str = ""


@dataclass(frozen=True)
class Step:
    """One stage of a record's life, for the stepper."""

    label: str
    state: Literal["done", "current", "todo"] = "todo"


@dataclass(frozen=True)
class Pill:
    """A state in words; the colour only repeats what the words say."""

    label: str
    colour: Colour = "grey"


@dataclass(frozen=True)
class Fact:
    """A key fact: label and value. An empty value shows as a dash."""

    label: str
    value: Any


@dataclass(frozen=True)
class Note:
    """Something on a record that asks for attention, in a sentence, with the act that cures it."""

    text: str
    colour: Colour = "yellow"
    action: Action | None = None


@dataclass(frozen=True)
class Tab:
    """A tab of a detail page. `count` is shown when it is not None."""

    key: str
    label: str
    url: str = ""
    count: int | None = None
    active: bool = False
    template: str = ""


@dataclass(frozen=True)
class Empty:
    """What an empty list teaches: what belongs here, which clause asks for it, an example, the button to start."""

    title: str
    text: str = ""
    clause: str = ""
    example: str = ""
    action: Action | None = None


@dataclass(frozen=True)
class Conflict:
    """One field that two people changed: what this person typed, and what is saved now."""

    label: str
    yours: str
    theirs: str


@dataclass(frozen=True)
class Face:
    """A way to look at a register, such as its board, and whether it is the one shown."""

    label: str
    url: str
    icon: str
    active: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a matrix: its word and colour, how many are in it, and the list that shows them."""

    label: str
    colour: Colour = "grey"
    count: int = 0
    url: str = ""


@dataclass(frozen=True)
class Matrix:
    """What `ui/_matrix.html` draws: one row of cells per row label, top to bottom."""

    row_labels: Sequence[str]
    column_labels: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    x_title: str
    y_title: str


@dataclass(frozen=True)
class Work:
    """Long work as `ui/_progress.html` shows it; `progress` is a percentage."""

    state: Literal["queued", "running", "ready", "failed"]
    progress: int = 0
    step: str = ""
    error: str = ""
    poll_url: str = ""
    retry_url: str = ""
    download_url: str = ""


@dataclass(frozen=True)
class Selection:
    """What is done with the rows of a list that are ticked: where they are sent, and the sentence for one and many.

    `many` holds `{n}` where the number stands; `query` is the list's state, for all rows of its filter.
    """

    url: str
    one: str
    many: str
    query: str = ""


@dataclass
class Page:
    """Title, way back and the things that can be done: everything above the content of a page."""

    title: str
    breadcrumbs: Sequence[Crumb] = ()
    #: What the page is called at the end of the breadcrumb, where its title says the same as the crumb before it.
    crumb: str = ""
    primary: Action | None = None
    actions: list[Action] = field(default_factory=list)
    lead: str = ""
