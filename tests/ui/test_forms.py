"""Forms: an empty choice is a word or a dash, and never the framework's row of hyphens; text comes as it was."""

import django_filters
import pytest
from django import forms
from django.contrib.auth.models import Group

from smsplan.accounts.models import User
from smsplan.ui.forms import BaseForm, BaseModelForm, dress_filters

pytestmark = pytest.mark.django_db

COLOURS = [("", "---------"), ("red", "Red")]


class PersonForm(BaseModelForm):
    group = forms.ModelChoiceField(Group.objects.all(), required=False)
    colour = forms.ChoiceField(choices=COLOURS, required=False)
    choice = forms.ChoiceField(choices=lambda: COLOURS, required=False)
    known = forms.ChoiceField(choices=[("a", "---a"), ("b", "B")])

    class Meta:
        model = User
        fields = ("language",)


class PersonFilter(django_filters.FilterSet):
    group = django_filters.ModelChoiceFilter(queryset=Group.objects.all(), field_name="groups")
    language = django_filters.ChoiceFilter(choices=[("en", "English")])
    active = django_filters.BooleanFilter(
        field_name="is_active", widget=forms.Select(choices=[("", "---------"), ("true", "Yes")])
    )


def test_an_empty_choice_of_a_form_is_a_dash():
    html = PersonForm().as_p()
    assert "-----" not in html
    assert html.count('<option value="" selected>–</option>') == 3


def test_what_is_chosen_stays_valid():
    form = PersonForm({"language": "id", "group": "", "colour": "red", "choice": "", "known": "b"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["colour"] == "red"


def test_an_empty_choice_of_a_filter_says_that_anything_will_do():
    form = PersonFilter(queryset=User.objects.all()).form
    dress_filters(form)
    html = form.as_p()
    assert "-----" not in html
    assert html.count(">Any</option>") == 3


class NoteForm(BaseForm):
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=9)


def test_a_text_that_a_browser_sends_back_unchanged_is_unchanged():
    form = NoteForm({"note": "One\r\n\r\ntwo"}, initial={"note": "One\n\ntwo"})
    assert form.is_valid(), "an end of a line counts as one character, as it does while one types"
    assert form.cleaned_data["note"] == "One\n\ntwo"
    assert not form.has_changed()
    assert 'rows="3"' in str(form["note"]) and "form-control" in str(form["note"])
