"""The people and records of the demo by their short names, while the story is told."""

from typing import Any

from django.db import models

from smsplan.accounts.models import User
from smsplan.demo.diary import Calendar, Diary


class World:
    """What exists so far. People are named by their e-mail without the domain, records by `kind:key`."""

    def __init__(self, diary: Diary):
        self.diary = diary
        self._people: dict[str, User] = {}
        self._records: dict[str, models.Model] = {}

    @property
    def calendar(self) -> Calendar:
        """The calendar that "days ago" are counted in."""
        return self.diary.calendar

    def add_person(self, name: str, person: User) -> None:
        """Remember a person."""
        self._people[name] = person

    def person(self, name: str) -> User:
        """A person, the same object each time, so that permissions are looked up once."""
        return self._people[name]

    def keep(self, name: str, record: Any) -> None:
        """Remember a record."""
        self._records[name] = record

    def record(self, name: str) -> Any:
        """A record as it now stands in the database."""
        known = self._records[name]
        return type(known)._base_manager.get(pk=known.pk)

    def pks(self, kind: str, keys: tuple[str, ...]) -> list[int]:
        """The ids of several records of a kind."""
        return [self._records[f"{kind}:{key}"].pk for key in keys]

    def job(self, name: str) -> dict[str, Any]:
        """Owner and accountable role, as a record has them."""
        person = self.person(name)
        return {"owner": person, "owner_role": person.job_title}
