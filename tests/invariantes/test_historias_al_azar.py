"""Diez mil pasos al azar de doce personas: el estado siempre es función de los eventos y nada prohibido ocurre."""

from __future__ import annotations

from itertools import count

import pytest
from django.db import connection

from config.demostracion.fundamentos import sembrar_fundamentos
from cuentas.siembra import sembrar as sembrar_catalogos
from dictamenes.siembra import sembrar as sembrar_tramite
from tests.conftest import EPOCA
from tests.herramientas.dosis import COMPLETA, SEMILLA, dosis
from tests.invariantes.historias import Historia, al_azar, falla_de, minima
from tests.invariantes.pasos import Paso

pytestmark = [pytest.mark.django_db, pytest.mark.larga, pytest.mark.lenta]
PASOS_POR_HISTORIA = 160


def _con(que, **datos):
    return Paso(que, {"tino": True, "a": 1, "b": 1, **datos})


LEJOS = {"presentar", "admitir"}
HASTA_FIRMAR = {"opinar", "proponer", "trabajar", "firmar"}
CON_TIEMPO = {"tomar", "soltar", "corregir_opinion"}
DESPUES = {"reportar_condicion", "aceptar_condicion", "devolver_condicion"}
HASTA_DEVOLVERLA = [
    Paso("elaborar", {"tino": True, "a": 1, "tipo": "bienes", "completa": True}), _con("presentar"),
    _con("admitir", cuantas=1), _con("opinar", c=0, postura="procede"),
    _con("proponer", c=1, forma="pades", sentido="favorable_con_condiciones"), Paso("trabajar", {"falla": False}),
    _con("firmar", como="bien"), Paso("trabajar", {"falla": False}), _con("reportar_condicion"), _con("devolver_condicion"),
]


def test_ninguna_historia_al_azar_rompe_un_invariante(capsys):
    sembrar_catalogos(EPOCA, de_muestra=True)
    sembrar_tramite(EPOCA)
    sembrar_fundamentos(None, None, EPOCA, EPOCA.date())
    Historia.cuenta.clear()
    lejos = LEJOS | HASTA_FIRMAR | CON_TIEMPO if COMPLETA else LEJOS if connection.vendor == "sqlite" else {"elaborar"}
    for n in count():
        dados = Historia.cuenta.total()
        if dados >= dosis(160 if connection.vendor == "sqlite" else 60, 10_000) and (
            _aceptados() >= lejos or dados >= dosis(480, 10_000)
        ):
            break
        _exigir_sana(n, al_azar(f"{SEMILLA}:{n}", PASOS_POR_HISTORIA))
    with capsys.disabled():
        print(informe())
    assert _aceptados() >= lejos, "no llegan lejos"


EN_PAPEL = {"desahogar_papel", "desistir_papel"}
HASTA_PREVENIRLA = [*HASTA_DEVOLVERLA[:2], _con("prevenir", cuantas=1)]


@pytest.mark.parametrize(("hasta", "siguen", "ademas"), [
    (HASTA_DEVOLVERLA, DESPUES, ["trabajar", "turnar"]),
    (HASTA_PREVENIRLA, EN_PAPEL, ["desahogar_papel", "desahogar_papel", "prevenir", "prevenir", "trabajar"]),
], ids=["después de emitir", "en papel"])
def test_lo_que_al_azar_casi_no_ocurre_tampoco_rompe_un_invariante(hasta, siguen, ademas):
    """Las historias al azar emiten poco y previenen poco: estas arrancan ahí."""
    sembrar_catalogos(EPOCA, de_muestra=True)
    sembrar_tramite(EPOCA)
    sembrar_fundamentos(None, None, EPOCA, EPOCA.date())
    Historia.cuenta.clear()
    for n in range(dosis(2, 40)):
        _, _, pasos = al_azar(f"{SEMILLA}:despues:{n}", 60, bolsa=[*sorted(siguen) * 2, "pasar_tiempo", *ademas])
        _exigir_sana(n, ([], set(), hasta + pasos))
    assert siguen & _aceptados() if not COMPLETA else _aceptados() >= siguen


def _exigir_sana(n, historia):
    if falla := falla_de(*historia):
        cuento = "\n".join(f"  {paso}" for paso in minima(*historia))
        raise AssertionError(
            f"Historia {n}, con papeles de más {historia[0]} y adscritas {historia[1]}:\n{cuento}\n{falla[2]}"
        ) from falla[0]


def _aceptados():
    return {clave.partition(":")[0] for clave in Historia.cuenta if clave.endswith("aceptado")}


def informe():
    """Cuántos pasos se aceptaron y por qué se rechazaron los demás."""
    por_causa: dict[str, int] = {}
    for clave, veces in Historia.cuenta.items():
        causa = clave.partition(": ")[2]
        por_causa[causa] = por_causa.get(causa, 0) + veces
    renglones = [f"\n{Historia.cuenta.total()} pasos: " + ", ".join(f"{c} {n}" for c, n in sorted(por_causa.items()))]
    if COMPLETA:
        renglones += [f"  {clave} {veces}" for clave, veces in sorted(Historia.cuenta.items())]
    return "\n".join(renglones)
