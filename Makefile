# `make` lists the targets. Needs: Python 3.11 or newer with venv (Debian: python3-venv), make, git.
SHELL := /bin/sh
PY := .venv/bin/python
UV := .venv/bin/uv
FLASK := .venv/bin/flask
export FLASK_APP := app.py
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench chaos fix words migration docs demo

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; choose one with make PYTHON=python3.12"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv || { echo "python3 -m venv failed: on Debian install python3-venv"; rm -rf .venv; exit 1; }
	@test -x $(UV) || $(PY) -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(UV) pip install --quiet --require-hashes -r requirements.lock
	@touch $@

setup: .venv/.ready ## make the environment, nothing else

run: setup ## install, migrate, load content, demo people (DEMO=0: none), serve on HOST:PORT
	@$(FLASK) prepare
	@$(PY) app.py

test: setup ## everything a contributor must pass
	@sh tools/test.sh

check: setup ## lint, format, types, content: the quick part of test
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && $(FLASK) content check

bench: setup ## measure speed (QUICK=1: within 5 minutes)
	@$(PY) benchmarks/run.py

chaos: setup ## the reliability cases at full size
	@CHAOS=1 .venv/bin/pytest tests -m "chaos or data" -q

fix: setup ## format and mend what can be mended by machine
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

words: setup ## collect the words of the screens for translation
	@sh tools/words.sh

migration: setup ## write a migration: make migration NAME="what changes"
	@$(FLASK) db migrate -m "$(NAME)"

docs: setup ## write docs/permissions.md and docs/schema.md anew
	@$(FLASK) docs

demo: setup ## load the demo into INSTANCE; refuses a real installation
	@$(FLASK) prepare --demo
