"""El cotejo y sus lectores, sin base: qué puntaje da, con qué evidencia, y qué se entiende de un CSV o un OCDS."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from indicadores.ajeno.ocds import crudos_de
from indicadores.contratos.cotejo import Amparo, Compra, Indice, Reglas, comparar, proponer
from indicadores.contratos.lectura import leer_csv
from indicadores.contratos.ocds import leer_ocds

HOY = date(2026, 11, 20)
REGLAS = Reglas()
DE_EQUIPO = Amparo(
    1, "SGD-DTE-2026-0001", ("Renovación de equipo de cómputo administrativo", "Computadora de escritorio", "Monitor"),
    Decimal("1000000.00"), Decimal("1160000.00"), date(2026, 3, 2), date(2026, 12, 31),
)
DE_LICENCIAS = Amparo(
    2, "SGD-DTE-2026-0002", ("Licenciamiento de suite de oficina",), Decimal("387000"), Decimal("448920"),
    date(2026, 5, 1), date(2026, 12, 31),
)


def _compra(objeto="Adquisición de equipo de cómputo", importe="1160000", fecha=date(2026, 4, 10)):
    return Compra(objeto, Decimal(importe) if importe else None, fecha)


def _puntos(compra, amparo=DE_EQUIPO):
    return {c.nombre: c.puntos for c in comparar(compra, amparo, REGLAS).criterios}


def test_la_compra_que_es_se_propone_con_su_evidencia_y_la_que_no_se_parece_no():
    (propuesta,) = proponer(_compra(), Indice.de([DE_EQUIPO, DE_LICENCIAS]), REGLAS)
    assert (propuesta.folio, propuesta.puntaje) == ("SGD-DTE-2026-0001", 90)
    assert [c.evidencia for c in propuesta.criterios] == [
        "Palabras en común: cómputo, equipo (2 de 2 del contrato).",
        "Igual a lo dictaminado con IVA ($1,160,000.00).",
        "Se firmó dentro de la vigencia, del 2 de marzo de 2026 al 31 de diciembre de 2026.",
    ]
    assert proponer(_compra("Uniformes para personal de limpieza"), Indice.de([DE_EQUIPO]), REGLAS) == []


def test_lo_que_dice_cualquier_contrato_no_suma():
    """Sin palabras que distingan, el mismo importe y las mismas fechas no bastan para proponer."""
    compra = _compra("Contrato de prestación de servicios del proyecto de la Secretaría del Estado de Sonora")
    assert proponer(compra, Indice.de([DE_EQUIPO]), REGLAS) == []
    assert _puntos(compra)["Objeto"] == 0


@pytest.mark.parametrize(("importe", "puntos"), [
    ("1160000", 30), ("1276000", 30), ("1050000", 30), ("1000000", 30), ("1392000", 15), ("1508000", 0), ("9", 0), ("", 0),
])
def test_el_importe_vale_dentro_de_la_tolerancia_con_o_sin_iva_y_baja_hasta_el_triple(importe, puntos):
    assert _puntos(_compra(importe=importe))["Importe"] == puntos


@pytest.mark.parametrize(("fecha", "puntos", "dicho"), [
    (date(2026, 3, 1), 0, "Se firmó 1 día antes"), (date(2026, 3, 2), 20, "dentro"), (date(2026, 12, 31), 20, "dentro"),
    (date(2027, 1, 10), 0, "Se firmó 10 días después"),
])
def test_se_firma_dentro_de_la_vigencia_o_se_dice_por_cuanto_no(fecha, puntos, dicho):
    criterio = comparar(_compra(fecha=fecha), DE_EQUIPO, REGLAS).criterios[2]
    assert (criterio.puntos, dicho in criterio.evidencia) == (puntos, True)


def test_el_dictamen_no_favorable_se_avisa_y_el_descartado_no_vuelve():
    negado = Amparo(*[getattr(DE_EQUIPO, c) for c in DE_EQUIPO.__dataclass_fields__][:7], favorables=0, conceptos=2)
    assert "no ampara la compra" in comparar(_compra(), negado, REGLAS).aviso
    assert proponer(_compra(), Indice.de([DE_EQUIPO]), REGLAS, sin={1}) == []


def test_el_orden_de_los_dictamenes_no_cambia_lo_que_se_propone():
    azar, palabras = Random(7), ["equipo", "cómputo", "monitor", "red", "enlace", "nube", "licencia", "suite", "oficina", "servidor"]
    amparos = [Amparo(n, f"F-{n:03}", (" ".join(azar.sample(palabras, 3)),), Decimal(1000 * n), Decimal(1160 * n),
                      date(2026, 1, 1), date(2026, 12, 31)) for n in range(1, 60)]
    compras = [_compra(" ".join(azar.sample(palabras, 3)), str(1160 * azar.randint(1, 60))) for _ in range(30)]
    antes = [proponer(c, Indice.de(amparos), REGLAS) for c in compras]
    azar.shuffle(amparos)
    assert [proponer(c, Indice.de(amparos), REGLAS) for c in compras] == antes
    de_uno_en_uno = [[p for p in (comparar(c, a, REGLAS) for a in amparos) if p.puntaje >= REGLAS.minimo] for c in compras]
    assert [sorted(p, key=lambda p: (-p.puntaje, p.folio))[:5] for p in de_uno_en_uno] == antes
    todas = [p for propuestas in antes for p in propuestas]
    assert todas
    assert all(REGLAS.minimo <= p.puntaje <= 100 for p in todas)


def test_el_csv_se_lee_como_salga_y_dice_todos_sus_errores():
    bueno = (
        "Contratos de enero a junio;;;;;\nNo. de contrato;Dependencia;Descripción del contrato;Monto total;"
        "Fecha de firma;Proveedor\nC-1/2026;ICRESON;Equipo de cómputo;\"$1,160,000.00\";10/04/2026;Uno, S.A.\n"
    ).encode("cp1252")
    lectura = leer_csv(bueno, HOY)
    assert lectura.errores == []
    (uno,) = lectura.renglones
    assert (uno.fila, uno.numero, uno.ente, uno.importe, uno.fecha, uno.proveedor) == (
        3, "C-1/2026", "ICRESON", Decimal("1160000.00"), date(2026, 4, 10), "Uno, S.A.")
    malo = (b"numero,ente,objeto,importe,fecha\nC-1,CEA,Red,mucho,2026-13-01\nC-2,CEA,Red,10,2027-01-01\n"
            b"C-3,,Red,10,2026-01-01\nC-4,CEA,Red,10,2026-01-01\nc-4,cea,Red,10,2026-01-01\n")
    assert [(e.fila, e.columna) for e in leer_csv(malo, HOY).errores] == [
        (2, "Fecha"), (2, "Importe"), (3, "Fecha"), (4, "Ente"), (6, "Número")]
    for trae, faltan in ((b"numero,objeto\nC-1,Red\n", {"Ente", "Importe", "Fecha"}), (b"numero,ente,importe,fecha\n", {"Objeto"})):
        assert {e.columna for e in leer_csv(trae, HOY).errores} == faltan


def _entrega(ocid="ocds-1", cuando="2026-05-01T00:00:00Z", **partes):
    return {"ocid": ocid, "date": cuando, "buyer": {"name": "ICRESON"}, **partes}


CONTRATO = {"id": "C-9", "awardID": "A-1", "title": "Equipo de cómputo", "dateSigned": "2026-04-10T02:00:00Z",
            "value": {"amount": 1160000.10, "currency": "MXN"}, "period": {"endDate": "2026-12-31"}}
PREMIO = {"id": "A-1", "title": "Equipo", "date": "2026-04-01", "suppliers": [{"name": "Uno"}, {"name": "Dos"}],
          "value": {"amount": 5}}


def _leer(que):
    return leer_ocds(json.dumps(que).encode(), HOY)


def test_el_ocds_se_lee_por_entregas_o_por_registros_y_vale_la_ultima():
    vieja = _entrega(cuando="2026-01-01", contracts=[CONTRATO | {"title": "Otra cosa"}], awards=[PREMIO])
    nueva = _entrega(contracts=[CONTRATO], awards=[PREMIO])
    for paquete in ({"releases": [nueva, vieja]}, {"records": [{"ocid": "ocds-1", "compiledRelease": nueva}]}, nueva):
        (uno,) = _leer(paquete).renglones
        assert (uno.identidad, uno.objeto, uno.importe) == ("ocds|ocds-1|C-9", "Equipo de cómputo", Decimal("1160000.10"))
        assert (uno.fecha, uno.termina, uno.proveedor) == (date(2026, 4, 9), date(2026, 12, 31), "Uno, Dos")


def test_de_dos_entregas_de_la_misma_fecha_vale_la_de_despues_y_compra_quien_dicen_las_partes():
    """Lo mismo que hace el obrero, aquí: los textos de cada contrato."""
    partes = [{"name": "Convoca", "roles": ["procuringEntity"]}, {"name": "Compra", "roles": ["buyer"]}]
    entregas = [_entrega(buyer=None, parties=partes, contracts=[CONTRATO | {"title": t}]) for t in ("Primero", "Después")]
    (uno,) = crudos_de(json.dumps({"releases": entregas}).encode())
    assert (uno["objeto"], uno["ente"]) == ("Después", "Compra")


@pytest.mark.parametrize(("escrita", "dia"), [
    ("2026-04-10T00:00:00Z", 10), ("2026-04-10T00:00:00-06:00", 10), ("2026-04-10", 10), ("2026-04-10T06:59:59Z", 9),
])
def test_la_medianoche_en_punto_es_un_dia_sin_hora(escrita, dia):
    (uno,) = _leer({"releases": [_entrega(contracts=[CONTRATO | {"dateSigned": escrita}])]}).renglones
    assert uno.fecha == date(2026, 4, dia)


def test_sin_contratos_vale_la_adjudicacion_y_lo_cancelado_no_entra():
    lectura = _leer({"releases": [_entrega(awards=[PREMIO, PREMIO | {"id": "A-2", "status": "cancelled"}])]})
    assert [(r.numero, r.importe) for r in lectura.renglones] == [("A-1", Decimal("5.00"))]
    assert lectura.avisos == ["No se importan 1 que el archivo dice cancelados, pendientes o sin éxito."]


@pytest.mark.parametrize("malo", [
    b"{", b'{"a": 1}', b"[1]", b"null", b'{"releases": 5}', b'{"releases": [{"ocid": "x", "contracts": [7]}]}',
    b"[" * 100_000, b'{"releases": [{"ocid": "x", "contracts": [{"id": "1", "value": {"amount": NaN}}]}]}',
])
def test_lo_que_no_es_ocds_se_dice_y_no_truena(malo):
    lectura = leer_ocds(malo, HOY)
    assert not lectura.sirve
    assert lectura.errores


def test_otra_moneda_no_se_convierte_ni_se_inventa_la_fecha():
    raro = CONTRATO | {"value": {"amount": 10, "currency": "USD"}, "dateSigned": None}
    lectura = _leer({"releases": [_entrega(contracts=[raro])]})
    assert [e.columna for e in lectura.errores] == ["dateSigned", "Importe"]
