# Everything a person does with this project. `make` alone lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CONFIG ?= config.yaml
# PORT=8081 takes another port than the configuration says.
PORT   ?=
SERVE  := $(if $(PORT),--port $(PORT))

.DEFAULT_GOAL := help
.PHONY: help run demo test lint fix bench soak words lock clean

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

# The two stamps hold the virtual environment: what the desk needs, and what its tests need besides.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try make PYTHON=python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@echo "$(CURDIR)" > $$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])')/aggregator-checkout.pth
	@printf '#!/bin/sh\nexec "%s" -m aggregator "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/aggregator && chmod +x $(BIN)/aggregator
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: $(VENV)/run.stamp  ## poll, publish and serve the desk of config.yaml on http://127.0.0.1:8080/
	$(BIN)/aggregator run --config $(CONFIG) $(SERVE)

lock:  ## renew the locked dependencies
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements/run.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements/dev.txt
	uv pip compile --group places --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements/places.txt
	uv pip compile --group outlines --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements/outlines.txt

demo: $(VENV)/run.stamp  ## the same desk offline, on a sample newsroom of invented outlets
	@rm -rf var/newsroom var/newsroom.sqlite*
	DEMO_PORT=$(PORT) $(BIN)/aggregator poll --build --now 2026-01-14T18:00:00Z --config examples/newsroom/config.yaml
	DEMO_PORT=$(PORT) $(BIN)/aggregator serve --config examples/newsroom/config.yaml $(SERVE)

test: $(VENV)/dev.stamp chromium readers  ## run every test
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/dev.stamp  ## style, types, and which way imports go
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/dev.stamp  ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: $(VENV)/dev.stamp  ## bring the catalogues of words up to date; LANGUAGE=de begins a new one
	$(BIN)/python scripts/update_words.py $(LANGUAGE)

bench: $(VENV)/dev.stamp  ## how fast it is, next to feedparser alone on the same bytes
	$(BIN)/python -m tests.bench

soak: $(VENV)/dev.stamp  ## twenty kills in a poll and twenty in a build, ten minutes of any bytes into the parsers, a month with its subscribers
	$(BIN)/python -m pytest tests/test_kills.py --kills 20
	$(BIN)/python -m tests.fuzz 600
	$(BIN)/python -m tests.bench.month

# The browser tests need Chromium: Debian's is installed where that is allowed, and said plainly where it is not.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium for the browser tests"; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-noto-core; } >/dev/null 2>&1 \
	      || echo "Chromium could not be installed; the browser tests will be skipped"; \
	  else echo "no Chromium found; the browser tests will be skipped (apt-get install chromium)"; fi; }
.PHONY: chromium

# The programs that read our feeds back: likewise.
READERS := newsboat rss2email sfeed
readers:
	@for name in newsboat r2e sfeed_update; do command -v $$name >/dev/null || missing=1; done; [ -z "$$missing" ] || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing $(READERS), which read our feeds in the tests"; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(READERS); } >/dev/null 2>&1 \
	      || echo "they could not be installed; their tests will be skipped"; \
	  else echo "not all of $(READERS) are here; their tests will be skipped (apt-get install $(READERS))"; fi; }
.PHONY: readers

clean:  ## remove what was built: the environment, the caches (not the store)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
