PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-heavy test-interpreted lint format protos clean

demo: $(STAMP)
	$(BIN)/python examples/demo.py --out demo

test: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

test-heavy: $(STAMP)
	HYPOTHESIS_PROFILE=default $(BIN)/python -m pytest -q -m heavy

test-interpreted: $(STAMP)
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -m "kernel and not heavy"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The generated code must load on every protobuf from 4.25 on: use that release's protoc.
protos:
	$(PYTHON) -m venv $(VENV)-protoc
	$(VENV)-protoc/bin/pip install -q grpcio-tools==1.62.3 setuptools
	$(VENV)-protoc/bin/python -m grpc_tools.protoc -I. --python_out=. --pyi_out=. waymo_kit/protos/*.proto

$(STAMP): setup.py pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[dev]"
	touch $(STAMP)

clean:
	rm -rf demo build dist .pytest_cache .mypy_cache .ruff_cache
	find waymo_kit metrics detectors -name '*.nb[ic]' -delete
