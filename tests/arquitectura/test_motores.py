"""Lo que depende de la base se prueba en los dos motores, y lo que se aparta de PostgreSQL dice por qué."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.herramientas.arbol import RAIZ
from tests.motores import SOLO_EN_SQLITE, en_los_dos, los_del_motor

DEPENDEN_DEL_MOTOR = (
    "auditoria", "bitacora", "dictamenes/reglas", "dictamenes/tramite", "flujos/bandeja", "flujos/recorrido", "golpes",
    "indicadores/cifra", "indicadores/contratos", "indicadores/tableros", "invariantes", "operacion",
)
CON_TRANSACCION = ("transaction=True", "transactional_db")
CON_NAVEGADOR_O_BANCO = ("tests/navegador/", "tests/medir/")


def _archivos(carpeta: str = "") -> list[str]:
    return [str(ruta.relative_to(RAIZ)) for ruta in sorted((RAIZ / "tests" / carpeta).rglob("test_*.py"))]


@pytest.mark.parametrize("carpeta", DEPENDEN_DEL_MOTOR)
def test_lo_que_cierra_cuenta_ordena_o_busca_corre_en_los_dos(carpeta):
    archivos = _archivos(carpeta)
    assert archivos
    assert [a for a in archivos if not en_los_dos(a)] == []


def test_lo_que_necesita_una_transaccion_real_corre_en_los_dos():
    con_transaccion = [a for a in _archivos() if any(m in (RAIZ / a).read_text(encoding="utf-8") for m in CON_TRANSACCION)]
    ajenos = [a for a in con_transaccion if not a.startswith(CON_NAVEGADOR_O_BANCO) and a != str(Path(__file__).relative_to(RAIZ))]
    assert len(ajenos) > 15
    assert [a for a in ajenos if not en_los_dos(a)] == []


def test_lo_apartado_existe_dice_por_que_y_no_se_repite():
    assert [a for a in SOLO_EN_SQLITE if not (RAIZ / a).exists()] == []
    assert [a for a, razon in SOLO_EN_SQLITE.items() if not razon.strip()] == []
    carpetas = tuple(f"{a}/" for a in SOLO_EN_SQLITE)
    assert [a for a in SOLO_EN_SQLITE if a.startswith(carpetas)] == []


def test_un_archivo_nuevo_corre_en_los_dos_mientras_nadie_diga_por_que_no():
    assert en_los_dos("tests/flujos/captura/test_lo_que_venga.py")


def test_en_postgres_corren_los_dos_extremos_de_cada_prueba_y_donde_importa_todos():
    nombres = ["tests/a.py::t[1]", "tests/a.py::t[2]", "tests/a.py::t[3]", "tests/a.py::u", "tests/golpes/a.py::t[1]",
               "tests/golpes/a.py::t[2]", "tests/golpes/a.py::t[3]"]
    quedan = los_del_motor([SimpleNamespace(nodeid=nombre) for nombre in nombres])
    assert [prueba.nodeid for prueba in quedan] == [nombre for nombre in nombres if nombre != "tests/a.py::t[2]"]
