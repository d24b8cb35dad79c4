# smsplan. `make demo` and `make test` set a fresh machine up by themselves.

PYTHON ?= python3
VENV := .venv/bin
PORT ?= 8000
DEMO := SMSPLAN_MODE=demo PORT=$(PORT)
IN_DEMO := exec env $(DEMO) $(VENV)/python -m smsplan.embedded run
LOCK := uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

.PHONY: demo demo-reset test bench shell messages format lock

demo: ## Serve the demo at http://127.0.0.1:8000 (PORT= changes it); Ctrl-C stops it and keeps its data.
	@$(PYTHON) smsplan/bootstrap.py demo
	@exec env $(DEMO) $(VENV)/python manage.py demo

demo-reset: ## Throw the demo's data away and start over.
	@$(PYTHON) smsplan/bootstrap.py demo
	@env $(DEMO) $(VENV)/python -m smsplan.embedded reset
	@exec env $(DEMO) $(VENV)/python manage.py demo

test: ## Check and test everything. ARGS= goes to pytest.
	@$(PYTHON) smsplan/bootstrap.py test
	@exec $(VENV)/python -m tests.run $(ARGS)

bench: ## Measure the pages under gunicorn; SCALE= changes the size.
	@$(PYTHON) smsplan/bootstrap.py demo
	@$(IN_DEMO) $(VENV)/python manage.py bench --scale $(or $(SCALE),1)

shell: ## Django's shell on the demo's data.
	@$(PYTHON) smsplan/bootstrap.py demo
	@$(IN_DEMO) $(VENV)/python manage.py shell

messages: ## Collect new translatable texts into locale/.
	@$(PYTHON) smsplan/bootstrap.py demo
	@$(IN_DEMO) $(VENV)/python manage.py extract_translations

format: ## Format the code.
	@$(PYTHON) smsplan/bootstrap.py test
	@$(VENV)/ruff check --fix-only --quiet .
	@$(VENV)/ruff format .

lock: ## Lock the packages anew, with hashes and no addresses.
	@$(PYTHON) -m venv .local/lock && .local/lock/bin/pip install --quiet uv
	@.local/lock/bin/$(LOCK) requirements.in -o requirements.txt
	@.local/lock/bin/$(LOCK) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	@npm install --package-lock-only
	@$(PYTHON) -c "import json; p = 'package-lock.json'; d = json.load(open(p)); [e.pop('funding', None) for e in d['packages'].values()]; open(p, 'w').write(json.dumps(d, indent=2) + chr(10))"
