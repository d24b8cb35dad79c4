"""Risks, opportunities, and what they are judged by (6.1). Import them from here."""

from risks.models.assessments import Acceptance, Assessment
from risks.models.criteria import Category, CriteriaBook, Level, RiskCriteria, Scale, in_words
from risks.models.opportunities import Opportunity
from risks.models.risks import OPEN_STATES, Risk

__all__ = [
    "OPEN_STATES",
    "Acceptance",
    "Assessment",
    "Category",
    "CriteriaBook",
    "Level",
    "Opportunity",
    "Risk",
    "RiskCriteria",
    "Scale",
    "in_words",
]
