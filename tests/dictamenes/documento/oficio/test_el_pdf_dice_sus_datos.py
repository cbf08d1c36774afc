"""El PDF y el JSON que lleva dentro dicen lo mismo: todo folio, importe, sentido y fecha está impreso, y nada lo contradice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from al_azar import dictamen_al_azar
from datos_ejemplo import datos_dictamen
from lectura_pdf import embebido, texto_en_orden, texto_visto
from papeles_de_muestra import PAPELES

from cuentas.interfaz.formatos import MESES
from dictamenes.documento.oficio import redactar_dictamen
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.documento.oficio.importes import importe
from tests.dictamenes.documento.lector_de_resolutivos import leer
from tests.herramientas.dosis import SEMILLA, dosis

CUANTOS = dosis(10, 1000)
FOLIO = re.compile(r"\bSGD-[A-Z]{3,5}-\d{4}-\d{4,6}\b|\b[A-Z]{2,}/[A-Z]{2,}/\d{4}/\d{4}\b|\b[A-Z]{2,}/[A-Z]{3,}/\d{4}\b")
IMPORTE = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{2}(?!\d|\.\d)")
FECHA = re.compile(rf"\b\d{{1,2}} de (?:{'|'.join(MESES)}) de \d{{4}}\b")
DE_DINERO = {"precio_unitario", "importe", "iva", "total", "subtotal", "solicitado", "favorable"}
DE_FOLIO = {"folio", "numero_oficio", "expediente", "oficio_numero", "clasificacion_archivistica"}
# Como los lee una persona; aparte del vocabulario con que se escriben.
SENTIDOS = {"favorable": "Favorable", "favorable_con_condiciones": "Favorable con condiciones", "no_favorable": "No favorable",
            "improcedente": "Improcedente"}


@pytest.mark.larga
def test_todo_folio_importe_sentido_y_fecha_esta_impreso_y_nada_lo_contradice():
    """Diez dictámenes al azar en `make probar`; mil en `make resistencia`."""
    mal = {}
    for n in range(CUANTOS):
        datos = dictamen_al_azar(f"{SEMILLA}-{n}")
        if dicho := [*desacuerdos(redactar_dictamen(datos).contenido)]:
            mal[n] = dicho
    assert mal == {}


def test_un_importe_larguisimo_no_se_parte_en_dos_renglones():
    """El que hallaron mil al azar: de veintiséis mil millones, en la franja de la portada."""
    assert [*desacuerdos(redactar_dictamen(dictamen_al_azar("20261121-307")).contenido)] == []


@pytest.mark.parametrize(("antes", "ahora", "que"), [
    ("total", "999.99", "no se imprime"), ("sentido", "no_favorable", "sentido"), ("importe", "7.00", "no se imprime"),
])
def test_se_nota_si_los_datos_de_un_concepto_no_son_los_impresos(antes, ahora, que):
    datos = datos_dictamen(3, version=4)
    contenido = redactar_dictamen(datos).contenido
    datos["conceptos"][0][antes] = ahora
    assert any(que in uno for uno in desacuerdos(contenido, datos))


@pytest.mark.parametrize("ruta", ["condiciones/0/fecha", "dictamen/fecha_elaboracion", "solicitud/presentada_en", "vigencia/hasta"])
def test_se_nota_si_una_fecha_no_es_la_impresa(ruta):
    datos = datos_dictamen(3, version=4)
    contenido = redactar_dictamen(datos).contenido
    *camino, campo = ruta.split("/")
    donde = datos
    for paso in camino:
        donde = donde[int(paso)] if paso.isdigit() else donde[paso]
    donde[campo] = "2031-01-02" + donde[campo][10:]
    assert any("2 de enero de 2031 no se imprime" in uno for uno in desacuerdos(contenido, datos))


def test_se_lee_en_el_orden_de_los_datos():
    """Por el árbol de estructura: los apartados en el orden del contrato, y lo enlistado, en el de su lista."""
    contenido = PAPELES["dictamen_de_las_partes"]().contenido
    datos = json.loads(embebido(contenido, "dictamen.json"))
    esperado = [
        datos["dictamen"]["folio"], datos["destinatario"]["nombre"], datos["asunto"], *datos["antecedentes"],
        *(f["ordenamiento"] for f in datos["fundamentos"]), datos["solicitud"]["necesidad"],
        *(importe(c["total"]) for c in datos["conceptos"]), f"${importe(datos['totales']['total'])}",
        *(o["texto"] for o in datos["analisis_tecnico"]["opiniones"]),
        *(texto for parrafo in datos["analisis_estrategico"]["texto"].splitlines() for texto in (parrafo,)),
        *_resolutivos_con_sus_condiciones(datos), datos["elaboro"]["nombre"], *(q["nombre"] for q in datos["reviso"]),
        datos["autoriza"]["nombre"], datos["bitacora"]["hash"], *(a["sha256"] for a in datos["anexos"]), *datos["ccp"],
    ]  # fmt: skip
    leido, desde = _junto(texto_en_orden(contenido)), 0
    for dicho in map(_junto, esperado):
        assert dicho in leido[desde:], f"«{dicho[:60]}» se lee antes de lo que va, o no se lee"
        desde = leido.index(dicho, desde) + len(dicho)


def desacuerdos(contenido: bytes, datos: dict | None = None) -> Iterator[str]:
    """Lo que el PDF calla o contradice de sus datos (los que lleva dentro, si no se dan)."""
    datos = datos or json.loads(embebido(contenido, "dictamen.json"))
    texto = texto_visto(contenido)
    for que, patron, esperados, admitidos in _cotejos(datos):
        hallados = set(patron.findall(texto))
        yield from (f"{que} {uno} no se imprime" for uno in sorted(esperados - hallados))
        yield from (f"{que} {uno} se imprime y no está en los datos" for uno in sorted(hallados - admitidos))
    yield from _de_los_sentidos(datos, texto_en_orden(contenido))


def _cotejos(datos: dict) -> Iterator[tuple[str, re.Pattern[str], set[str], set[str]]]:
    hojas = [*_hojas(datos)]
    escrito = " ".join(valor for _, valor in hojas if isinstance(valor, str))
    folios = {valor for campo, valor in hojas if campo in DE_FOLIO and isinstance(valor, str)}
    yield "folio", FOLIO, {uno for uno in folios if FOLIO.fullmatch(uno)}, folios | set(FOLIO.findall(escrito))
    # En una baja, que no lleva importes, la tabla no tiene dónde decir que son cero.
    dinero = {importe(valor) for campo, valor in hojas if campo in DE_DINERO and isinstance(valor, str)}
    lleva = bool(Decimal(datos["totales"]["total"]))
    yield "importe", IMPORTE, dinero if lleva else set(), dinero | _bases(datos) | set(IMPORTE.findall(escrito))
    fechas = {fecha_larga(valor) for _, valor in hojas if isinstance(valor, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", valor)}
    yield "fecha", FECHA, fechas, fechas | set(FECHA.findall(escrito))


def _hojas(datos: object, campo: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(datos, dict):
        for nombre, valor in datos.items():
            yield from _hojas(valor, nombre)
    elif isinstance(datos, list):
        for valor in datos:
            yield from _hojas(valor, campo)
    else:
        yield campo, datos


def _bases(datos: dict) -> set[str]:
    """Lo que se suma para decir sobre cuánto se calcula cada tasa: no está en los datos, sale de ellos."""
    tasas = {Decimal(c["tasa_iva"]) for c in datos["conceptos"]}
    return {importe(sum(Decimal(c["importe"]) for c in datos["conceptos"] if Decimal(c["tasa_iva"]) == tasa)) for tasa in tasas}


def _de_los_sentidos(datos: dict, leido: str) -> Iterator[str]:
    """El renglón de cada concepto en «Resultado por concepto» acaba en su sentido; y el punto primero los agrupa igual."""
    tabla = _junto(leido.partition("Resultado por concepto")[2])
    for concepto in datos["conceptos"]:
        _, esta, tabla = tabla.partition(f"{concepto['numero']}{_junto(concepto['descripcion'])}")
        dicho = re.match(r".*?(Noaplica)?(Favorableconcondiciones|Nofavorable|Favorable|Improcedente)", tabla)
        if not esta or dicho is None or dicho[2] != _junto(SENTIDOS[concepto["sentido"]]):
            yield f"sentido del concepto {concepto['numero']}: {dicho and dicho[2]} y no {concepto['sentido']}"
    punto = re.search(r"PRIMERO\. (.*?) (?:SEGUNDO|VII)\b", leido)
    leidos = leer(punto[1], len(datos["conceptos"])).conceptos if punto else {}
    suyos = {s: {c["numero"] for c in datos["conceptos"] if c["sentido"] == s} for s in {c["sentido"] for c in datos["conceptos"]}}
    if leidos != suyos:
        yield f"sentido: el punto primero dice {leidos} y los conceptos {suyos}"


def _resolutivos_con_sus_condiciones(datos: dict) -> Iterator[str]:
    for resolutivo in datos["resolutivos"]:
        yield resolutivo["texto"]
        if resolutivo["clave"] == "condiciones":
            yield from (condicion["texto"] for condicion in datos["condiciones"])


def _junto(texto: str) -> str:
    """Sin espacios: dónde se parte un renglón no es cosa de los datos."""
    return "".join(str(texto).split())
