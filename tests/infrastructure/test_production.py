"""Production starts with its own values or not at all."""

from tests.infrastructure.production import VALUES, required_variables, start_check


def test_values_of_these_tests_are_those_that_the_settings_demand():
    assert set(VALUES) == set(required_variables())


def test_each_missing_variable_is_refused_by_its_name():
    started = {
        name: start_check({key: value for key, value in VALUES.items() if key != name}) for name in required_variables()
    }
    for name, process in started.items():
        output, _ = process.communicate(timeout=300)
        assert process.returncode != 0, name
        assert f"{name} is missing" in output, output


def test_demo_defaults_are_refused_by_name():
    wrong = {
        "SECRET_KEY": "demo-only-" + "not-a-secret-" * 6,
        "SITE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": "sqlite:///db.sqlite3",
    }
    started = {name: start_check(VALUES | {name: value}) for name, value in wrong.items()}
    for name, process in started.items():
        output, _ = process.communicate(timeout=300)
        assert process.returncode != 0, name
        assert f"{name} must" in output, output


def test_deployment_check_is_clean():
    process = start_check(VALUES, "--deploy", "--fail-level", "WARNING")
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    assert "no issues" in output, output


def test_the_demo_does_not_run_in_production():
    process = start_check(VALUES | {"SMSPLAN_MODE": "staging"})
    output, _ = process.communicate(timeout=300)
    assert process.returncode != 0
    assert "SMSPLAN_MODE must be one of" in output
