"""Archivos hechos con malas intenciones: el verificador lo dice en español y nunca da por bueno lo que no comprobó."""

from __future__ import annotations

import json
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.auditoria.test_adversario_en_la_exportacion import (
    ANCLAS,
    BUENOS,
    anclar,
    cambiado,
    con_lapida,
    correr,
    en_carpeta,
    encadenar,
)
from verificador import exportacion
from verificador.arbol import Arbol, Pruebas
from verificador.extracto import revisar_extracto
from verificador.lectura import SIN_SELLO, recorrer

EVENTOS, INDICE = exportacion.EVENTOS, exportacion.INDICE


def en_zip(ruta, carpeta, *, demas=()):
    """La exportación de una carpeta, en ZIP, con otros archivos después."""
    with ZipFile(ruta, "w", ZIP_DEFLATED) as sobre:
        for nombre in (INDICE, exportacion.ANCLAS, EVENTOS):
            sobre.writestr(nombre, (carpeta / nombre).read_bytes())
        for nombre, contenido in demas:
            sobre.writestr(nombre, contenido)
    return ruta


def _primero(carpeta, antes, despues):
    eventos = carpeta / EVENTOS
    eventos.write_bytes(eventos.read_bytes().replace(antes, despues, 1))


HOSTILES = {
    "clave repetida": lambda c: _primero(c, b'{"accion":', b'{"accion":"lo.que.se.lee","accion":'),
    "clave repetida adentro": lambda c: _primero(c, b'{"k":0}', b'{"k":9,"k":0}'),
    "no es un numero": lambda c: _primero(c, b'"k":0', b'"k":NaN'),
    "numero enorme": lambda c: _primero(c, b'"k":0', b'"k":' + b"9" * 5000),
    "muy hondo": lambda c: _primero(c, b'"k":0', b'"k":' + b"[" * 100_000 + b"]" * 100_000),
    "medio caracter": lambda c: _primero(c, b'"prueba.hecha"', b'"\\ud800"'),
    "otra codificacion": lambda c: (c / EVENTOS).write_bytes((c / EVENTOS).read_bytes().decode().encode("utf-16")),
    "vacio": lambda c: (c / EVENTOS).write_bytes(b""),
    "indice sin fin": lambda c: (c / INDICE).write_text(json.dumps({"formato": exportacion.FORMATO, "hasta": float("inf")})),
    "indice hondo": lambda c: (c / INDICE).write_bytes(b"[" * 4000),
    "indice repetido": lambda c: _en_indice(c, b'{"hasta":29,'),
    "ancla sin frontera": lambda c: _en_anclas(c, b'"frontera":[', b'"frontera":7,"f":['),
    "ancla sin hora": lambda c: _en_anclas(c, b'"en":"2026', b'"en":"x'),
    "ancla negativa": lambda c: _en_anclas(c, b'"numero":1', b'"numero":-1'),
    "sin eventos": lambda c: (c / EVENTOS).unlink(),
}


def _en_indice(carpeta, prefijo):
    indice = carpeta / INDICE
    indice.write_bytes(prefijo + indice.read_bytes()[1:])


def _en_anclas(carpeta, antes, despues):
    hechas = carpeta / exportacion.ANCLAS
    hechas.write_bytes(hechas.read_bytes().replace(antes, despues, 1))


@pytest.mark.parametrize("estropear", HOSTILES.values(), ids=HOSTILES)
def test_lo_hostil_se_rechaza_con_palabras(tmp_path, estropear):
    carpeta = en_carpeta(tmp_path / "e", BUENOS)
    estropear(carpeta)
    codigo, dicho = correr(carpeta)
    assert codigo in (1, 2)
    assert dicho.startswith(("Bitácora: ALTERADA", "No se pudo comprobar")), dicho
    assert "íntegra" not in dicho


def test_un_zip_danado_o_con_dos_bitacoras_no_se_da_por_bueno(tmp_path):
    carpeta = en_carpeta(tmp_path / "e", BUENOS)
    buena = en_zip(tmp_path / "b.zip", carpeta, demas=[("../../fuera.txt", b"x")])
    assert correr(buena)[0] == SIN_SELLO
    assert not (tmp_path.parent / "fuera.txt").exists()
    crudo = bytearray(buena.read_bytes())
    lugar = crudo.index(EVENTOS.encode()) + len(EVENTOS) + 40
    crudo[lugar:lugar + 4] = b"\0\0\0\0"
    (tmp_path / "d.zip").write_bytes(crudo)
    with pytest.warns(UserWarning, match="Duplicate"):
        en_zip(tmp_path / "dos.zip", carpeta, demas=[(EVENTOS, b"otra cosa\n")])
    for malo in ("d.zip", "dos.zip"):
        codigo, dicho = correr(tmp_path / malo)
        assert (codigo, dicho.startswith("No se pudo comprobar")) == (2, True), dicho


def test_sin_las_anclas_de_fuera_que_se_pidieron_no_se_da_por_comprobada(tmp_path):
    carpeta = en_carpeta(tmp_path / "e", BUENOS)
    (tmp_path / "vacia").mkdir()
    for otra in ("no-existe", "vacia"):
        codigo, dicho = correr(carpeta, "--anclas", tmp_path / otra)
        assert (codigo, "no trae ninguna ancla" in dicho) == (2, True)
    (tmp_path / "vacia" / "000000001.p7m").write_bytes(b"\x30\x80basura")
    assert correr(carpeta, "--anclas", tmp_path / "vacia")[0] == 2


def extracto_de(renglones, cuales, ancla=None):
    """El extracto de esos números, probado contra su última ancla de cada ocho."""
    arbol = Arbol()
    pruebas = Pruebas([n - 1 for n in cuales if ancla and n <= ancla.n], ancla.n if ancla else 0, arbol)
    for renglon in renglones[: ancla.n if ancla else 0]:
        pruebas.agregar(renglon.eslabon)
    suyos = [r for r in renglones if r.n in cuales]
    con_prueba = [(r, exportacion.Prueba(pruebas.de(r.n - 1) if ancla and r.n <= ancla.n else None)) for r in suyos]
    return revisar_extracto(exportacion.Extracto(ancla, len(suyos), iter(con_prueba)))


def test_en_un_extracto_los_datos_no_se_cambian_quitandoles_la_sal():
    alterado = cambiado(12, sal="", datos={"k": "lo que convenga"})
    resultado = extracto_de(alterado, {4, 12}, ANCLAS[-1])
    assert (resultado.roto_en, "ninguna lápida" in resultado.motivo) == (12, True)


def test_en_un_extracto_la_lapida_vale_si_esta_en_la_bitacora_anclada():
    cancelada = con_lapida({"ente": 3})
    anclas = anclar(cancelada, 10)
    assert extracto_de(cancelada, {4, 5, 20}, anclas[-1]).canceladas == 1
    assert extracto_de(cancelada, {4, 5}, anclas[-1]).roto_en == 5
    assert extracto_de(cancelada, {4, 5, 20}, anclas[0]).roto_en == 5  # cualquiera escribe una lápida sin ancla
    otra = con_lapida({"ente": 4}, dicha={"ente": 3})
    assert "no es lo que dice su lápida" in extracto_de(otra, {5, 20}, anclar(otra, 10)[-1]).motivo


def test_una_lapida_vaciada_no_explica_lo_que_falta_de_otro():
    """La lápida 20 es buena; se vacía, se le escribe otra cosa y una nueva al final «explica» a la 20."""
    vieja = con_lapida({"ente": 3})
    falsa = {"n": 7, "huella": vieja[6].huella, "conserva": {"ente": "otro"}}
    nueva = {"n": 20, "huella": vieja[19].huella, "conserva": falsa}
    hechos = [(r.accion, r.datos if r.n != 5 else {"k": 4}) for r in vieja] + [("datos.cancelados", nueva)]
    libro = [r._replace(sal="", datos=falsa) if r.n == 20 else r._replace(sal="", datos={"ente": "otro"}) if r.n == 7 else r
             for r in encadenar(hechos)]
    resultado = recorrer(libro)
    assert (resultado.roto_en, "lápida sin sus datos" in resultado.motivo) == (20, True), resultado
