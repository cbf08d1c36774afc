"""Diez mil pasos al azar de doce personas: el estado siempre es función de los eventos y nada prohibido ocurre."""

from __future__ import annotations

from itertools import count

import pytest

from cuentas.siembra import sembrar as sembrar_catalogos
from dictamenes.siembra import sembrar as sembrar_tramite
from tests.conftest import EPOCA
from tests.herramientas.dosis import COMPLETA, SEMILLA, dosis
from tests.invariantes.historias import Historia, al_azar, falla_de, minima

pytestmark = [pytest.mark.django_db, pytest.mark.larga, pytest.mark.lenta]
PASOS_POR_HISTORIA = 160
LEJOS = {"presentar", "admitir", "opinar", "proponer", "trabajar", "firmar"}
DEL_DIA = {"tomar", "soltar", "corregir_opinion", "recoger_de_firma", "reportar_condicion", "aceptar_condicion",
           "devolver_condicion"}


def test_ninguna_historia_al_azar_rompe_un_invariante(capsys):
    sembrar_catalogos(EPOCA)
    sembrar_tramite(EPOCA)
    Historia.cuenta.clear()
    for n in count():
        dados = Historia.cuenta.total()
        if dados >= dosis(300, 10_000) and (_aceptados() >= LEJOS or dados >= dosis(900, 10_000)):
            break
        historia = al_azar(f"{SEMILLA}:{n}", PASOS_POR_HISTORIA)
        if falla := falla_de(*historia):
            cuento = "\n".join(f"  {paso}" for paso in minima(*historia))
            raise AssertionError(
                f"Historia {n}, con papeles de más {historia[0]} y adscritas {historia[1]}:\n{cuento}\n{falla[2]}"
            ) from falla[0]
    with capsys.disabled():
        print(informe())
    assert _aceptados() >= (LEJOS | DEL_DIA if COMPLETA else LEJOS), "no llegan lejos"


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
