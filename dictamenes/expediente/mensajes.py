"""Escribir y leer los mensajes de un asunto. Aquí se decide qué tablero ve cada quien."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import AccesoDenegado, exigir, puede
from cuentas.models import Usuario
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, Impedimento
from dictamenes.models import Mensaje, Solicitud
from dictamenes.models.solicitud import Estado

Tablero = Mensaje.Tablero
LARGO = 4000


def tableros(solicitud: Solicitud, persona: Usuario) -> list[str]:
    """Los tableros en que la persona puede escribir; vacío si en ninguno."""
    if not _en_tramite(solicitud):
        return []
    if puede(persona, "mensaje.del_ente", solicitud.ente):
        return [Tablero.COMPARTIDO]
    return [Tablero.COMPARTIDO, Tablero.INTERNO] if puede(persona, "mensaje.interno") else []


def visibles(solicitud: Solicitud, mirada: str) -> QuerySet[Mensaje]:
    """Los mensajes que se leen con esa mirada: el ente, sólo los compartidos."""
    todos = solicitud.mensajes.select_related("por")
    return todos.filter(tablero=Tablero.COMPARTIDO) if mirada == "ente" else todos


def escribir(
    solicitud: Solicitud, *, por: Usuario, en: datetime, tablero: str, texto: str, envio: str | None = None
) -> Mensaje:
    """Deja un mensaje en un tablero, una vez por `envio`.

    Lanza `YaSeEnvio`, `AccesoDenegado`, `EstadoEquivocado` si el asunto no está en trámite, `Impedimento` si la
    persona se excusó, o `DatosInvalidos`.
    """
    texto = texto.strip()
    if not escrito(texto) or len(texto) > LARGO:
        raise DatosInvalidos("Escriba el mensaje (hasta 4,000 letras).")
    with una_vez(envio) as clave:
        actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
        _exigir(actual, por, tablero)
        mensaje = Mensaje.objects.create(
            solicitud=actual, tablero=tablero, texto=texto, por=por, en=en,
            del_ente=puede(por, "mensaje.del_ente", actual.ente),
        )
        anotar("mensaje.escrito", actual, por=por, en=en, clave=clave,
               datos={"mensaje": mensaje.pk, "tablero": tablero}, ata=[mensaje])
    return mensaje


def _en_tramite(solicitud: Solicitud) -> bool:
    return solicitud.estado != Estado.BORRADOR and not solicitud.esta_concluida


def _exigir(solicitud: Solicitud, por: Usuario, tablero: str) -> None:
    if not _en_tramite(solicitud):
        raise EstadoEquivocado("Los mensajes se escriben mientras el asunto está en trámite.")
    if not puede(por, "mensaje.del_ente", solicitud.ente):
        exigir(por, "mensaje.interno")
    if tablero not in tableros(solicitud, por):
        raise AccesoDenegado("No puede escribir en ese tablero.")
    if solicitud.intereses.filter(persona=por).exists():
        raise Impedimento("Está impedida: declaró interés en este asunto.")
