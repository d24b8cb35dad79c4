"""How a person keeps a list: its columns and page size, and its filters and order under a name."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
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


#: Written out, since every list asks for it and putting it together would take longer than answering it.
_KEPT = """
SELECT (SELECT columns FROM records_listpreference WHERE person_id = %(person)s AND list_key = %(key)s),
    (SELECT per_page FROM records_listpreference WHERE person_id = %(person)s AND list_key = %(key)s),
    ARRAY(
        SELECT json_build_array(view.id, view.name, view.query, view.shared, view.person_id, person.full_name)
        FROM records_savedview view JOIN accounts_user person ON person.id = view.person_id
        WHERE view.list_key = %(key)s AND (view.shared OR view.person_id = %(person)s)
        ORDER BY lower(view.name), view.id
    )
"""


def kept_by(person: User, list_key: str) -> Kept:
    """What the person keeps of the list, and the views of it that they may use (see `views_for`), in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"person": person.pk, "key": list_key})
        columns, per_page, views = cursor.fetchone()
    return Kept(
        columns or [],
        per_page,
        [
            NamedView(key, name, query, shared, owner == person.pk, "" if owner == person.pk else full_name)
            for key, name, query, shared, owner, full_name in views
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
