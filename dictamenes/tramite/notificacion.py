"""Notificar: poner algo a disposición del ente y asentar cuándo surtió efectos y por qué. Sólo aquí se escribe.

La regla es de dos parámetros, los del día en que se presentó el asunto: `notificacion.dias` y `notificacion.causas`.
Con cero días surte efectos al quedar a disposición. Quien nunca abre no detiene nada: pasa el día y surte efectos sola.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.constancia import consta
from cuentas.interfaz.formatos import fecha_hora
from cuentas.models import Usuario
from cuentas.tiempo.calendario import apertura, calendario_de, dia_de_recepcion, sumar_habiles
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Notificacion, Plazo, Prevencion, Solicitud
from dictamenes.reglas import plazos
from dictamenes.tramite.molde import Hecho

Como = Notificacion.Como
POR_OFICIO = "notificacion.oficio"


def surtiria_en(solicitud: Solicitud, en: datetime) -> datetime:
    """Cuándo surtiría efectos lo que queda a disposición en ese momento, si nadie lo lee."""
    dias = int(plazos.parametro_de(solicitud, "notificacion.dias"))
    if not dias:
        return en
    calendario = calendario_de(solicitud.ente)
    return apertura(sumar_habiles(dia_de_recepcion(en, calendario), dias, calendario).vence)


def poner_a_disposicion(solicitud: Solicitud, tema: str, en: datetime) -> Notificacion:
    """Deja el renglón de lo que se notifica; sin días para leerlo, ya surtió efectos."""
    cuando, dias = surtiria_en(solicitud, en), int(plazos.parametro_de(solicitud, "notificacion.dias"))
    surtida = {} if dias else {"surtio_en": en, "como": Como.DISPONIBLE}
    return Notificacion.objects.create(
        solicitud=solicitud, tema=tema, disponible_en=en, dias=dias, surtiria_en=cuando, **surtida)


def notificado(hecho: Hecho, solicitud: Solicitud, tema: str, en: datetime) -> Hecho:
    """El mismo hecho, puesto además a disposición del ente: su evento compromete desde cuándo."""
    return replace(hecho, ata=[*hecho.ata, poner_a_disposicion(solicitud, tema, en)])


@transaction.atomic
def surtir(
    notificacion: Notificacion, como: str, cuando: datetime, *, en: datetime, por: Usuario | None = None,
    oficio: Archivo | None = None, clave: str | None = None,
) -> bool:
    """Asienta que surtió efectos; falso si ya constaba. Su plazo se cuenta desde ahí, y nunca vence después por eso."""
    actual = Notificacion.objects.select_for_update().get(pk=notificacion.pk)
    if actual.surtio_en:
        return False
    exigir_atados(actual, clases=("puesta_a_disposicion",))
    actual.surtio_en, actual.como, actual.por, actual.oficio = min(cuando, actual.surtiria_en), como, por, oficio
    actual.save(update_fields=["surtio_en", "como", "por", "oficio"])
    recontada = _contar_desde_ahi(actual)
    datos = {"tema": actual.tema, "como": como, "surtio_en": actual.surtio_en}
    datos |= {"vence_en": recontada.vence_en} if recontada else {}
    datos |= {"oficio": oficio.sha256} if oficio else {}
    anotar("notificacion.surtio", actual.solicitud, por=por, en=en, datos=datos, clave=clave,
           ata=[actual, *([recontada] if recontada else [])])
    return True


def dar_por_atendida(solicitud: Solicitud, en: datetime, por: Usuario | None) -> None:
    """Quien contesta lo que se le notificó ya lo conoce: lo pendiente surte efectos."""
    for pendiente in solicitud.notificaciones.filter(surtio_en=None, disponible_en__lte=en):
        surtir(pendiente, Como.ATENDIDA, en, en=en, por=por)


def por_oficio(
    notificacion: Notificacion, *, oficio: Archivo, sellado_en: datetime, por: Usuario, en: datetime,
    envio: str | None = None,
) -> bool:
    """Recepción asienta que se entregó por oficio, con el sello del ente en su escaneo. Una vez por `envio`.

    Lanza `AccesoDenegado`, `YaSeEnvio` o `DatosInvalidos` si la regla no admite el oficio o la hora no puede ser.
    """
    exigir(por, POR_OFICIO)
    if Como.OFICIO.value not in plazos.parametro_de(notificacion.solicitud, "notificacion.causas"):
        raise DatosInvalidos("La regla con que se presentó este asunto no admite notificar por oficio.")
    if not notificacion.disponible_en <= sellado_en <= en:
        raise DatosInvalidos(f"El sello no puede ser anterior a {fecha_hora(notificacion.disponible_en)} ni futuro.")
    if notificacion.surtio_en:
        raise DatosInvalidos(f"Ya había surtido efectos el {fecha_hora(notificacion.surtio_en)}.")
    with una_vez(envio) as clave:
        return surtir(notificacion, Como.OFICIO, sellado_en, en=en, por=por, oficio=oficio, clave=clave)


def _contar_desde_ahi(notificacion: Notificacion) -> Prevencion | None:
    """La prevención cuyo plazo esperaba a esta notificación, contado desde que surtió efectos; si no, ninguna."""
    solicitud = notificacion.solicitud
    prevencion = solicitud.prevenciones.abierta() if notificacion.tema == "prevenida" else None
    plazo = solicitud.plazos.filter(clase=Plazo.Clase.PREVENCION, cerrado_en=None).first()
    if prevencion is None or plazo is None or plazo.inicia_en != notificacion.surtiria_en:
        return None
    exigir_atados(prevencion)
    prevencion.vence_en = plazos.contar_desde(plazo, consta(notificacion.surtio_en)).vence_en
    prevencion.save(update_fields=["vence_en"])
    return prevencion
