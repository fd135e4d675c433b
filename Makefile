# What one does here every day; `make` alone lists it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

VENV ?= .venv
PYTHON := $(VENV)/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
T ?= tests
PYTEST_ARGS ?= -q -n auto --dist loadfile
PACKAGES := engine catalog prices builder browse community api config benchmarks

.PHONY: help run test lint format bench docs lock screenshots

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.runs ## start the site: web, worker and beat (HOST=…, PORT=…)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_starter
	@exec $(PYTHON) manage.py up --host $(HOST) --port $(PORT)

test: $(VENV)/.tests ## run the tests (T=tests/engine for some)
	@$(PYTHON) -m pytest $(PYTEST_ARGS) $(T)

lint: $(VENV)/.tests ## check style, types, layers, migrations and templates
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	@$(PYTHON) -m djlint --quiet --lint templates
	@$(PYTHON) -m mypy
	@$(VENV)/bin/lint-imports
	@$(PYTHON) .ci/lengths.py $(PACKAGES)
	@$(PYTHON) manage.py check --fail-level WARNING
	@$(PYTHON) manage.py makemigrations --check --dry-run

format: $(VENV)/.tests ## mend what can be mended
	@$(PYTHON) -m ruff check --fix-only .
	@$(PYTHON) -m ruff format .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

bench: $(VENV)/.tests ## measure accuracy and speed: the figures that the site states
	@$(PYTHON) -m benchmarks

docs: $(VENV)/.runs ## write docs/rules.md out of the rules
	@$(PYTHON) manage.py document_rules

screenshots: $(VENV)/.tests ## picture the main pages, for README and docs
	@$(PYTHON) -m tests.browser.screenshots

lock: $(VENV)/.tests ## lock the newest allowed versions of requirements*.in, with hashes
	@$(PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras \
		--no-emit-index-url --no-header requirements.in --output-file requirements.txt
	@$(PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras \
		--no-emit-index-url --no-header requirements-dev.in --output-file requirements-dev.txt

# A stamp holds the checksum of what was installed, so that a checkout with new times on old files installs nothing.
$(VENV)/.runs: $(PYTHON) requirements.txt
	@sh .ci/install $(PYTHON) $@ requirements.txt

$(VENV)/.tests: $(PYTHON) requirements.txt requirements-dev.txt
	@sh .ci/install $(PYTHON) $@ requirements.txt requirements-dev.txt

$(PYTHON):
	@sh .ci/venv $(VENV)
