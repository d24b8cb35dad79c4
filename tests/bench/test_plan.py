"""The plan on paper, measured: small here, and nothing of it stays."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from smp.models import Version
from smsplan.accounts.models import User
from smsplan.bench import plan
from smsplan.context.models import Service


@pytest.mark.django_db
def test_the_plan_is_put_on_paper_and_taken_back(monkeypatch, tmp_path):
    monkeypatch.setattr(plan, "SERVICES", 12)
    monkeypatch.setattr(plan, "RISKS_IN_PLAN", 8)
    monkeypatch.setattr(plan, "PARAGRAPHS", 1)
    said = io.StringIO()
    call_command("bench_plan", keep=tmp_path / "plan.pdf", stdout=said)
    first, words = said.getvalue().split("\n", 1)
    figures = json.loads(first)["plan"]
    assert (figures["services"], figures["risks"]) == (12, 8)
    assert list(figures["seconds"]) == ["gather", "render", "sign", "mark"] == list(figures["processor_seconds"])
    assert figures["memory_peak"] >= figures["memory_before"] > 50_000_000
    assert "12 services and 8 risks" in words and "s of a processor" in words
    pages = PdfReader(tmp_path / "plan.pdf").pages
    assert len(pages) == figures["pages"] > 10
    assert any("Application Support" in " ".join(page.extract_text().split()) for page in pages)
    assert not User.objects.exists() and not Service.objects.exists() and not Version.objects.exists()


@pytest.mark.usefixtures("people")
def test_a_database_in_use_is_left_alone():
    with pytest.raises(CommandError, match="not empty"):
        call_command("bench_plan")
