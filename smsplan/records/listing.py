"""How a person keeps a list: its columns and page size, and its filters and order under a name."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Lower
from django.utils.translation import gettext as _

from smsplan.accounts.models import User
from smsplan.records.models import ListPreference, SavedView
from smsplan.records.services import locked, require

#: Whoever has this right may let everybody use a view.
SHARE = "records.share_savedview"


@dataclass(frozen=True)
class NamedView:
    """A saved view as the list's menu shows it; `person` is who made it, when that is somebody else."""

    pk: int
    name: str
    query: str
    shared: bool
    own: bool
    person: str = ""


@dataclass(frozen=True)
class Kept:
    """What a person keeps of a list."""

    columns: list[str] = field(default_factory=list)
    per_page: int | None = None
    views: list[NamedView] = field(default_factory=list)


def views_for(person: User, list_key: str) -> QuerySet[SavedView]:
    """The views of a list that a person may use: their own and shared ones."""
    return SavedView.objects.filter(Q(person=person) | Q(shared=True), list_key=list_key)


def kept_by(person: User, list_key: str) -> Kept:
    """What the person keeps of the list, in one query."""
    preference = ListPreference.objects.filter(person=person, list_key=list_key)
    views = (
        views_for(person, list_key)
        .order_by(Lower("name"), "pk")
        .values(
            json=JSONObject(
                pk="pk", name="name", query="query", shared="shared", owner="person_id", person="person__full_name"
            )
        )
    )
    row = (
        User.objects.filter(pk=person.pk)
        .values_list(
            Subquery(preference.values("columns")), Subquery(preference.values("per_page")), ArraySubquery(views)
        )
        .first()
    )
    if row is None:
        return Kept()
    columns, per_page, found = row
    return Kept(
        columns or [],
        per_page,
        [
            NamedView(
                entry["pk"],
                entry["name"],
                entry["query"],
                entry["shared"],
                entry["owner"] == person.pk,
                "" if entry["owner"] == person.pk else entry["person"],
            )
            for entry in found
        ],
    )


@transaction.atomic
def preference_save(
    *, list_key: str, actor: User, columns: list[str] | None = None, per_page: int | None = None
) -> ListPreference:
    """Keep the columns or the page size of a list for a person; what is None stays, an empty list is the default."""
    preference, _made = ListPreference.objects.get_or_create(person=actor, list_key=list_key)
    preference = locked(preference)
    if columns is not None:
        preference.columns = columns
    if per_page is not None:
        preference.per_page = per_page
    preference.full_clean()
    preference.save()
    return preference


@transaction.atomic
def preference_reset(*, list_key: str, actor: User) -> None:
    """Give a list its own columns and page size back."""
    ListPreference.objects.filter(person=actor, list_key=list_key).delete()


@transaction.atomic
def view_create(*, list_key: str, name: str, query: str, actor: User, shared: bool = False) -> SavedView:
    """Keep a list's state under a name. Raises ValidationError, PermissionDenied to share without the right."""
    require(not shared or actor.has_perm(SHARE))
    return _save(SavedView(list_key=list_key, name=name.strip(), query=query, person=actor, shared=shared))


@transaction.atomic
def view_rename(*, view: SavedView, name: str, shared: bool, actor: User) -> SavedView:
    """Name a view anew, share it or keep it to oneself. Raises ValidationError, PermissionDenied."""
    view = locked(view)
    require(view.person_id == actor.pk)
    require(not shared or view.shared or actor.has_perm(SHARE))
    view.name, view.shared = name.strip(), shared
    return _save(view)


@transaction.atomic
def view_update(*, view: SavedView, query: str, actor: User) -> SavedView:
    """Let a view stand for another state of its list. Raises ValidationError, PermissionDenied."""
    view = locked(view)
    require(view.person_id == actor.pk)
    view.query = query
    return _save(view)


@transaction.atomic
def view_delete(*, view: SavedView, actor: User) -> None:
    """Throw a view away; the records it showed are not touched. Raises PermissionDenied."""
    view = locked(view)
    require(view.person_id == actor.pk)
    view.delete()


def _save(view: SavedView) -> SavedView:
    taken = ValidationError({"name": _("You have a view of this name already. Choose another name.")})
    if len(view.query) > SavedView._meta.get_field("query").max_length:
        raise ValidationError(_("These filters are too long to keep as a view. Take some of them away."))
    same = SavedView.objects.filter(person_id=view.person_id, list_key=view.list_key, name=view.name)
    if same.exclude(pk=view.pk).exists():
        raise taken
    view.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:  # Sent twice at the same moment.
        raise taken from None
    return view
