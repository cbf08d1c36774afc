"""Los resolutivos se leen como los escribió un abogado, y leídos de vuelta dicen lo que se resolvió."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictamenes.documento import resolutivos
from dictamenes.documento.resolutivos import Resuelto, dictaminar, redactar, sentido_global
from tests.dictamenes.documento.lector_de_resolutivos import leer, numeros_de

DORADO = Path(__file__).resolve().parents[2] / "datos" / "resolutivos.txt"
F, C, N, I = "favorable", "favorable_con_condiciones", "no_favorable", "improcedente"  # noqa: E741
SENTIDOS = st.sampled_from([F, C, N, I])
IMPORTES = st.one_of(st.just(Decimal("0.00")), st.decimals(0, 99_999_999, places=2))


@given(st.lists(st.tuples(SENTIDOS, IMPORTES), min_size=1, max_size=40))
def test_lo_escrito_leido_de_vuelta_es_lo_resuelto(resueltos):
    """De 1 a 40 conceptos, en cualquier sentido y por cualquier importe: los conjuntos y los importes casan."""
    conceptos = [(n, sentido, importe) for n, (sentido, importe) in enumerate(resueltos, start=1)]
    dictaminado = dictaminar(conceptos)
    leido = leer(sentido_global(dictaminado)["texto"], len(conceptos))
    assert leido.conceptos == {s: {n for n, suyo, _ in conceptos if suyo == s} for s in {s for s, _ in resueltos}}
    assert leido.importes == {s: sum(i for _, suyo, i in conceptos if suyo == s) for s in leido.conceptos}
    assert sum(leido.importes.values()) == Decimal(dictaminado["solicitado"]) == sum(i for _, i in resueltos)
    favorable = sum(i for s, i in resueltos if s in (F, C))
    assert Decimal(dictaminado["favorable"]) == favorable
    assert leido.en_letra == ([favorable] if favorable else [])


@given(st.lists(SENTIDOS, min_size=1, max_size=40), st.booleans(), st.integers(0, 3))
def test_solo_van_los_puntos_que_vienen_al_caso(sentidos, es_baja, condiciones):
    """Lo negado no lleva vigencia, límites ni condiciones; los ordinales siguen sin saltos."""
    ampara = bool({F, C} & set(sentidos))
    resuelto = _resuelto(sentidos, es_baja=es_baja, condiciones=condiciones if C in sentidos else 0,
                         vigencia={"hasta": "2026-12-31"} if ampara and not es_baja else None)
    puntos = redactar(resuelto)
    claves = [punto["clave"] for punto in puntos]
    assert [punto["ordinal"] for punto in puntos] == list(resolutivos.ORDINALES[: len(puntos)])
    assert ("condiciones" in claves) is bool(resuelto.condiciones)
    assert ("vigencia" in claves) is (ampara and not es_baja)
    assert ("limites" in claves) is ampara
    todo = " ".join(punto["texto"] for punto in puntos)
    assert "No se imponen condiciones" not in todo
    assert "ero pesos" not in todo


@given(st.sets(st.integers(1, 60), min_size=1))
def test_los_conceptos_condicionados_se_leen_de_vuelta(condicionados):
    sentidos = [C if n in condicionados else N for n in range(1, 61)]
    texto = next(p["texto"] for p in redactar(_resuelto(sentidos, condiciones=2)) if p["clave"] == "condiciones")
    if len(condicionados) < 60:
        dicha = texto.split("concepto ", 1)[-1] if "en el concepto" in texto else texto.split("conceptos ", 1)[-1]
        assert set(numeros_de(dicha.split(" queda ")[0])) == condicionados


def test_el_titulo_no_dice_favorable_si_nada_lo_es():
    assert sentido_global(_resuelto([N, I]).dictaminado)["titulo"] == "No favorable e improcedente"
    assert sentido_global(_resuelto([F, I]).dictaminado)["titulo"] == "Favorable en parte"
    assert sentido_global(_resuelto([F, C]).dictaminado)["clave"] == C



def _resuelto(sentidos, importe="1160.00", **mas) -> Resuelto:
    importes = [importe] * len(sentidos) if isinstance(importe, str) else importe
    conceptos = [(n, s, Decimal(i)) for n, (s, i) in enumerate(zip(sentidos, importes, strict=True), start=1)]
    return Resuelto(dictaminar(conceptos), mas.pop("ente", "Comisión Estatal del Agua"), **mas)


VALE = {"hasta": "2026-12-31"}
MEZCLAS = {
    "Un concepto favorable, de un peso": _resuelto([F], "1.00", vigencia=VALE),
    "Un concepto favorable con una condición": _resuelto([C], "58000.00", vigencia=VALE, condiciones=1),
    "Tres favorables, de un millón cerrado": _resuelto([F] * 3, ["500000.00", "300000.00", "200000.00"], vigencia=VALE),
    "Un no favorable": _resuelto([N], "245159.04"),
    "Siete no favorables": _resuelto([N] * 7, "2320.50"),
    "Un improcedente": _resuelto([I], "9999.99"),
    "No favorable e improcedentes": _resuelto([N, I, I], "1000.00"),
    "El de la revisión: uno sí y uno no": _resuelto([F, N], ["245159.04", "82186.00"], vigencia=VALE),
    "El único favorable es el último de diez": _resuelto([N] * 9 + [F], vigencia=VALE),
    "1, 3 y 5 a 8 favorables": _resuelto([F, N, F, N, F, F, F, F], vigencia=VALE),
    "Alternados, sin rangos": _resuelto([F, N] * 4, vigencia=VALE),
    "Los cuatro sentidos": _resuelto([F, C, N, I], ["100.00", "200.50", "300.00", "400.00"], vigencia=VALE, condiciones=3),
    "Favorables y condicionados: se dictamina el total": _resuelto([F, C, C], vigencia=VALE, condiciones=1),
    "Condicionados en parte, con dos condiciones": _resuelto([C, C, C, N], vigencia=VALE, condiciones=2),
    "Favorable en lo que no cuesta, negado lo demás": _resuelto([F, N], ["0.00", "5000.00"], vigencia=VALE),
    "Una baja favorable": _resuelto([F] * 12, "0.00", es_baja=True),
    "Una baja en parte": _resuelto([F, F, N, I], "0.00", es_baja=True),
    "Anticipada, con medio de impugnación capturado": _resuelto(
        [F, N], "11600.00", vigencia={"hasta": "2027-12-31"}, anticipada=2027,
        impugnacion="Contra lo resuelto procede el medio que aquí se capture."),
    "Multianual con su autorización": _resuelto([F], "3000000.00", vigencia={
        "hasta": "2029-12-31", "autorizacion": "fundamento capturado, según la autorización que obra en el anexo «auto.pdf»."}),
    "Cuarenta, con rangos de todo": _resuelto(
        [N if n % 10 in (1, 2) else C if n in (4, 25, 26, 27) else F for n in range(1, 41)], "23200.16", vigencia=VALE,
        condiciones=2, ente="Instituto de Acuacultura"),
}  # fmt: skip


def test_veinte_mezclas_raras_como_texto():
    """Se leen enteras en tests/datos/resolutivos.txt. Con REGENERAR_DORADOS=1 se escriben otra vez, y se leen."""
    escrito = "\n\n".join(f"## {titulo}\n{_como_texto(resuelto)}" for titulo, resuelto in MEZCLAS.items()) + "\n"
    if os.environ.get("REGENERAR_DORADOS"):
        DORADO.write_text(escrito, encoding="utf-8")
    assert len(MEZCLAS) == 20
    assert escrito == DORADO.read_text(encoding="utf-8")


@pytest.mark.parametrize("mal", [
    "Se dictamina FAVORABLE en los conceptos 1, y NO FAVORABLE en los conceptos 2.",
    "Se dictamina FAVORABLE en el concepto 1 y 2.", "Se dictamina FAVORABLE en los conceptos 2, 1 y 3.",
    "Se dictamina FAVORABLE en los conceptos 1 a 2; y NO FAVORABLE en el concepto 3.",
    "Se dictamina FAVORABLE la solicitud en sus 3 conceptos, por el importe de $2.00 (Tres pesos 00/100 M.N.).",
])
def test_el_lector_rechaza_lo_mal_escrito(mal):
    with pytest.raises(ValueError, match="."):
        leer(mal, 3)


def _como_texto(resuelto: Resuelto) -> str:
    return "\n".join(f"{punto['ordinal']}. {punto['texto']}" for punto in redactar(resuelto))
