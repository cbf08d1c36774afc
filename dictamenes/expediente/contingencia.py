"""Registrar los periodos en que el sistema no estuvo disponible, para capturar después lo que llegó en papel."""

from __future__ import annotations

from datetime import datetime

from bitacora.cadena import anotar
from bitacora.rechazos import con_constancia
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Contingencia

OPERACION = "contingencia.registrar"
OBJETO = "catalogo:contingencias"


def registrar(
    desde: datetime, hasta: datetime, motivo: str, *, por: Usuario, en: datetime, envio: str | None = None
) -> Contingencia:
    """Deja constancia de una interrupción que ya terminó. `DatosInvalidos` si el periodo no se entiende o ya estaba.

    Dos que se traslapan se admiten: si una se registró mal, se registra bien y se usa ésa. Una vez por `envio`.
    """
    with con_constancia(OPERACION, OBJETO, por=por, en=en), una_vez(envio) as clave:
        exigir(por, OPERACION)
        if not desde < hasta <= en:
            raise DatosInvalidos("La interrupción empieza antes de terminar, y se registra cuando ya terminó.")
        if not escrito(motivo):
            raise DatosInvalidos("Escriba qué pasó.")
        if Contingencia.objects.filter(desde=desde, hasta=hasta).exists():
            raise DatosInvalidos("Esa interrupción ya está registrada.")
        nueva = Contingencia.objects.create(
            desde=desde, hasta=hasta, motivo=motivo.strip(), registrada_por=por, registrada_en=en
        )
        datos = {"contingencia": nueva.pk, "desde": desde, "hasta": hasta, "motivo": nueva.motivo}
        anotar("contingencia.registrada", OBJETO, por=por, en=en, datos=datos, clave=clave)
    return nueva
