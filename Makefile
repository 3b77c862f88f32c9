# make sandbox   the whole studio on this machine, with phones on a web page
# make test      the tests
# Both set up what they need in .venv; a second run starts at once.

PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	$$each -c 'import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys.executable)' 2>/dev/null \
	&& break; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check -qq install
COMPILE := UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip compile --python .venv/bin/python --quiet --no-header \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url --annotation-style line
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20
MISSING = { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql; \
	command -v chromium >/dev/null || echo chromium; } | xargs

.PHONY: sandbox test test-long fortnight torture load lint lock services setup-services
.DELETE_ON_ERROR:

sandbox: .venv/installed
	@.venv/bin/python -m pilateshq sandbox

test: .venv/installed-dev services
	@.venv/bin/python -m pytest -n $$(($$(nproc) + 1)) --dist loadfile

# What starts processes or takes long: kills, a short torture and fortnight, backups, hostile calls, talk on PostgreSQL.
test-long: .venv/installed-dev services
	@.venv/bin/python -m pytest -n $$(nproc) --dist load -m long

# A studio's fortnight on a clock that is moved, restarted and once away in the evening; `DATABASE=postgres` too.
fortnight: .venv/installed-dev
	@.venv/bin/python -m tests.fortnight

# Kills, faults and lies, for a quarter of an hour: DATABASE=postgres KILLS=200 MESSAGES=9000 SEED=7; CONTROL=blind
# must fail.
torture: .venv/installed-dev services
	@.venv/bin/python -m tests.torture

# How much it bears, a row each, in half an hour: SHARE=0.1 ENGINE=SQLite ONLY=floods give a first look.
load: .venv/installed-dev services
	@.venv/bin/python -m tests.load

lint: .venv/installed-dev
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/python .ci/check_lock.py

# Keeps what is locked wherever it still fits; `make lock UPGRADE=--upgrade` takes the newest of all.
lock: .venv/installed-dev
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

# PostgreSQL and Chromium, which some tests need; where they cannot be had, those tests are skipped.
services:
	@if [ -n "$$($(MISSING))" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		$(MAKE) --no-print-directory setup-services || true; fi
	@missing=$$($(MISSING)); if [ -n "$$missing" ]; then \
		echo "Not installed: $$missing. The tests that need it are skipped; as root, 'make setup-services' installs it."; fi

setup-services:
	@missing=$$($(MISSING)); if [ -n "$$missing" ]; then \
		echo "Installing $$missing, for the tests"; \
		$(APT) update && $(APT) install -y --no-install-recommends $$missing >/dev/null; fi

.venv/installed: requirements.lock | .venv/bin/pip
	@echo "Installing what PilatesHQ needs into .venv"
	@$(PIP) --no-compile --require-hashes -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock pyproject.toml | .venv/bin/pip
	@echo "Installing what PilatesHQ and its tests need into .venv"
	@$(PIP) --no-compile --require-hashes -r requirements-dev.lock
	@$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@ .venv/installed

.venv/bin/pip:
	@if [ -z "$(PYTHON)" ]; then echo "Missing: Python 3.11 or later (Debian: apt-get install python3)."; exit 1; fi
	@if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Missing: the venv module of $(PYTHON) (Debian: apt-get install python3-venv)."; exit 1; fi
	@echo "Making .venv with $(PYTHON)"
	@"$(PYTHON)" -m venv --clear .venv
