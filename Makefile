# Two commands on a bare machine (Python 3.11 or newer on glibc): `make demo` and `make test`.
# The work is done by tools/, in plain Python that runs before anything is installed.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
export PORT ARGS

.PHONY: help demo test lint lock clean

help:
	@echo "make demo [PORT=8000]   everything up to a running demo agency on this machine; Ctrl-C stops it"
	@echo "make test [ARGS=…]      everything the tests need, then the whole suite; ARGS goes to pytest"
	@echo "make lint               style, templates, types, imports, security, migrations, deployment checks"
	@echo "make lock               compile pyproject.toml into requirements/*.txt (needs uv)"
	@echo "make clean              remove everything that these made, the demo's data included"

demo:
	@$(PYTHON) -m tools.demo

test:
	@$(PYTHON) -m tools.test

lint:
	@$(PYTHON) -m tools.lint

lock:
	@$(PYTHON) -m tools.lock

clean:
	@$(PYTHON) -m tools.clean
