PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo leaderboard-demo test test-heavy test-heavy-ci test-interpreted test-oldest test-interpreters \
	lint format docs dist protos clean

demo: $(STAMP)
	$(BIN)/python examples/demo.py --out demo

leaderboard-demo: $(STAMP)
	$(BIN)/python examples/leaderboard_demo.py --home leaderboard-demo

test: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --timeout 600 --timeout-method signal --max-worker-restart 0

test-heavy: $(STAMP)
	HYPOTHESIS_PROFILE=default $(BIN)/python -m pytest -q -m heavy

# The heavy tests of what only whole processes show: engines, object stores, kill and resume,
# distributed training, the distributions and the site of the docs.
test-heavy-ci: $(STAMP)
	$(BIN)/python -m pytest -q -m heavy --timeout 1800 --timeout-method signal \
		tests/engine tests/convert/test_kill.py \
		tests/convert/test_concurrent.py tests/detectors/training/test_distributed.py \
		tests/packaging tests/docs/test_site.py

test-interpreted: $(STAMP)
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -m "kernel and not heavy"

# The oldest supported versions of numpy, pyarrow, protobuf and the others.
test-oldest: $(STAMP)
	$(BIN)/python -m tools.release.check_minimum_versions --versions 3.10 --kind minimum \
		--tests tests/io tests/formats tests/predictions tests/scene

test-interpreters: $(STAMP)
	$(BIN)/python -m tools.release.check_interpreters

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

dist: $(STAMP)
	rm -rf build dist
	$(BIN)/python -m build --no-isolation

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
	rm -rf demo leaderboard-demo build dist site .pytest_cache .mypy_cache .ruff_cache
	find waymo_kit metrics detectors -name '*.nb[ic]' -delete
