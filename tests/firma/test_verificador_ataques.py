"""Ningún documento del corpus adverso sale «valida»."""

from __future__ import annotations

import pytest
from ataques import ATAQUES, CON_EXIGENCIAS
from mundo_firma import EXIGIDO, Mundo


@pytest.mark.parametrize("nombre", sorted(ATAQUES))
def test_ningun_ataque_pasa_por_valido(nombre: str, mundo: Mundo) -> None:
    dictado = mundo.juzgar(ATAQUES[nombre](mundo))
    print(nombre, dictado)
    assert not dictado.es_valida, dictado.motivo
    assert dictado.motivo


@pytest.mark.parametrize("nombre", sorted(CON_EXIGENCIAS))
def test_ningun_ataque_pasa_si_se_dice_que_campos_se_esperan(nombre: str, mundo: Mundo) -> None:
    dictado = mundo.juzgar(CON_EXIGENCIAS[nombre](mundo), EXIGIDO)
    print(nombre, dictado)
    assert not dictado.es_valida, dictado.motivo
