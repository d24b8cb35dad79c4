"""Objectives by words."""

from django.db.models import Q, QuerySet

from objectives.models import Objective


def search(queryset: QuerySet[Objective], words: str) -> QuerySet[Objective]:
    """The objectives whose reference, sentence, area or metric holds every word."""
    for word in words.split()[:8]:
        queryset = queryset.filter(
            Q(title__icontains=word)
            | Q(reference__icontains=word)
            | Q(area__icontains=word)
            | Q(metric__icontains=word)
        )
    return queryset
