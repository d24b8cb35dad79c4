"""What a person may do is asked in one query, and is what Django's own two would say."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission

from smsplan.accounts.backends import WindowedBackend
from smsplan.accounts.models import User

ROLES = ("Compliance", "Manager", "Contributor", "Auditor", "Administrator")


def fresh(person: User) -> User:
    """The person without what was remembered of them."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("somebody@rights.test", "a-long-pass-phrase-1", full_name="Somebody")


@pytest.mark.parametrize("roles", [(), *((role,) for role in ROLES), ("Auditor", "Contributor")])
def test_rights_are_those_of_all_groups_and_their_own(person, roles, django_assert_num_queries):
    person.groups.set(Group.objects.filter(name__in=roles))
    person.user_permissions.add(Permission.objects.get(codename="add_risk"))
    asked = fresh(person)
    with django_assert_num_queries(1):
        rights = WindowedBackend().get_all_permissions(asked)
        assert asked.has_perm("risks.add_risk") and not asked.has_perm("risks.no_such_right")
    assert rights == ModelBackend().get_all_permissions(fresh(person)) and len(rights) > 10 * len(roles)


def test_a_right_that_was_taken_away_is_gone_with_the_next_request(person):
    person.groups.set(Group.objects.filter(name="Auditor"))
    assert fresh(person).has_perm("risks.view_risk")
    person.groups.clear()
    assert not fresh(person).has_perm("risks.view_risk")


def test_nobody_and_who_is_switched_off_have_none_and_a_superuser_all(person):
    person.groups.set(Group.objects.filter(name="Compliance"))
    person.is_active = False
    assert WindowedBackend().get_all_permissions(person) == set()
    assert WindowedBackend().get_all_permissions(AnonymousUser()) == set()
    person.is_active = person.is_superuser = True
    assert len(WindowedBackend().get_all_permissions(person)) == Permission.objects.count()
    # Rights are held for whole registers: nobody has one for a single record.
    assert WindowedBackend().get_all_permissions(fresh(person), obj=person) == set()


def test_who_holds_a_right_is_who_has_it_in_whatever_way(person):
    people = {
        role: User.objects.create_user(f"{role}@rights.test", "a-long-pass-phrase-1", full_name=role) for role in ROLES
    }
    for role, somebody in people.items():
        somebody.groups.set(Group.objects.filter(name=role))
    person.user_permissions.add(Permission.objects.get(codename="approve_change"))
    User.objects.create_superuser("all@rights.test", "a-long-pass-phrase-1", full_name="All")
    for names in (("changes.approve_change",), ("risks.view_risk", "risks.own_risk"), ("risks.no_such_right",)):
        able = {each for each in User.objects.all() if any(each.has_perm(name) for name in names)}
        assert set(User.objects.holding(*names)) == able
        assert User.objects.holding(*names).count() == len(able), "each once"
    assert person in User.objects.holding("changes.approve_change")
    assert people["Manager"] in User.objects.holding("changes.approve_change")
