"""Objectives, the plans to achieve them, and their measurements (6.2). Import them from here."""

from objectives.models.choices import Direction, Frequency, Rule, Verdict
from objectives.models.documents import DashboardDocument
from objectives.models.measurements import Measurement
from objectives.models.objectives import PLAN_FIELDS, Objective, ObjectiveQuerySet
from objectives.models.plan import Consultation, Milestone, Resource
from objectives.models.revisions import Revision

__all__ = [
    "PLAN_FIELDS",
    "Consultation",
    "DashboardDocument",
    "Direction",
    "Frequency",
    "Measurement",
    "Milestone",
    "Objective",
    "ObjectiveQuerySet",
    "Resource",
    "Revision",
    "Rule",
    "Verdict",
]
