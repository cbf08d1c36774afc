"""Lo estático es lo que dice PROCEDENCIA.md, cabe en su presupuesto y no apunta a archivos que no están."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from django.contrib.staticfiles import finders

RAIZ = Path(__file__).resolve().parents[2]
SONORA = RAIZ / "static" / "sonora"
RENGLON = re.compile(r"^\| `([^`]+)` \| (\d+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def _huellas() -> dict[str, str]:
    texto = (RAIZ / "static" / "PROCEDENCIA.md").read_text(encoding="utf-8")
    return {ruta: huella for ruta, _, huella in RENGLON.findall(texto)}


def test_las_huellas_publicadas_son_las_de_los_archivos():
    huellas = _huellas()
    assert {"static/sonora/sonora.css", "static/sonora/sonora.js", "tests/vendor/axe.min.js"} <= set(huellas)
    assert {ruta: hashlib.sha256((RAIZ / ruta).read_bytes()).hexdigest() for ruta in huellas} == huellas


def test_la_hoja_y_los_guiones_caben_en_su_presupuesto():
    guiones = (SONORA / "sonora.js", Path(finders.find("django_htmx/htmx-2.min.js")))
    assert (SONORA / "sonora.css").stat().st_size <= 180_000
    assert sum(guion.stat().st_size for guion in guiones) <= 110_000


def test_la_hoja_solo_pide_archivos_que_estan():
    hoja = (SONORA / "sonora.css").read_text(encoding="utf-8")
    pedidos = [ruta.strip("\"'") for ruta in re.findall(r"url\(([^)]+)\)", hoja)]
    assert pedidos
    assert [ruta for ruta in pedidos if not (SONORA / ruta).is_file()] == []


def test_no_queda_identidad_ajena():
    hoja = (SONORA / "sonora.css").read_text(encoding="utf-8")
    assert not re.search(r"GDS Transport|govuk-crown|govuk-logotype|url\([\"']?(?:https?:)?//|@import", hoja)


def test_cada_pieza_ajena_trae_su_licencia():
    licencias = {ruta.name for ruta in (SONORA / "licencias").iterdir()}
    assert licencias == {"govuk-frontend-MIT.txt", "moj-frontend-MIT.txt", "noto-sans-OFL.txt"}
    assert (RAIZ / "tests" / "vendor" / "axe-LICENCIA.txt").is_file()
