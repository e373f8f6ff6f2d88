# Everything sets itself up: `make ask q="…"`, `make serve` and `make test` need only Python 3.11 and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INDEX ?= var/index
# The index of a folder of one's own, beside that of seeds/.
OWN ?= var/own-index
RUN ?= eval/run.jsonl.gz
WORKERS ?= auto
q ?= should I do an exit interview?
# Not every shell replaces ~ in an argument.
override sources := $(patsubst ~/%,$(HOME)/%,$(sources))
export q sources  # reach the shell as they are, whatever quotes they hold

# As many processes as there are cores, at most four; one that has nothing left to do takes over from another.
PYTEST := $(BIN)/pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal

.PHONY: help setup ingest ask serve test test-fast check eval eval-run bench peers fuzz fuzz-api screenshots clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-11s %s\n", $$1, $$2}'

$(VENV)/usable: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	@echo "Installing what reading and answering need, once: some minutes, 2 GB."
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[ingest]'
	touch $@

$(VENV)/installed: $(VENV)/usable
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[ingest,eval,dev]'
	touch $@

setup: $(VENV)/installed ## Make the virtual environment and install everything

$(INDEX)/CURRENT: $(VENV)/usable
	$(BIN)/careerqa ingest seeds --index $(INDEX)

ingest: $(VENV)/usable ## Bring the index up to date with seeds/
	$(BIN)/careerqa ingest seeds --index $(INDEX)

ask: $(INDEX)/CURRENT ## Ask a question: make ask q="should I do an exit interview?"
	@$(BIN)/careerqa ask --index $(INDEX) -- "$$q"

ifdef sources
serve: $(VENV)/usable
	$(BIN)/careerqa ingest --index $(OWN) -- "$$sources"
	$(BIN)/careerqa serve --index $(OWN) --sources "$$sources"
else
serve: $(INDEX)/CURRENT ## Serve the page to ask in and print its address: make serve sources=~/articles
	$(BIN)/careerqa serve --index $(INDEX)
endif

check: $(VENV)/installed ## Lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check ## Lint, types and all tests
	$(PYTEST)

test-fast: check ## The same without what takes seconds or a browser
	$(PYTEST) -m "not slow and not browser"

eval: $(INDEX)/CURRENT ## Measure the answers to eval/questions.jsonl
	$(BIN)/careerqa eval --index $(INDEX) eval/questions.jsonl

eval-run: $(INDEX)/CURRENT ## Write the run that CI compares with anew
	$(BIN)/careerqa eval --index $(INDEX) eval/questions.jsonl --answers $(RUN)

bench: $(INDEX)/CURRENT ## Measure the time of a cold command line and of warm questions
	$(BIN)/python -m benchmarks.latency --index $(INDEX)

peers: $(VENV)/installed ## Measure other systems on the same sources and questions (ten minutes; installs 2 GB in var/)
	$(BIN)/python -m benchmarks.peers --write docs/peers.md

fuzz: $(VENV)/installed ## Give readers bytes that nobody would write, ten million each (hours; reader="web page" for one)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[fuzz]'
	$(BIN)/python -m benchmarks.fuzz $(if $(reader),--reader "$(reader)")

fuzz-api: $(VENV)/installed ## Ask every route of the API rightly and wrongly, longer than the tests do
	OPENAPI_EXAMPLES=300 $(BIN)/pytest -p no:xdist tests/test_service_openapi_document.py

screenshots: $(INDEX)/CURRENT ## Take the pictures of the chat page in docs/screenshots anew
	$(BIN)/python -m benchmarks.screenshots --index $(INDEX)

clean: ## Remove the virtual environment and everything built
	rm -rf $(VENV) var build *.egg-info
