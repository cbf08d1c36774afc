"""El borrador de una renovación: lo ya dictaminado que sigue valiendo, puesto en su formulario."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.expediente import captura, copia
from dictamenes.models import Concepto, Dictamen, Solicitud
from dictamenes.models.catalogos import Modalidad, Tipo
from dictamenes.models.dictamen import FAVORABLES
from dictamenes.textos.formularios.definicion import preguntas


def abrir(dictamen: Dictamen, termina: date, *, por: Usuario, en: datetime) -> Solicitud:
    """Abre el borrador a nombre del mismo ente, para el ejercicio que sigue a `termina`. Nada se presenta."""
    origen, hoy = dictamen.solicitud, dia_de(en)
    sigue = (termina + timedelta(days=1)).year
    borrador = captura.iniciar(
        origen.ente, Tipo.RENOVACION, Modalidad.RENOVACION, origen.proyecto, por=por, en=en,
        ejercicio=min(max(sigue, hoy.year), hoy.year + 1),
    )
    favorables = Concepto.objects.filter(sentidos__dictamen=dictamen, sentidos__sentido__in=FAVORABLES)
    copia.poner_conceptos(borrador, favorables, hoy)
    return captura.guardar(
        borrador, version=borrador.version, por=por, en=en, campos=_campos(origen, hoy),
        respuestas=_respuestas(dictamen, borrador),
    )


def _campos(origen: Solicitud, hoy: date) -> dict[str, object]:
    """Los generales que no cambian de un año a otro; la partida, sólo si todavía se puede usar."""
    partida = copia.partida_de_hoy(origen, hoy)
    return {campo: getattr(origen, campo) for campo in copia.CAMPOS} | ({"partida": partida} if partida else {})


def _respuestas(dictamen: Dictamen, borrador: Solicitud) -> dict[str, str]:
    """Lo contestado en preguntas que se llaman igual, sin lo de cada vez ni fechas de término, y el folio anterior."""
    previas, nuevas = dictamen.solicitud.respuestas, list(preguntas(borrador.formulario.definicion))
    siguen = [p["clave"] for p in nuevas if not p.get("vence") and not p.get("cada_vez")]
    iguales = {clave: previas[clave] for clave in siguen if clave in previas}
    return iguales | {p["clave"]: dictamen.folio or "" for p in nuevas if p.get("es_folio_anterior")}
