# make demo, make test: each sets up everything it needs from PyPI, in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo test test-all bench lint types layers unit lock docs clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements-dev.lock tools/compile_catalogues.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	$(BIN)/python tools/compile_catalogues.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: setup
	$(BIN)/python tools/demo.py build/demo

test: setup lint types layers unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

unit:
	$(BIN)/python tools/compile_catalogues.py
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: setup lint types layers
	$(BIN)/python tools/compile_catalogues.py
	$(BIN)/python -m pytest -n auto

bench: setup
	test -x $(VENV)-bench/bin/doorstop || { $(PYTHON) -m venv $(VENV)-bench && \
	  $(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check doorstop pre-commit; }
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/checks.py
	$(BIN)/python benchmarks/pushes.py
	$(BIN)/python benchmarks/tracing.py

docs: setup
	$(BIN)/python tools/compile_catalogues.py
	$(BIN)/python tools/command_pages.py
	$(BIN)/python tools/rule_pages.py

lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --group dev --no-emit-index-url --no-emit-find-links \
	  --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf build dist $(VENV) $(VENV)-bench
