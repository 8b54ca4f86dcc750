# Everything a developer types, in one place: `make help`.
# Each target sets up what it needs (./scorepress makes .venv from the locked requirements).
# To use tools that are installed already: make check RUN=

RUN ?= ./scorepress dev

# Commands or paths, for test-all-pythons.
PYTHONS ?= python3.11 python3.12 python3.13

.DEFAULT_GOAL := help
.PHONY: help check lint format types layers test test-all-pythons web axe fidelity validate oracle kills fmt schemas grammar snapshots \
	pictures lock wheel chroot clean bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

check: lint format types layers ## ruff, format, mypy --strict, import-linter (under 20 seconds)

lint:
	$(RUN) ruff check .

format:
	$(RUN) ruff format --check .

types:
	$(RUN) mypy

layers:
	$(RUN) lint-imports --no-logo

test: ## all tests
	$(RUN) pytest

test-all-pythons: ## all tests on each of PYTHONS, each in an environment of its own
	@for python in $(PYTHONS); do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])') || exit 1; \
		echo "== Python $$version"; \
		SCOREPRESS_PYTHON=$$python SCOREPRESS_VENV=.venv-$$version ./scorepress test -q || exit 1; \
	done

web: ## what tests in a browser need from npm (Chromium itself comes from the system)
	cd tests/web && npm ci --no-audit --no-fund

axe: ## every student, report and language as HTML in Chromium, and a review: axe-core, widths, sizes of type
	SCOREPRESS_ALL=1 SCOREPRESS_WEB=1 $(RUN) pytest tests/web/test_html.py tests/web/test_review_html.py

fidelity: ## how alike our PDF, Chromium, rsvg and resvg draw pages of all languages and levels
	SCOREPRESS_ALL=1 SCOREPRESS_WEB=1 $(RUN) pytest tests/web/test_fidelity.py

validate: ## PDF/UA-1 and PDF/A-2a of every student, report and language, and what a listener hears
	SCOREPRESS_ALL=1 $(RUN) pytest tests/test_accessibility.py

oracle: ## hold the press to the reference for 500 invented students of each report
	SCOREPRESS_THOROUGH=1 SCOREPRESS_PRESS_STUDENTS=500 $(RUN) pytest tests/test_press.py -k invented

kills: ## kill a batch at fifty moments, for real, and every moment in between, counted
	SCOREPRESS_ALL=1 SCOREPRESS_KILLS=50 $(RUN) pytest tests/apps/test_batch_processes.py tests/apps/test_batch_crash.py

fmt: ## put all Python in its format, and mend what ruff can mend
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

schemas: ## write the layout schema for editors (after a change in schemas/)
	$(RUN) python tests/write_schemas.py

grammar: ## write the table of the rule language's parser (after a change of rules.lark, or of Lark)
	$(RUN) python tests/write_grammar.py

snapshots: ## accept what the pages look like now (then read the diff)
	$(RUN) pytest --snapshot-update

pictures: ## draw the pictures of the documentation anew
	docs/images/draw

lock: ## write requirements*.lock again from pyproject.toml
	.ci/lock

bench: ## how fast the press is, beside Typst, ReportLab, WeasyPrint and CairoSVG; BENCH=--quick for a rough look
	@SCOREPRESS_VENV=.venv-bench ./scorepress --version
	@.venv-bench/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements-bench.lock
	@.venv-bench/bin/python benchmarks/bench.py $(BENCH)

wheel: ## build the sdist and the wheel into dist/
	$(RUN) hatchling build

chroot: ## the two commands of the README in a fresh, minimal Debian (root and debootstrap needed)
	.ci/chroot

clean: ## remove environments, caches and built files
	rm -rf .venv .venv-* .venv*.lock build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
