"""Comprobar la bitácora contra todas sus anclas, de la base y de fuera: un solo cálculo para todo el que pregunte."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from auditoria.anclas import dudas, fuera, origen
from bitacora.cadena import anclas as de_la_base
from bitacora.cadena import anotar, verificar_cadena
from bitacora.models import Ancla, Evento
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes.documento.firma import instalada
from verificador.anclas import Ancla as Leida
from verificador.anclas import AnclaIlegible
from verificador.lectura import Comprometido, Juez, Resultado
from verificador.sello_de_ancla import Jueza

COMPROBADA = "bitacora.verificada"
DE_MADRUGADA = 3  # hora de Hermosillo
SEMANA = timedelta(days=7)


def verificar(
    en: datetime, *, desde: int | None = None, todos_los_sellos: bool = False, juez: Juez | None = None,
    visto: Comprometido | None = None,
) -> Resultado:
    """La bitácora entera, o lo que sigue al ancla número `desde`, contra su cadena y contra todas sus anclas.

    Cada ancla de la base debe ser la de fuera, también `desde`, y éstas ir sin hueco. Se juzga el sello de la última,
    que por citar cada una a la anterior responde por todas; o todos, que es lento; o los que diga `juez`.
    """
    if reparo := origen.reparo_del_vigente(en):
        return Resultado(0, 0, reparo)
    base = Ancla.objects.filter(numero=desde).first() if desde else None
    primera, ultima = (base.numero if base else 0) + 1, fuera.cuantas()
    registrada = Ancla.objects.order_by("numero").last()
    if registrada and registrada.numero > ultima:  # se guardan fuera antes de registrarse
        return Resultado(0, registrada.n, f"el ancla {registrada.numero} ya no está guardada fuera: se borró")
    try:
        suya = fuera.leer(base.numero) if base else None
        if base and (suya is None or suya.contenido != base.leida().contenido):
            return Resultado(0, base.n, f"el ancla {base.numero} de la bitácora no es la que se guardó fuera")
        return verificar_cadena(
            suya, fuera=_sin_hueco(primera, ultima), juez=juez or jueza(en, todos=todos_los_sellos), visto=visto
        )
    except AnclaIlegible as error:
        return Resultado(0, 0, str(error))


def jueza(en: datetime, *, todos: bool = False) -> Jueza:
    """Con las raíces y los sellos que fija esta instalación; sin `todos`, sólo juzga el de la última de fuera."""
    hay, ultima = instalada.tiene_sello(), fuera.cuantas()
    return Jueza(
        instalada.raices if hay else None, instalada.sellos_fijados() if hay else (), en,
        cuales=None if todos else lambda ancla: ancla.numero == ultima,
    )


def todas(hasta: int) -> Iterator[Leida]:
    """Las de la base y las que sólo están fuera, hasta la número `hasta`: lo que se exporta no calla ninguna."""
    toca = 1
    for ancla in de_la_base():
        yield from _de_fuera(toca, ancla.numero - 1)
        yield ancla
        toca = ancla.numero + 1
    yield from _de_fuera(toca, hasta)


def _de_fuera(primera: int, ultima: int) -> Iterator[Leida]:
    return (ancla for numero in range(primera, ultima + 1) if (ancla := fuera.leer(numero)))


def ultima_comprobada() -> int | None:
    """El ancla hasta la que alguien verificó que todo casa: desde ahí puede seguirse."""
    hechas = Evento.objects.filter(accion=COMPROBADA, datos_evento__datos__integra=True)
    ultima = hechas.order_by("-n").values_list("datos_evento__datos__ancla", flat=True).first()
    return ultima or None


def hallado(resultado: Resultado, desde: int | None) -> dict[str, Any]:
    """Lo que se anota de una verificación; `ancla`: hasta cuál quedó comprobada."""
    ultima = Ancla.objects.filter(n__lte=resultado.anclado).order_by("numero").last()
    return {
        "revisados": resultado.revisados, "integra": resultado.integra, "motivo": resultado.motivo,
        "desde_ancla": desde or 0, "ancla": ultima.numero if ultima else 0,
    }


def comprobar_del_dia(en: datetime) -> None:
    """De madrugada: cada día lo que sigue a la última comprobada; cada semana, todo y con todos los sellos.

    Queda anotado como cualquier otra verificación; si algo no casa, se avisa a quien audita.
    """
    if en.astimezone(HERMOSILLO).hour < DE_MADRUGADA or not Ancla.objects.exists():
        return
    hechas = Evento.objects.filter(accion=COMPROBADA, por=None)
    if hechas.filter(clave=_clave(en)).exists():
        return
    completa = not hechas.filter(en__gt=en - SEMANA, datos_evento__datos__desde_ancla=0).exists()
    desde = None if completa else ultima_comprobada()
    resultado = verificar(en, desde=desde, todos_los_sellos=completa)
    with transaction.atomic():
        anotar(COMPROBADA, "bitacora:eventos", por=None, en=en, datos=hallado(resultado, desde), clave=_clave(en))
    if not resultado.integra:
        dudas.no_firmar(dudas.BitacoraRota(f"El evento {resultado.roto_en} no casa: {resultado.motivo}."), en)


def _clave(en: datetime) -> str:
    return f"{COMPROBADA}:{dia_de(en)}"


def _sin_hueco(primera: int, ultima: int) -> Iterator[Leida]:
    """Las de fuera, en orden. `AnclaIlegible` en la que falte."""
    for numero in range(primera, ultima + 1):
        if (ancla := fuera.leer(numero)) is None:
            raise AnclaIlegible(f"falta el ancla {numero} entre las guardadas fuera: se borró")
        yield ancla
