"""The questions on how significant a change is, as fields of a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from changes.significance import LONGEST_WHY, QUESTIONS, Question
from smsplan.ui.forms import dress

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True)
class Asked:
    """A question with its two fields."""

    question: Question
    yes: BoundField
    why: BoundField


def add_questions(form: forms.BaseForm, answers: Mapping[str, Any]) -> None:
    """Give a form two fields for each question, with these answers as first values."""
    for question in QUESTIONS:
        answer = answers.get(question.key) or {}
        form.fields[f"ask_{question.key}"] = forms.ChoiceField(
            label=question.text,
            help_text=question.help,
            choices=YES_NO,
            required=False,
            widget=forms.RadioSelect,
            initial={True: "yes", False: "no"}.get(answer.get("yes"), ""),
        )
        form.fields[f"why_{question.key}"] = forms.CharField(
            label=_("Why?"),
            required=False,
            max_length=LONGEST_WHY,
            strip=True,
            initial=answer.get("why", ""),
        )
    dress(form)


def asked(form: forms.BaseForm) -> list[Asked]:
    """The questions with their fields, in their order."""
    return [Asked(one, form[f"ask_{one.key}"], form[f"why_{one.key}"]) for one in QUESTIONS]


def answers_of(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers in the cleaned data of a form."""
    return {
        question.key: {"yes": data[f"ask_{question.key}"] == "yes", "why": data.get(f"why_{question.key}", "")}
        for question in QUESTIONS
        if data.get(f"ask_{question.key}") in ("yes", "no")
    }
