# Las órdenes de la casa. En una máquina nueva sólo hacen falta Python ≥ 3.11, make y git.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python

.venv/listo: requirements/desarrollo.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Se necesita Python 3.11 o posterior (PYTHON=…)."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Falta el módulo venv: instale python3-venv."; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/desarrollo.txt
	@touch $@

.PHONY: entorno probar
entorno: .venv/listo

probar: .venv/listo
	$(PY) -m pytest tests
