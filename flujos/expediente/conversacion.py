"""Los mensajes de un asunto en pantalla: escribirlos, avisar a la otra parte y mostrarlos."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cuentas.models import Usuario
from dictamenes.expediente import mensajes
from dictamenes.models import Mensaje, Participacion, Solicitud
from flujos.expediente.linea_tiempo import INSTITUCION
from flujos.models import Pendiente
from flujos.recorrido import notificaciones

Tablero = Mensaje.Tablero


@transaction.atomic
def escribir(
    solicitud: Solicitud, *, por: Usuario, en: datetime, tablero: str, texto: str, envio: str | None = None
) -> Mensaje:
    """Deja el mensaje y avisa a quien debe leerlo. Lanza lo que `dictamenes.expediente.mensajes.escribir`."""
    mensaje = mensajes.escribir(solicitud, por=por, en=en, tablero=tablero, texto=texto, envio=envio)
    if mensaje.del_ente:
        _avisar_a_quien_atiende(solicitud, en)
    elif tablero == Tablero.COMPARTIDO:
        notificaciones.avisar_al_ente(solicitud, "mensaje", en)
    else:
        _avisar_por_dentro(solicitud, por, en)
    return mensaje


def hilo(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    """Los mensajes como los lee esa mirada, del más reciente al más antiguo."""
    return [
        {
            "titulo": mensaje.get_tablero_display(), "autor": _autor(mensaje, mirada), "en": mensaje.en,
            "texto": mensaje.texto, "tono": "morado" if mensaje.tablero == Tablero.INTERNO else "azul",
        }
        for mensaje in mensajes.visibles(solicitud, mirada).order_by("-en", "-pk")
    ]


def _autor(mensaje: Mensaje, mirada: str) -> str:
    return INSTITUCION if mirada == "ente" and not mensaje.del_ente else mensaje.por.nombre


def _avisar_a_quien_atiende(solicitud: Solicitud, en: datetime) -> None:
    encargadas = Pendiente.objects.filter(solicitud=solicitud, encargada__isnull=False).select_related("encargada")
    personas = {pendiente.encargada for pendiente in encargadas if pendiente.encargada}
    for persona in personas:
        notificaciones.avisar_a(solicitud, persona, "mensaje_del_ente", en)
    if not personas:
        notificaciones.avisar_a_papel(solicitud, "coordinacion", "mensaje_del_ente", en)


def _avisar_por_dentro(solicitud: Solicitud, autor: Usuario, en: datetime) -> None:
    centrales = solicitud.participaciones.exclude(funcion=Participacion.Funcion.SOLICITA).exclude(persona=autor)
    for participacion in centrales.select_related("persona"):
        notificaciones.avisar_a(solicitud, participacion.persona, "mensaje_interno", en)
