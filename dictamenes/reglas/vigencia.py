"""Hasta cuándo vale un dictamen: la fecha que se fija al elaborarlo y dicen igual papel, pantalla y verificación."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.congelado import Dictaminado, VigenciaFijada
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import FAVORABLES
from dictamenes.reglas.requisitos import hechos_de
from dictamenes.textos.formularios.definicion import aplica, como_fecha, preguntas, respuestas_que_aplican

MULTIANUAL = "multianual"  # así se llaman la pregunta y la clase de anexo en todo formulario que lo admite


def fijar(solicitud: Solicitud, dictaminado: Dictaminado, elaborado: date) -> VigenciaFijada | None:
    """Termina el 31 de diciembre de su ejercicio, o del último que autoriza su multianualidad; None si nada ampara.

    Una baja no tiene vigencia. Si el ejercicio ya pasó al elaborarse, termina con el año en que se elabora.
    """
    ampara = any(grupo["sentido"] in FAVORABLES for grupo in dictaminado["por_sentido"])
    if not ampara or solicitud.tipo == Tipo.BAJA:
        return None
    anio = max(solicitud.ejercicio, elaborado.year)
    if multianual := _multianual(solicitud, anio):
        hasta, autorizacion = multianual
        return {"hasta": hasta.isoformat(), "autorizacion": autorizacion}
    return {"hasta": date(anio, 12, 31).isoformat()}


def al_firmar(dictamen: Dictamen) -> tuple[date, date] | None:
    """Del día de la firma al que dice el documento; None si no tiene vigencia.

    Lo congelado con la versión 1 no decía fecha: vale hasta el fin del ejercicio, y nunca menos de los días mínimos.
    """
    desde, datos = dia_de(dictamen.momento_de_firma), dictamen.congelado
    if datos["version"] == 1:
        minimo = timedelta(days=int(parametro("vigencia.minimo_dias")))
        return desde, max(date(dictamen.solicitud.ejercicio, 12, 31), desde + minimo)
    vigencia = datos.get("vigencia")
    return (desde, date.fromisoformat(vigencia["hasta"])) if vigencia else None


def ya_paso(dictamen: Dictamen, en: datetime) -> bool:
    """Si lo que el documento dice que vale terminó antes de ese momento: no tendría caso firmarlo."""
    vigencia = dictamen.congelado.get("vigencia")
    return vigencia is not None and vigencia["hasta"] < dia_de(en).isoformat()


def declaradas(solicitud: Solicitud) -> Iterator[tuple[str, date | None]]:
    """Las fechas en que termina lo que se pide, por la clave de la pregunta que las dice."""
    definicion, hechos = solicitud.formulario.definicion, hechos_de(solicitud)
    dichas = respuestas_que_aplican(definicion, solicitud.respuestas, hechos)
    for pregunta in preguntas(definicion):
        if pregunta.get("vence") and aplica(pregunta, dichas, hechos):
            yield pregunta["clave"], como_fecha(dichas.get(pregunta["clave"], ""))


def _multianual(solicitud: Solicitud, anio: int) -> tuple[date, str] | None:
    """Hasta cuándo y con qué autorización; sin el fundamento capturado, sin su anexo o sin su fecha, no lo es."""
    fundamento = parametro("vigencia.multianual")
    anexo = solicitud.anexos.filter(clase=MULTIANUAL, retirado_en=None).order_by("pk").last()
    ultimo = max((fecha.year for _, fecha in declaradas(solicitud) if fecha), default=0)
    if not fundamento or anexo is None or solicitud.respuestas.get(MULTIANUAL) != "si" or ultimo <= anio:
        return None
    return date(ultimo, 12, 31), f"{fundamento}, según la autorización que obra en el anexo «{anexo.nombre}»."
