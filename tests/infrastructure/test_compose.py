"""docker-compose.yml runs what the demo runs, and sets what production demands."""

from pathlib import Path

import pytest
import yaml

from smsplan.embedded import commands
from tests.infrastructure.production import required_variables

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = ["migrate", "web", "worker", "beat"]


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("web", commands.WEB),
        ("worker", commands.WORKER),
        ("beat", commands.beat("/data/beat-schedule")),
        ("migrate", commands.MIGRATE),
    ],
)
def test_commands_are_those_of_the_demo(service, command):
    assert SERVICES[service]["command"] == command


def test_every_part_of_the_production_form_is_there():
    assert set(SERVICES) == {"postgres", "valkey", "migrate", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("service", OURS)
def test_every_required_variable_is_set(service):
    missing = [name for name in required_variables() if not SERVICES[service]["environment"].get(name)]
    assert not missing
    assert SERVICES[service]["environment"]["SMSPLAN_MODE"] == "production"


@pytest.mark.parametrize("service", OURS)
def test_our_services_run_without_rights_they_do_not_need(service):
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert "ports" not in SERVICES[service], "only the proxy is reachable from outside"


def test_secrets_have_no_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "EVIDENCE_SIGNING_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text
        assert f"{name}=\n" in (ROOT / "deploy" / "env.example").read_text()


def test_image_has_every_package_of_the_application():
    dockerfile = (ROOT / "Dockerfile").read_text()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for folder in ("smsplan", "risks", "objectives", "changes", "smp", "templates", "static", "locale", "deploy"):
        assert f"COPY {folder} {folder}\n" in dockerfile
        assert f"!{folder}" in ignored
