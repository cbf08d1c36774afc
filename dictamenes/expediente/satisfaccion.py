"""Calificar la atención al recibir un dictamen: opcional, una vez por persona que lo recibe, sin mover el asunto."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import clave_de
from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import exigir, puede
from cuentas.models import Aviso, Usuario
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Calificacion, Dictamen, Solicitud
from dictamenes.models.satisfaccion import Puntos

OPERACION = "dictamen.calificar"
NOTIFICA = "emitida"  # el tema del aviso con que se notifica el dictamen
LARGO = 1000


def recibio(solicitud: Solicitud, persona: Usuario) -> bool:
    """Si a esa persona se le notificó el dictamen y todavía puede recibir por el ente."""
    return puede(persona, OPERACION, solicitud.ente) and _se_le_notifico(solicitud, persona)


def calificacion_de(solicitud: Solicitud, persona: Usuario) -> Calificacion | None:
    return Calificacion.objects.filter(dictamen__solicitud=solicitud, persona=persona).first()


def calificar(solicitud: Solicitud, *, por: Usuario, en: datetime, puntos: int, comentario: str = "") -> Calificacion:
    """Deja la calificación y su evento, que no lleva el comentario.

    Lanza `AccesoDenegado`, `EstadoEquivocado` si no se le ha notificado un dictamen, `DatosInvalidos` fuera de la
    escala y `YaRegistrado` si ya calificó.
    """
    with con_constancia(OPERACION, solicitud, por=por, en=en), transaction.atomic():
        exigir(por, OPERACION, solicitud.ente)
        dictamen = Dictamen.objects.select_for_update().filter(solicitud=solicitud, emitido_en__isnull=False).first()
        if dictamen is None or not _se_le_notifico(solicitud, por):
            raise EstadoEquivocado("Sólo califica quien recibió el dictamen, y este no se le ha notificado.")
        if puntos not in Puntos.values or len(comentario) > LARGO:
            raise DatosInvalidos("Elija del 1 al 5 y escriba un comentario más corto.")
        dicho = {"puntos": puntos, "comentario": comentario.strip(), "dada_en": en}
        suya, nueva = Calificacion.objects.get_or_create(dictamen=dictamen, persona=por, defaults=dicho)
        if not nueva:
            raise YaRegistrado("Ya calificó la atención de este dictamen.")
        anotar("dictamen.calificado", solicitud, por=por, en=en,
               datos={"puntos": puntos, "con_comentario": bool(suya.comentario)})
    return suya


def _se_le_notifico(solicitud: Solicitud, persona: Usuario) -> bool:
    return Aviso.objects.filter(objeto=clave_de(solicitud), tema=NOTIFICA, persona=persona).exists()
