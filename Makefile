# Las órdenes de la casa. En una máquina nueva sólo hacen falta Python ≥ 3.11, make y git.

# El primer Python que sirva; se elige otro con `make … PYTHON=/ruta/a/python3.12`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
PUERTO ?= 8000
PUERTO_PRACTICA ?= 8001
SIN_SERVIDOR ?=
MEDIR ?=
MUTAR ?=
UV ?= uv

PY := .venv/bin/python
PYTEST := $(PY) -m pytest
CUARTOS := config flujos indicadores auditoria dictamenes estandares cuentas bitacora archivos verificador
COMPILAR := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make requisitos"

# `check --deploy` revisa los ajustes de producción con valores de mentira: no se conecta a nada.
PRODUCCION := DJANGO_SETTINGS_MODULE=config.ajustes DATABASE_URL=postgresql://nadie@localhost/ninguna \
	SECRET_KEY=esta-clave-no-es-de-nadie-0123456789-solo-sirve-para-revisar-los-ajustes \
	SITIO_URL=https://dictamenes.example SITIO_NOMBRES=dictamenes.example BITACORA_LLAVERO=/ninguno \
	FIRMANTE_SOCKET=/run/nadie/firmante.sock BITACORA_TESTIGOS=tests/datos/politica.txt ESTATICOS_CARPETA=/ninguna
# La práctica, junto a la demostración: su carpeta, su puerto y el sitio al que se vuelve.
CARPETA_PRACTICA := $(or $(PRACTICA_CARPETA),var/practica)
PRACTICA := DJANGO_SETTINGS_MODULE=config.ajustes_practica_local PUERTO=$(PUERTO_PRACTICA) SITIO_URL=http://localhost:$(PUERTO)
PRUEBAS := DJANGO_SETTINGS_MODULE=config.ajustes_pruebas

# mypy tarda más que las otras juntas: va primero para que corran a su lado.
REVISIONES := .revisar-tipos .revisar-estilo .revisar-capas .revisar-plantillas .revisar-migraciones .revisar-ajustes

# Sin compilado guardado, cada proceso vuelve a compilar el producto: 0.7 s más en arrancar.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := ayuda
.PHONY: ayuda entorno demo practica correr probar rapidas postgres navegador resistencia observatorio verapdf revisar cobertura mutar medir diagrama guias firma requisitos limpiar \
	$(REVISIONES)

ayuda: ## muestra estas órdenes
	@echo "Dictámenes de TIC: órdenes de la casa"; echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

entorno: .venv/listo ## crea .venv con las dependencias fijas (PYTHON=… elige el intérprete)

.venv/listo: requirements/desarrollo.txt
	@test -n "$(PYTHON)" || { echo "No hay Python 3.11 o posterior. Instálelo (Debian/Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python) o indique cuál: make entorno PYTHON=/ruta/a/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) no sirve: se necesita Python 3.11 o posterior (PYTHON=/ruta/a/python3.12)." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "A $(PYTHON) le falta el módulo venv. Debian/Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "· Entorno en .venv con $$($(PYTHON) --version) (tarda uno o dos minutos la primera vez)"
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/desarrollo.txt
	@touch $@

demo: .venv/listo ## levanta la demostración: base, datos, trabajador y servidor (PUERTO=8000, SIN_SERVIDOR=1)
	@$(if $(SIN_SERVIDOR),true,$(PY) manage.py servir --puerto $(PUERTO) --solo-comprobar)
	@echo "· Base de datos"
	@$(PY) manage.py migrate --verbosity 0
	@echo "· Datos de la demostración"
	@PUERTO=$(PUERTO) $(PY) manage.py demo
	@$(if $(SIN_SERVIDOR),true,exec $(PY) manage.py servir --puerto $(PUERTO))

practica: .venv/listo ## levanta el sitio de práctica con la gente de la demostración (después de make demo; PUERTO_PRACTICA=8001)
	@$(PRACTICA) $(PY) manage.py servir --puerto $(PUERTO_PRACTICA) --solo-comprobar
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py practica_exportar $(CARPETA_PRACTICA)/gente.json
	@$(PRACTICA) $(PY) manage.py migrate --verbosity 0
	@$(PRACTICA) $(PY) manage.py practica_importar $(CARPETA_PRACTICA)/gente.json
	@echo "· Las invitaciones (cada quien elige su contraseña) están en $(CARPETA_PRACTICA)/correo"
	@grep -rl "To: elabora.icreson@" $(CARPETA_PRACTICA)/correo | xargs grep -ho "http://localhost[^ ]*invitacion[^ ]*" | tail -1
	@exec env $(PRACTICA) $(PY) manage.py servir --puerto $(PUERTO_PRACTICA)

correr: .venv/listo ## servidor y trabajador sobre la base que ya existe, recargando al cambiar el código
	@$(PY) manage.py migrate --verbosity 0
	@exec $(PY) manage.py servir --puerto $(PUERTO) --recargar

probar: .venv/listo ## TODO: revisar + suite en SQLite + lo que depende del motor en PostgreSQL + navegador
	@$(PY) -m tests.herramientas.probar revisar sqlite-1 navegador motor sqlite-2

rapidas: .venv/listo ## la suite en SQLite, sin navegador
	@$(PY) -m tests.herramientas.probar sqlite-1 sqlite-2

postgres: .venv/listo ## la suite en PostgreSQL (propio y desechable, o el de DATABASE_URL)
	@$(PY) -m tests.herramientas.probar postgres

navegador: .venv/listo ## las pruebas con un Chromium de verdad
	@$(PY) -m tests.herramientas.probar navegador

resistencia: .venv/listo ## las pruebas largas enteras y toda la suite en PostgreSQL (dos horas o más)
	@RESISTENCIA=1 $(PY) -m tests.herramientas.probar observatorio largas-sqlite postgres largas-navegador

observatorio: .venv/listo ## califica las cabeceras con el Observatorio de MDN, detrás de TLS (necesita node y npm)
	@$(PY) -m tests.herramientas.calificar

verapdf: .venv/listo ## baja veraPDF y su Java a var/verapdf: con él, make probar valida los PDF (una vez; usa la red)
	@$(PY) -m tests.herramientas.verapdf

revisar: .venv/listo ## estilo, tipos, plantillas, capas, migraciones y ajustes de producción
	@$(MAKE) --no-print-directory -k -j2 $(REVISIONES) || { echo "Revisar: hay algo que corregir (arriba)." >&2; exit 1; }
	@echo "Revisar: todo en orden."

.revisar-tipos:
	@$(PRUEBAS) $(PY) -m mypy --no-error-summary $(CUARTOS)
.revisar-estilo:
	@$(PY) -m ruff check --quiet .
.revisar-capas:
	@$(PY) -m tests.herramientas.capas
.revisar-plantillas:
	@$(PY) -m djlint --lint --quiet templates
	@.venv/bin/djangofmt --check templates >/dev/null || { echo "Hay plantillas sin formato: .venv/bin/djangofmt templates" >&2; exit 1; }
.revisar-migraciones:
	@$(PRUEBAS) $(PY) manage.py makemigrations --check --dry-run --verbosity 1
.revisar-ajustes:
	@$(PRODUCCION) $(PY) manage.py check --deploy --fail-level WARNING >/dev/null

cobertura: .venv/listo ## la suite en SQLite con cobertura de ramas (informe en htmlcov/; falla si baja de lo dicho en pyproject.toml)
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m tests.herramientas.probar sqlite-1 sqlite-2
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage html --quiet
	@$(PY) -m coverage report --skip-covered --sort=cover

mutar: .venv/listo ## daña el producto de a poco y mira si las pruebas se enteran; sigue donde se quedó (dos horas; MUTAR="--minutos 30")
	@$(PY) -m tests.mutar $(MUTAR)

medir: .venv/listo ## el banco de medidas en los dos motores (dos horas; MEDIR="--solo pantallas --solo diciembre --casos 100000")
	@$(PY) -m tests.medir $(MEDIR)

diagrama: .venv/listo ## vuelve a dibujar el flujo en ARQUITECTURA.md
	@$(PY) manage.py diagrama

guias: .venv/listo ## vuelve a tomar las capturas de las guías de ayuda, sobre una demostración desechable
	@$(PY) -m tests.herramientas.guias

firma: .venv/listo ## vuelve a armar la página de firma (static/firma) de sus fuentes, byte por byte igual, con sus huellas
	@$(PY) static/fuente/firma/armar.py
	@cat static/firma/huellas.txt

requisitos: ## recompila requirements/*.txt con hashes (necesita uv)
	@command -v $(UV) >/dev/null || { echo "Falta uv: instálelo con «pip install uv» o indique dónde está: make requisitos UV=/ruta/a/uv" >&2; exit 1; }
	@$(COMPILAR) requirements/produccion.in -o requirements/produccion.txt
	@$(COMPILAR) requirements/pkcs11.in -c requirements/produccion.txt -o requirements/pkcs11.txt
	@$(COMPILAR) requirements/desarrollo.in -c requirements/produccion.txt -o requirements/desarrollo.txt
	@$(COMPILAR) requirements/verapdf.in -c requirements/desarrollo.txt -o requirements/verapdf.txt

limpiar: ## borra el entorno, la base de demostración y lo generado
	@rm -rf .venv var htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .import_linter_cache .pytest_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
