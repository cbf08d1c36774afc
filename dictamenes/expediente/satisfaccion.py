"""Calificar la atención al recibir un dictamen: opcional, una vez por persona que lo recibe, sin que se sepa quién.

De la persona sólo queda gastado su boleto: un talón que sin la llave, que no está en la base, no dice de quién es.
Lo que contestó entra cifrado a la urna y se abre cuando hay un lote entero, barajado (docs/decisiones/0062).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from bitacora.cadena import anotar
from bitacora.models import clave_de
from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import exigir, puede
from cuentas.entrada import factores
from cuentas.models import Aviso, Usuario
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import (
    BoletoGastado,
    CalificacionDelLote,
    ComentarioDelLote,
    Dictamen,
    LoteDeCalificaciones,
    RespuestaEnUrna,
    Solicitud,
)
from dictamenes.models.satisfaccion import Puntos

OPERACION = "dictamen.calificar"
URNA = "satisfaccion:urna"
NOTIFICA = "emitida"  # el tema del aviso con que se notifica el dictamen
LARGO = 1000
TAMANO = 12 * LARGO + 100
"""Caracteres de toda respuesta antes de cifrarla: caben mil de los que en JSON ocupan doce."""
MINIMO_DEL_LOTE = 5
SAL = "boleto de satisfacción"


def recibio(solicitud: Solicitud, persona: Usuario) -> bool:
    """Si a esa persona se le notificó el dictamen y todavía puede recibir por el ente."""
    return puede(persona, OPERACION, solicitud.ente) and _se_le_notifico(solicitud, persona)


def ya_califico(solicitud: Solicitud, persona: Usuario) -> bool:
    """Si ya gastó el boleto que le dio recibir ese dictamen."""
    return BoletoGastado.objects.filter(pk__in=_talones(solicitud.pk, persona.pk)).exists()


def tamano_del_lote() -> int:
    """De cuántas en cuántas se abren: lo que dice el parámetro, nunca menos de `MINIMO_DEL_LOTE`."""
    return max(int(parametro("satisfaccion.grupo")), MINIMO_DEL_LOTE)


def calificar(solicitud: Solicitud, *, por: Usuario, en: datetime, puntos: int, comentario: str = "") -> None:
    """Gasta el boleto y echa la respuesta a la urna; con la última de un lote, lo abre. Su evento no dice quién ni qué.

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
        if ya_califico(solicitud, por):
            raise YaRegistrado("Ya calificó la atención de este dictamen.")
        BoletoGastado.objects.create(talon=_talones(solicitud.pk, por.pk)[0])
        RespuestaEnUrna.objects.create(cifrada=cifrar(puntos, comentario.strip()))
        anotar("satisfaccion.depositada", URNA, por=None, en=en)  # retiene la cabeza: quien deposita a la vez, espera
        _abrir_si_hay_lote(en)


def cifrar(puntos: int, comentario: str) -> str:
    """La respuesta cifrada con la llave que no está en la base; siempre del mismo tamaño y sin la hora."""
    return factores.cifrar_sin_hora(json.dumps([puntos, comentario]).ljust(TAMANO))


@transaction.atomic
def recifrar() -> int:
    """Pasa la urna y los talones a la SECRET_KEY de hoy, para retirar la anterior; cuántas respuestas esperaban."""
    en_urna = list(RespuestaEnUrna.objects.select_for_update())
    for respuesta in en_urna:
        respuesta.cifrada = factores.cifrar_sin_hora(factores.descifrar(respuesta.cifrada))
        respuesta.save(update_fields=["cifrada"])
    notificados = Aviso.objects.filter(tema=NOTIFICA, objeto__startswith="solicitud:").values_list("objeto", "persona")
    for objeto, persona in notificados.distinct():
        vigente, *anteriores = _talones(int(objeto.partition(":")[2]), persona)
        BoletoGastado.objects.filter(pk__in=anteriores).update(talon=vigente)
    return len(en_urna)


def huella_de(puntos: Iterable[int], comentarios: Iterable[str]) -> str:
    """La del contenido de un lote, sin importar su orden."""
    return hashlib.sha256(json.dumps([sorted(puntos), sorted(comentarios)]).encode()).hexdigest()


def _abrir_si_hay_lote(en: datetime) -> None:
    """Descifra, baraja y escribe el lote; las calificaciones y los comentarios, cada cosa por su lado."""
    en_urna = list(RespuestaEnUrna.objects.select_for_update())
    if len(en_urna) < tamano_del_lote():
        return
    respuestas = [json.loads(factores.descifrar(una.cifrada)) for una in en_urna]
    puntos, comentarios = [suyos for suyos, _ in respuestas], [texto for _, texto in respuestas if texto]
    SystemRandom().shuffle(puntos)
    SystemRandom().shuffle(comentarios)
    lote = LoteDeCalificaciones.objects.create(abierto_el=dia_de(en))
    CalificacionDelLote.objects.bulk_create(CalificacionDelLote(lote=lote, puntos=suyos) for suyos in puntos)
    ComentarioDelLote.objects.bulk_create(ComentarioDelLote(lote=lote, texto=texto) for texto in comentarios)
    RespuestaEnUrna.objects.filter(pk__in=[una.pk for una in en_urna]).delete()
    datos = {"respuestas": len(puntos), "huella": huella_de(puntos, comentarios)}
    lote.evento = anotar("satisfaccion.abierta", f"satisfaccion:{lote.pk}", por=None, en=en, datos=datos).n
    lote.save(update_fields=["evento"])


def _talones(solicitud: int, persona: int) -> list[str]:
    """El de esa persona en ese asunto con la SECRET_KEY de hoy y, detrás, con las anteriores."""
    claves = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    de_quien = f"{solicitud}:{persona}"
    return [salted_hmac(SAL, de_quien, secret=clave, algorithm="sha256").hexdigest() for clave in claves]


def _se_le_notifico(solicitud: Solicitud, persona: Usuario) -> bool:
    return Aviso.objects.filter(objeto=clave_de(solicitud), tema=NOTIFICA, persona=persona).exists()
