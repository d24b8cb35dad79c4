"""What objectives lack before their approval (6.2.1, 6.2.2): the rules of `smart` held against the register."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format

from objectives import alignment, smart
from objectives.models import Consultation, Objective, Resource
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.context.models import Organization
from smsplan.ui.numbers import figure

#: What is read from other tables; the rest of what `smart` looks at are the record's own columns.
_LINKED = ("services", "committed", "uncommitted", "consulted", "sponsor_is_manager")
_ANNOTATED = {name: f"the_{name}" for name in _LINKED}
_OWN = (*(field for field in smart.FIELDS if field not in _LINKED), "sms_wide", "upper")


def missing(objective: Objective, changes: Mapping[str, Any] | None = None) -> list[smart.Finding]:
    """What the objective lacks before it can be approved; with `changes` (see `values_of`), what it would lack."""
    return smart.missing(values_of(objective, changes))


def marks(objective: Objective) -> list[smart.Mark]:
    """The five criteria, each met or with what the objective lacks."""
    return smart.marks(values_of(objective))


def values_of(objective: Objective, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What `smart` looks at, as the objective stands in memory, its links as they are saved. Two queries at most.

    `changes` are put over it, by the names of the fields; `services` is any sequence, `owner` and `sponsor` are people.
    """
    values = {field: getattr(objective, f"{field}_id" if field in {"owner", "sponsor"} else field) for field in _OWN}
    linked = _linked().filter(pk=objective.pk).values(*_ANNOTATED.values()).first() if objective.pk else None
    values |= _renamed(linked) if linked else dict.fromkeys(_LINKED, ())
    values |= changes or {}
    if (changes and "sponsor" in changes) or not objective.pk:
        values["sponsor_is_manager"] = is_manager(values["sponsor"])
    return _judged(values, standing_statements() if values["serves"] else set())


def of_rows(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What `smart` looks at in rows of the plan that are not saved yet, for the parts that `rows` names."""
    values: dict[str, Any] = {}
    if "committed" in rows:
        values["committed"] = rows["committed"]
        values["uncommitted"] = [row["description"] for row in rows["committed"] if not row["committed_by_id"]]
    if "consultations" in rows:
        values["consulted"] = [row["group"] for row in rows["consultations"]]
    return values


def lacking(keys: Iterable[int]) -> dict[int, list[smart.Finding]]:
    """What each of these objectives lacks. Two queries at most, however many there are."""
    keys = list(keys)
    if not keys:
        return {}
    rows = list(_looked_at().filter(pk__in=keys))
    standing = standing_statements() if any(row["serves"] for row in rows) else set()
    return {row["pk"]: smart.missing(_judged(_renamed(row), standing)) for row in rows}


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{name: row[annotated] for name, annotated in _ANNOTATED.items()}}


def standing_statements() -> set[str]:
    """What an objective can serve today: the organization's priorities and the statements of its policy."""
    organization = Organization.get()
    return {*alignment.priorities(organization.strategic_priorities), *alignment.statements(organization.policy)}


def is_manager(person: User | int | None) -> bool:
    """Whether a person, or the person with that key, has the role that top management has here."""
    key = getattr(person, "pk", person)
    return key is not None and Group.objects.filter(name=roles.MANAGER, user=key).exists()


def _judged(values: Mapping[str, Any], standing: set[str]) -> dict[str, Any]:
    """The values as `smart` takes them: what no longer stands is not served, and figures have words."""
    return {
        **values,
        "serves": [text for text in values["serves"] if text in standing],
        "shown": shown(values),
    }


def shown(values: Mapping[str, Any]) -> dict[str, str]:
    """The figures and the due date of an objective as the reader writes them."""
    unit = values.get("unit") or ""
    words = {
        name: figure(values[name], unit) for name in ("baseline", "target", "upper") if values.get(name) is not None
    }
    if values.get("rule") == "reduction" and "target" in words:
        words["target"] = figure(values["target"], "%")
    if values.get("due_date"):
        words["due_date"] = date_format(values["due_date"])
    return words


@cache
def _looked_at() -> QuerySet[Objective]:
    """What `smart` looks at, of every objective. Put together once, which takes longer than to answer it for a page."""
    return _linked().order_by().values("pk", *_OWN, *_ANNOTATED.values())


def _linked() -> QuerySet[Objective]:
    """Objectives with what is read from other tables, under the names of `_LINKED` with a "the_" before them."""
    one = {"objective": OuterRef("pk")}
    resources = Resource.objects.filter(**one).order_by("pk")
    return Objective.objects.annotate(
        the_services=ArraySubquery(Objective.services.through.objects.filter(**one).values("service")),
        the_committed=ArraySubquery(resources.values("pk")),
        the_uncommitted=ArraySubquery(resources.filter(committed_by=None).values("description")),
        the_consulted=ArraySubquery(Consultation.objects.filter(**one).order_by("pk").values("group")),
        the_sponsor_is_manager=Exists(Group.objects.filter(name=roles.MANAGER, user=OuterRef("sponsor"))),
    )
