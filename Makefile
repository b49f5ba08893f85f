# 勾稽 Gouji.  make run：安装一切并在自带的示范区上完成主要工作；make test：安装一切并通过全部测试。
# Needs only make and Python 3.11 or later. Everything is installed into .venv, from hashed requirement files.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python)
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
# What is only compared with is kept out of the environment that runs the work.
BENCH := $(VENV)-bench
BENCH_BIN := $(subst $(VENV)/,$(BENCH)/,$(BIN))
BENCH_READY := $(BENCH)/.ready

# Tests and benches start hundreds of processes: none compiles the package anew, whatever the machine says of bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast system bench bench-all lock docs package-test package-floors licences wheel clean help

run: $(READY) ## install everything, then collect, check, rank and publish the demo district
	$(BIN)/gouji run

test: $(READY) system ## install everything, then lint, type-check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-fast: $(READY) ## lint, type-check, and test what needs no pipeline, browser or scan
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" tests/core tests/parse tests/check tests/checks tests/load tests/docs

system: $(READY) ## a headless browser for the tests of the pages, where it can be installed
	@$(BIN)/python tests/system.py

bench: $(BENCH_READY) ## one page of ratios (docs/bench.md): what one would otherwise pick, the physical limit, what got slower
	$(BENCH_BIN)/python -m bench

bench-all: $(BENCH_READY) ## every file of bench/ by itself, in full; prints Markdown tables
	status=0; for file in $(filter-out bench/__main__.py bench/page.py bench/quick.py,$(wildcard bench/*.py)); do \
		printf "\n## %s\n\n" $$file; $(BENCH_BIN)/python -m bench.$$(basename $$file .py) || status=1; done; exit $$status

lock: $(READY) ## renew the hashed requirement files from pyproject.toml
	echo uv | $(BIN)/uv pip compile - $(LOCK) -o requirements/bootstrap.txt
	$(BIN)/uv pip compile pyproject.toml $(LOCK) -o requirements/runtime.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev $(LOCK) -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --group bench $(LOCK) -o requirements/bench.txt
LOCK := --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet

docs: $(READY) ## write what of docs/ follows from the code: the page of checks, the picture, the glossary's tables
	$(BIN)/python -m gouji.check.check_docs
	$(BIN)/python docs/generate.py

package-test: $(READY) ## build the packages, install the wheel in a bare environment (PYTHONS="…": in several), check and run with it
	$(BIN)/python tests/package.py $(PYTHONS)

package-floors: $(READY) ## the same with the oldest versions that pyproject.toml allows
	$(BIN)/python tests/package.py --floors $(PYTHONS)

licences: $(READY) ## the licence of every package that is installed
	@$(BIN)/python docs/licences.py

wheel: $(READY) ## build dist/gouji-*.whl
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove the environment and what a run on the demo district produced
	rm -rf $(VENV) $(BENCH) build dist data/archive data/warehouse data/public data/work data/readings data/demo/district

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

# The environment is rebuilt when the requirement files change. Bytecode is compiled now, not at the first run.
$(READY): requirements/bootstrap.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and '需要 Python 3.11 或更新版本 / needs Python 3.11 or later: make PYTHON=/path/to/python3.11 run')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

$(BENCH_READY): $(READY) requirements/bench.txt
	$(PYTHON) -m venv --without-pip $(BENCH)
	$(BIN)/uv pip sync --quiet --python $(BENCH_BIN)/python --require-hashes requirements/bench.txt
	$(BIN)/uv pip install --quiet --python $(BENCH_BIN)/python --no-deps --no-build-isolation --editable .
	@$(BENCH_BIN)/python -c "import pathlib; pathlib.Path('$(BENCH_READY)').touch()"
