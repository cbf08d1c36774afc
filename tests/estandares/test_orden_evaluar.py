"""`evaluar_conceptos`: un JSON por línea, sin base; mal formado, 2, todos los errores y ninguna salida."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

RAIZ = Path(__file__).resolve().parents[2]
DATOS = RAIZ / "datos"
CSV = "perfil,nombre,atributo,operador,valor,unidad,nivel,grupo\nA,Perfil A,ram,gte,8,GB,obligatorio,\n"


@pytest.fixture
def correr(tmp_path):
    def _correr(conceptos, estandar=CSV):
        (tmp_path / "c.jsonl").write_bytes(conceptos if isinstance(conceptos, bytes) else conceptos.encode())
        (tmp_path / "e.csv").write_text(estandar, encoding="utf-8")
        salida = StringIO()
        call_command("evaluar_conceptos", str(tmp_path / "c.jsonl"), estandar=tmp_path / "e.csv", stdout=salida)
        return [json.loads(linea) for linea in salida.getvalue().splitlines()]

    return _correr


@pytest.fixture
def rechazo(correr, capsys):
    def _rechazo(conceptos, estandar=CSV):
        with pytest.raises(CommandError) as error:
            correr(conceptos, estandar)
        assert error.value.returncode == 2
        assert capsys.readouterr().out == ""
        return str(error.value)

    return _rechazo


def concepto(valor, **otros):
    return json.dumps({"perfil": "A", "declarado": {"ram": {"valor": valor, "unidad": ""}}, **otros}) + "\n"


def test_sin_base_de_datos_responde_como_las_etiquetas():
    ambiente = os.environ | {
        "DATABASE_URL": "postgres://nadie@127.0.0.1:1/nada",
        "DJANGO_SETTINGS_MODULE": "config.ajustes_pruebas",
    }
    orden = [
        sys.executable,
        "manage.py",
        "evaluar_conceptos",
        "datos/conceptos_etiquetados.jsonl",
        "--estandar",
        "datos/estandares_bc.csv",
    ]
    hecho = subprocess.run(orden, cwd=RAIZ, env=ambiente, capture_output=True, text=True, timeout=60, check=True)
    etiquetados = [
        json.loads(linea) for linea in (DATOS / "conceptos_etiquetados.jsonl").read_text("utf-8").splitlines()
    ]
    esperados = [{"perfil": c["perfil"], **c["esperado"]} for c in etiquetados]
    assert [json.loads(linea) for linea in hecho.stdout.splitlines()] == esperados


def test_la_salida_trae_exactamente_tres_campos(correr):
    assert correr(concepto(16)) == [{"perfil": "A", "global": "cumple", "por_atributo": {"ram": "cumple"}}]


def test_un_dato_raro_no_es_entrada_mal_formada(correr):
    raros = [[], {}, [[1]], {"a": [1]}, True, None, "x" * 20000, 10**400]
    assert {linea["global"] for linea in correr("".join(map(concepto, raros)))} == {"falta_declarar"}
    assert correr('{"perfil":"A","declarado":{"ram":{"valor":1e309}}}')[0]["global"] == "falta_declarar"
    assert correr('{"perfil":"A","declarado":{"ram":null}}')[0]["global"] == "falta_declarar"


def test_los_decimales_conservan_sus_cifras(correr):
    estandar = CSV.replace("ram,gte,8,GB", "ram,gte,2.10,versión")
    linea = '{"perfil":"A","declarado":{"ram":{"valor":2.10,"unidad":""}}}'
    assert correr(linea, estandar)[0]["global"] == "cumple"


def test_la_marca_de_orden_los_renglones_vacios_y_el_fin_de_linea_de_windows_se_aceptan(correr):
    contenido = b"\xef\xbb\xbf" + concepto(16).encode() + b"\r\n\n" + concepto(4).strip().encode() + b"\r\n"
    assert [linea["global"] for linea in correr(contenido)] == ["cumple", "no_cumple"]


@pytest.mark.parametrize(
    ("linea", "columna"),
    [
        (b'{"perfil":"A",', "columna 15:"),
        (b'{"perfil":"A" "declarado":{}}', "columna 15:"),
        (b"[1]", "columna 1:"),
        (b"3", "columna 1:"),
        (b"{}{}", "columna 3:"),
        (b'{"perfil":"Z","declarado":{}}', "columna perfil:"),
        (b'{"declarado":{}}', "columna perfil:"),
        (b'{"perfil":["A"],"declarado":{}}', "columna perfil:"),
        (b'{"perfil":"A"}', "columna declarado:"),
        (b'{"perfil":"A","declarado":[]}', "columna declarado:"),
        (b'{"perfil":"A","declarado":{"ram":8}}', "columna declarado.ram:"),
        (b'{"perfil":"A","declarado":{"ram":{"valor":NaN}}}', "columna 43:"),
        (b'{"perfil":"A","declarado":{"ram":{"valor":-Infinity}}}', "columna 43:"),
        (b'{"perfil":"A","declarado":{"ram":{},"ram":{}}}', "columna ram:"),
        (b'{"perfil":"A","declarado":{"x":"\xff"}}', "columna 33:"),
        (b'{"perfil":"A","declarado":{"x":' + b"9" * 5000 + b"}}", "columna 1:"),
        (b"[" * 200000, "columna 1:"),
    ],
)
def test_una_linea_mal_formada_dice_fila_y_columna_y_no_escribe_nada(rechazo, linea, columna):
    error = rechazo(concepto(16).encode() + b"\n" + linea + b"\n")
    assert f"fila 3, {columna}" in error


def test_los_errores_de_los_dos_archivos_salen_juntos(rechazo):
    error = rechazo('{"perfil":"Z","declarado":{}}\n{\n', CSV.replace("gte", "gt"))
    assert error.count("fila ") == 3
    assert "e.csv: fila 2, columna operador" in error
    assert "c.jsonl: fila 1, columna perfil" in error


def test_un_archivo_de_conceptos_vacio_se_dice(rechazo):
    assert "fila 1, columna 1: el archivo está vacío" in rechazo("")


def test_un_archivo_que_no_existe_sale_con_dos(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("evaluar_conceptos", str(tmp_path / "no.jsonl"), estandar=DATOS / "estandares_bc.csv")
    assert error.value.returncode == 2
