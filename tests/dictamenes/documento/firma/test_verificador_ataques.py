"""Ningún documento del corpus adverso sale «valida»."""

from __future__ import annotations

import pytest
from ataques import ATAQUES, CON_EXIGENCIAS, hueco
from mundo_firma import EXIGIDO, Mundo, pdf_base


@pytest.mark.parametrize("nombre", sorted(ATAQUES))
def test_ningun_ataque_pasa_por_valido(nombre: str, mundo: Mundo) -> None:
    dictado = mundo.juzgar(ATAQUES[nombre](mundo))
    assert not dictado.es_valida, dictado.motivo
    assert dictado.motivo


@pytest.mark.parametrize("nombre", sorted(CON_EXIGENCIAS))
def test_ningun_ataque_pasa_si_se_dice_que_campos_se_esperan(nombre: str, mundo: Mundo) -> None:
    dictado = mundo.juzgar(CON_EXIGENCIAS[nombre](mundo), EXIGIDO)
    assert not dictado.es_valida, dictado.motivo


def test_la_primera_firma_es_la_que_certifica(mundo: Mundo) -> None:
    motivo = mundo.juzgar(ATAQUES["certifica_otra_que_no_es_la_primera"](mundo)).motivo
    assert motivo == "La firma que certifica el documento no es la primera."


def test_ningun_byte_firmado_se_puede_cambiar(mundo: Mundo) -> None:
    pdf = mundo.aprobado
    corte, reanuda = hueco(pdf)
    lugares = [*range(9, corte, 97), *range(reanuda, len(pdf), 31)]
    for lugar in lugares:
        alterado = pdf[:lugar] + bytes([pdf[lugar] ^ 1]) + pdf[lugar + 1 :]
        assert not mundo.juzgar(alterado).es_valida, lugar


def test_casi_ninguno_de_los_del_sobre_que_la_firma_no_protege(mundo: Mundo) -> None:
    """Queda alguno que no dice nada: la versión del sobre o la etiqueta de un parámetro vacío."""
    pdf = mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=mundo.estampadora())
    corte, reanuda = hueco(pdf)
    sobre = bytes.fromhex(pdf[corte + 1 : reanuda - 1].decode())
    lugares, pasan = range(30, len(sobre.rstrip(b"\0")), 41), 0
    for lugar in lugares:
        alterado = sobre[:lugar] + bytes([sobre[lugar] ^ 1]) + sobre[lugar + 1 :]
        reunido = pdf[: corte + 1] + alterado.hex().encode() + pdf[reanuda - 1 :]
        pasan += mundo.juzgar(reunido).es_valida
    assert pasan <= len(lugares) // 50


def test_cada_rechazo_se_explica_en_espaniol(mundo: Mundo) -> None:
    for nombre in ("certificado_revocado", "certificado_csd", "isa_titulo_nuevo", "trasplantada"):
        motivo = mundo.juzgar(ATAQUES[nombre](mundo)).motivo
        assert any(palabra in motivo for palabra in ("revocado", "CSD", "título", "no corresponde")), motivo
