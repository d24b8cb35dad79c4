"""A person as a column of a row."""

from typing import Any

from django.conf import settings
from django.db import models


def person_key(label: Any = None, **options: Any) -> models.ForeignKey:
    """A foreign key to a person, who is never deleted while a row names them, and has no way back to the rows.

    `label` is its verbose name; `options` are those of the field, such as `null`, `blank` and `editable`.
    """
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.PROTECT, related_name="+", **options
    )
