# make demo   the graph of samples/, as Turtle and as a page, and two questions answered
# make test   lint, types, tests
# make bench  measures and prints tables
# make clean  removes what the others made

VENV := .venv
BIN  := $(VENV)/bin
DEMO := demo
STORE := $(DEMO)/store
SAMPLES := samples
CHROMIUM := chromium chromium-browser google-chrome google-chrome-stable

.PHONY: test demo bench clean chromium
.DEFAULT_GOAL := test

test: $(VENV)/.test chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

demo: $(VENV)/.installed
	@rm -rf $(DEMO) && mkdir $(DEMO)
	@$(BIN)/kg build $(SAMPLES) --store $(STORE)
	@$(BIN)/kg export --store $(STORE) --to turtle -o $(DEMO)/graph.ttl
	@$(BIN)/kg view --store $(STORE) -o $(DEMO)/graph.html
	@for question in "possible-secretaries --unit unit:hai-lang-470 --as-of 2023-03-15" "lineage --unit unit:vinh-dinh-19699-20250701"; do \
	  echo; sed -n 's/^# \(vi\|en\): //p' ontology/queries/$${question%% *}.rq; \
	  echo "kg ask --store $(STORE) $$question"; \
	  $(BIN)/kg ask --store $(STORE) $$question || exit 1; done
	@echo; echo "Now open $(DEMO)/graph.html in a browser, or ask: $(BIN)/kg explain --store $(STORE) \"Hồ Sĩ Lượng\""

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(DEMO) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# -- what the targets need: each step is done once and again when pyproject.toml changes -------------------------------

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@$(call install,-e .)
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	@$(call install,-e '.[test]')
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "making $(VENV) with $$("$$python" --version)"; exec "$$python" -m venv $(VENV); fi; done; \
	echo "make: no Python 3.11 or newer with venv was found; install one, or name it: make PYTHON=/path/to/python" >&2; \
	exit 1

chromium:
	@for name in $(CHROMIUM); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing chromium for the browser tests"; \
	  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } \
	    >$(VENV)/chromium.log 2>&1 && exit 0; fi; \
	echo "make: Chromium is missing, which the browser tests need; install it (Debian: apt-get install chromium)" >&2

# Quietly; if it fails, one line says what was missing.
define install
echo "installing $(1)"; \
$(BIN)/python -m pip install --quiet --disable-pip-version-check $(1) >$(VENV)/install.log 2>&1 || { \
  echo "make: packages could not be installed: $$(grep -o -m1 'No matching distribution found for .*\|ERROR:.*' \
    $(VENV)/install.log || tail -n1 $(VENV)/install.log); is a package registry in reach? See $(VENV)/install.log" >&2; \
  exit 1; }
endef
