# Everything a newcomer types. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench screenshots messages lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.ready ## install everything into .venv (and Debian packages where missing)

$(VENV)/.ready: requirements/dev.txt requirements/schemas.txt pyproject.toml tools/system-packages.sh
	bash tools/system-packages.sh
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/pip check
	$(BIN)/pip install --quiet --no-deps --require-hashes --upgrade --target $(VENV)/schemas -r requirements/schemas.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	bash tools/build-assets.sh
	touch $@

run: setup ## start the site with the demo city at http://localhost:8000
	bash tools/build-assets.sh
	$(BIN)/sekisho serve --demo --port $(PORT)

test: setup ## run every test: core, server on SQLite and PostgreSQL, browser
	bash tools/test.sh

check: setup ## lint, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## measure against peers; writes docs/benchmarks.md and build/bench.json
	$(BIN)/python benchmarks/run.py

screenshots: setup ## take the pictures of the READMEs from the running product
	$(BIN)/python tools/screenshots.py

messages: setup ## collect the strings of the screens into the message catalogues
	bash tools/messages.sh

lock: ## renew the locked dependencies (needs uv)
	uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements/dev.txt

clean: ## remove what was built, keep the data
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
