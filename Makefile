# Everything a person does with this checkout. `make run` and `make test` each work alone.
PROFILE ?= demo
export COCKPIT_HOME ?= $(CURDIR)/.yiping
PY := .venv/bin/python
ROUNDS ?= 100

.PHONY: run test check fix bench e2e chaos docs setup setup-test clean

run: setup            ## fresh machine -> signed-in cockpit (PROFILE=demo|public|empty)
	@$(PY) cockpit.py init --profile $(PROFILE) --if-missing
	@$(PY) cockpit.py run

test: setup-test check  ## everything: linters, types, import contracts, all tests
	$(PY) -m pytest -n 2 --dist loadfile

check: setup-test     ## linters, types, import contracts, lock and generated files
	.venv/bin/ruff format --check .
	.venv/bin/ruff check --no-cache .
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/pyright --warnings
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/lint-imports
	.venv/bin/uv lock --check --quiet
	@.venv/bin/uv export --frozen --no-dev --no-emit-project --quiet --no-header -o .venv/requirements.txt >/dev/null \
	  && cmp -s .venv/requirements.txt requirements.txt || { echo "requirements.txt is stale: run make fix"; exit 1; }

fix: setup-test       ## format, repair what can be repaired, export requirements, regenerate docs
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format --quiet .
	.venv/bin/uv lock --quiet
	.venv/bin/uv export --frozen --no-dev --no-emit-project --quiet --no-header -o requirements.txt >/dev/null
	$(PY) -m metrics.document > docs/metrics.md

bench: setup-test     ## speed as ratios, both engines, 1M and 10M events
	$(PY) -m benchmarks.run

e2e: setup-test       ## a real browser through the real application
	$(PY) -m pytest -m e2e tests/e2e

chaos: setup-test     ## kill -9 at random while a changing source syncs (ROUNDS=100)
	$(PY) -m tests.chaos.run --rounds $(ROUNDS)

setup:
	@bash scripts/setup.sh run

setup-test:
	@bash scripts/setup.sh test

clean:                ## forget everything that can be rebuilt (never the installation in .yiping)
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis benchmarks/.data
