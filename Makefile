# Kjenn. `make run` tries it, `make test` checks it; both need Python 3.11 or newer and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PY := .venv/bin/python
# Any Python that is new enough makes the environment; PYTHON=… chooses another.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
endif
# What settings demand, for checks that read them and connect to nothing.
UNUSED := KJENN_ENV=trial SECRET_KEY=unused KJENN_LINK_KEY=unused KJENN_BASE_URL=http://localhost \
	DATABASE_URL=postgresql:///unused CELERY_BROKER_URL=redis://unused
OURS := config profiles consents segments surveys files integrations tests benchmarks scripts manage.py

.PHONY: help run stop reset install test check format lint types imports migrations translations \
	messages pytest browser pictures faults bench worker beat lock

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 22

run: .trial ## Try Kjenn: install, start everything, show the address and the sign-in (PORT=8001 for another port)
	@exec $(PY) -m config.trial run

stop: .python ## Stop everything that make run started
	@if [ -x $(PY) ]; then exec $(PY) -m config.trial stop; else echo "Nothing is installed, so nothing runs."; fi

reset: .trial ## Empty the trial after asking (YES=1 answers)
	@exec $(PY) -m config.trial reset

install: .trial ## Prepare .venv alone

test: .dev browser ## Check everything: style, types, imports, migrations, translations and tests
	@$(MAKE) --no-print-directory --keep-going check pytest

check: lint types imports migrations translations ## Check all but the tests

format: .dev ## Put the code into shape
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format --quiet .

lint: .dev ## Check style and shape
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: .dev ## Check types
	@env $(UNUSED) $(PY) -m mypy $(OURS)

imports: .dev ## Check which room may import which
	@.venv/bin/lint-imports

migrations: .dev ## Check that no migration is missing
	@$(PY) -m tests.services $(PY) manage.py makemigrations --check --dry-run

translations: .dev ## Check that the languages are whole
	@$(PY) scripts/translations.py check

messages: .dev ## Gather the texts to translate into locale/*/django.po
	@$(PY) scripts/translations.py update

pytest: .dev ## Run the tests (faults at a tenth of their length)
	@$(PY) -m pytest $(if $(filter skip,$(KJENN_BROWSER)),--ignore=tests/browser)

browser: .dev
	@$(PY) scripts/browser.py

pictures: .dev browser ## Take the pictures of docs/ anew, with the made-up company
	@KJENN_PICTURES=1 $(PY) -m pytest -q tests/browser/test_pictures.py

faults: .dev ## Run the long fault tests
	@KJENN_FAULTS=full $(PY) -m pytest tests/faults tests/trial

bench: .dev ## Measure at 100,000 and 1,000,000 customers, and compare with what one would use otherwise
	@$(PY) -m tests.services $(PY) -m benchmarks --customers 100000
	@$(PY) -m tests.services $(PY) -m benchmarks --customers 1000000

worker: .trial ## Run one more worker beside the trial
	@exec $(PY) -m config.trial with $(PY) -m celery -A config worker --pool threads -c 2 -l info -n "extra-$$$$@%h"

beat: .trial ## Run the scheduler alone, beside the trial's services
	@exec $(PY) -m config.trial with $(PY) -m celery -A config beat --pidfile= -s /tmp/kjenn-beat -l info

lock: .dev ## Write requirements/*.txt anew from pyproject.toml (UPGRADE=1 takes the newest)
	@$(PY) scripts/lock.py $(if $(UPGRADE),--upgrade)

.PHONY: .python .trial .dev
.python:
	@test -n "$(PYTHON)" || { echo "Kjenn needs Python 3.11 or newer: install it, or name it, PYTHON=/path/to/python make run" >&2; exit 1; }

.trial: .python
	@$(PYTHON) scripts/install.py trial

.dev: .python
	@$(PYTHON) scripts/install.py dev
