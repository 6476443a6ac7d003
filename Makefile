# QuadTune: two commands are all it takes.
#
#   make run                  set everything up and open the window
#   make run ARGS="FOLDER"    … on that folder; ARGS takes whatever main.py takes
#   make test                 what continuous integration runs: lint, imports, types, tests
#
#   make setup                only the set-up: .venv with everything in it
#   make installer            freeze the program into dist/quadtune, test it, make a .deb and a tarball of it
#   make try-deb              install that .deb on a clean Debian, use it there, remove it (as root)
#   make coverage             the tests again, and which lines they reach (build/coverage has the pages)
#   make translations         collect the texts to translate, compile the translations
#   make ui-map               write docs/ui-map.md from the window
#   make clean                remove what was built (not .venv, never data)
#
# PYTHON=… chooses the interpreter (3.11 to 3.13); otherwise the newest one that runs is taken. VENV=… chooses
# the environment: the installer takes the PyTorch in it (docs/installers.md).

.DEFAULT_GOAL := help
.PHONY: help run test setup system-libraries installer try-deb coverage translations ui-map clean

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.quadtune-installed
# The versions that were tested, where the file is.
CONSTRAINTS := $(wildcard constraints.txt)
# Without --no-compile pip byte-compiles all of PyTorch; Python does that for what is used, when it is used.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-compile \
	$(if $(CI)$(wildcard $(STAMP)),--quiet)

help:
	@sed -n 's/^#   //p' Makefile

setup: $(STAMP)

$(STAMP): pyproject.toml $(CONSTRAINTS)
	@if ! test -x $(BIN)/pip; then \
		if test -z "$(PYTHON)"; then \
			echo "QuadTune needs Python 3.11, 3.12 or 3.13, and none was found."; \
			echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; \
			exit 1; \
		fi; \
		echo "Creating $(VENV) with $$($(PYTHON) --version)."; \
		$(PYTHON) -m venv --clear $(VENV) || exit 1; \
	fi
	@echo "Installing QuadTune. The first time this downloads up to 2.8 GB (PyTorch with CUDA on Linux)."
	$(INSTALL) $(CONSTRAINTS:%=-c %) -e ".[dev]"
	@touch $@

run: setup
	@if test -n "$$DISPLAY$$WAYLAND_DISPLAY"; then $(BIN)/python -m desktop.diagnostics.qt_system_libraries --install; fi
	@$(BIN)/python main.py $(ARGS)

system-libraries: setup
	@$(BIN)/python -m desktop.diagnostics.qt_system_libraries --platform offscreen --install

# Exported files are tried in OpenCV 4 too; the program itself uses 5.
$(VENV)/opencv4: $(STAMP)
	$(INSTALL) --no-deps --upgrade --target $@ "opencv-python-headless<5"
	@touch $@

test: system-libraries $(VENV)/opencv4
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: system-libraries $(VENV)/opencv4
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered --cov-report=html

# Not by way of setup: what developers need would replace a PyTorch without CUDA in an environment made by hand.
$(BIN)/pip:
	@$(MAKE) --no-print-directory setup

installer: $(BIN)/pip
	$(INSTALL) -e ".[installer]"
	@$(BIN)/python -m desktop.diagnostics.qt_system_libraries --platform offscreen --install
	@$(BIN)/python -m desktop.diagnostics.qt_system_libraries --platform xcb --install
	$(BIN)/pyinstaller --noconfirm build_installer.spec
	dist/quadtune/quadtune selftest dist/selftest.json
	@if command -v dpkg-deb >/dev/null && command -v zstd >/dev/null; then \
		$(BIN)/python -m scripts.linux_packages deb tar.zst; \
	else echo "No packages: dpkg-deb and zstd make them, on Debian and Ubuntu."; fi

try-deb:
	PYTHON=$(BIN)/python scripts/try_deb.sh

translations: setup
	$(BIN)/python scripts/translations.py

ui-map: system-libraries
	$(BIN)/python -m scripts.ui_map

clean:
	rm -rf build dist .coverage* *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path "./$(VENV)/*" -prune -exec rm -rf {} +
