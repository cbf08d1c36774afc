"""Todo lo que muestra un expediente a quien lo mira, y nada más."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import models, transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from bitacora.cadena import anotar
from cuentas.acceso.acceso import ambito, papeles, puede
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import Calendario, calendario_de
from dictamenes.expediente import satisfaccion
from dictamenes.expediente.mensajes import visibles
from dictamenes.models import Dictamen, OpinionAnterior, OpinionDeConcepto, Plazo, Revision, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import lugares, plazos
from flujos.bandeja.suplentes import a_cargo
from flujos.expediente import turno
from flujos.expediente.agrupadas import junto_con
from flujos.expediente.asunto import alguna_leida, revisiones, traer
from flujos.expediente.descargas import disponibles
from flujos.expediente.excepciones import en_expediente
from flujos.expediente.forms.satisfaccion import CalificarForm
from flujos.expediente.linea_tiempo import linea_de_tiempo
from flujos.expediente.presentado import por_tramos, presentado
from flujos.expediente.seguimiento import de_dictamen
from flujos.recorrido.detenidos import demora_de
from flujos.recorrido.notificacion import notificaciones_de
from flujos.recorrido.recordatorios import elevadas

INICIOS = {"ente": "Mis solicitudes", "central": "Bandeja", "auditor": "Bitácora"}


def mirada_de(solicitud: Solicitud, usuario: Usuario) -> str:
    """Con qué ojos lo ve: «auditor», «ente» (gana a central si el asunto es de su ente) o «central»."""
    if "auditor" in papeles(usuario):
        return "auditor"
    return "ente" if solicitud.ente_id in ambito(usuario, "solicitud.ver").entes else "central"


def contexto(solicitud: Solicitud, usuario: Usuario, en: datetime, consulta: Mapping[str, str]) -> dict[str, Any]:
    """El contexto de la página del expediente, con los conceptos que pide `consulta`."""
    mirada = mirada_de(solicitud, usuario)
    traer(solicitud)
    acciones, calendario = turno.acciones(solicitud, usuario), calendario_de(solicitud.ente)
    entregado, tramo = por_tramos(presentado(solicitud), consulta)
    dictamen = turno.dictamen_de(solicitud)
    a_la_vista = dictamen if _ve_dictamen(solicitud, dictamen, mirada) else None
    return {
        "solicitud": solicitud,
        "mirada": mirada,
        "frase": turno.frase(solicitud, en, calendario, me_toca=bool(acciones)),
        "acciones": acciones,
        "menores": turno.acciones_menores(solicitud, usuario),
        "impedimento": turno.impedimento(solicitud, usuario), "apagado": turno.apagado(solicitud, usuario),
        "demora": demora_de(solicitud, en) if mirada != "ente" and _espera_al_trabajador(solicitud) else "",
        "elevadas": elevadas(solicitud) if mirada != "ente" else [],
        "reloj": reloj_del_dictamen(solicitud, en, calendario),
        "presentado": con_sentidos(entregado, dictamen, mirada), "tramo": tramo,
        "prevenciones": prevenciones_de(solicitud),
        "revisiones": revisiones_visibles(solicitud, usuario, mirada, tramo.numeros if tramo.pagina else None),
        "dictamen": a_la_vista,
        "condiciones": de_dictamen(a_la_vista, usuario, en, calendario) if a_la_vista else [],
        "excepciones": en_expediente(solicitud, usuario, mirada),
        "calificar": por_calificar(solicitud, usuario, mirada),
        "situacion": dictamen.situacion(dia_de(en)) if dictamen else None,
        "escritos": solicitud.escritos.all(),
        "notificaciones": notificaciones_de(solicitud, alguna_leida=alguna_leida(solicitud)),
        "notificar_por_oficio": puede(usuario, "notificacion.oficio"),
        "documentos": disponibles(solicitud, usuario, mirada),
        "exportable": puede(usuario, "expediente.exportar", solicitud.ente),
        "participantes": participantes(solicitud, mirada),
        "junto": junto_con(solicitud, usuario, mirada),
        "a_cargo": a_cargo(solicitud.pendientes.all()) if mirada != "ente" else [],
        "mensajes": visibles(solicitud, mirada).count(),
        "eventos": linea_de_tiempo(solicitud, mirada),
        "migas": migas(solicitud, mirada),
    }


def reloj_del_dictamen(solicitud: Solicitud, en: datetime, calendario: Calendario) -> plazos.Reloj | None:
    """Cómo va el plazo del dictamen; None si aún no se presenta."""
    suyos = [plazo for plazo in solicitud.plazos.all() if plazo.clase == Plazo.Clase.DICTAMEN]
    return plazos.reloj_de(suyos[-1], en, calendario) if suyos else None


def migas(solicitud: Solicitud, mirada: str, *ultimas: str) -> list[dict[str, str]]:
    """El camino hasta aquí; la última miga es la página."""
    inicio = {"texto": INICIOS[mirada], "url": reverse("flujos:trabajo")}
    suya = {"texto": solicitud.folio or "Borrador", "url": reverse("flujos:expediente", args=[solicitud.pk])}
    return [inicio, suya, *({"texto": t} for t in ultimas)] if ultimas else [inicio, {"texto": suya["texto"]}]


def revisiones_visibles(
    solicitud: Solicitud, usuario: Usuario, mirada: str, numeros: Collection[int] | None = None
) -> list[Revision]:
    """Las opiniones que puede leer: nadie del ente, y un área no lee las de otra antes de dar la suya.

    Con `numeros`, de lo dicho concepto por concepto sólo se trae lo de ésos.
    """
    if mirada == "ente":
        return []
    todas = revisiones(solicitud)
    sin_corregir = [r for r in todas if r.version == 1]
    prefetch_related_objects(sin_corregir, Prefetch("anteriores", OpinionAnterior.objects.none()))
    prefetch_related_objects(todas, _con_concepto(numeros), "anteriores__dada_por")
    if numeros is not None:
        for anterior in (a for r in todas for a in r.anteriores.all()):
            anterior.opiniones = [o for o in anterior.opiniones if o["concepto"] in numeros]
    mias = ambito(usuario, "revision.opinar").areas
    de_mis_areas = [r for r in todas if r.area_id in mias]
    if all(r.dada_en for r in de_mis_areas):
        return todas
    ultima_dada = max((r.ronda for r in de_mis_areas if r.dada_en), default=0)
    return [r for r in todas if r.area_id in mias or r.ronda <= ultima_dada]


def _con_concepto(numeros: Collection[int] | None) -> Prefetch[str, Any, Any]:
    # Con un JOIN: mil conceptos en una lista de llaves pasan de lo que SQLite admite en una expresión.
    dichas = OpinionDeConcepto.objects.select_related("concepto")
    return Prefetch("opiniones", dichas if numeros is None else dichas.filter(concepto__orden__in=numeros))


def con_sentidos(entregado: dict[str, Any], dictamen: Dictamen | None, mirada: str) -> dict[str, Any]:
    """Lo presentado con el sentido, las razones y qué corregir de cada concepto, si ya se pueden ver."""
    if dictamen is None or (mirada == "ente" and not dictamen.publico_id):
        return entregado
    resueltos = _resueltos(dictamen, [c["numero"] for c in entregado["conceptos"]])
    conceptos = [{**c, "resuelto": resueltos.get(c["numero"])} for c in entregado["conceptos"]]
    return {**entregado, "conceptos": conceptos, "con_sentido": bool(resueltos)}


def prevenciones_de(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Las prevenciones con sus observaciones, dichas en palabras, y lo que contestó el ente."""
    prefetch_related_objects([solicitud], "prevenciones__emitida_por", "prevenciones__observaciones")
    halladas = solicitud.prevenciones.all()
    nombres = lugares.en_palabras(solicitud) if halladas else {}
    return [
        {"prevencion": p, "notificacion": p.notificacion, "observaciones": [
            {"sobre": nombres.get(o.sobre, o.sobre), "observacion": o} for o in p.observaciones.all()
        ]}
        for p in halladas
    ]


def participantes(solicitud: Solicitud, mirada: str) -> list[dict[str, str]]:
    """Quién ha hecho qué; al ente se le dicen sólo los suyos."""
    todas = sorted(solicitud.participaciones.all(), key=attrgetter("en"))
    filas = [p for p in todas if mirada != "ente" or p.funcion == "solicita"]
    return [{"clave": p.get_funcion_display().capitalize(), "valor": p.persona.nombre} for p in filas]


def por_calificar(solicitud: Solicitud, usuario: Usuario, mirada: str) -> CalificarForm | None:
    """El formulario, si es quien recibió el dictamen y no lo ha calificado."""
    if mirada != "ente" or solicitud.estado != Estado.EMITIDA or not satisfaccion.recibio(solicitud, usuario):
        return None
    return None if satisfaccion.ya_califico(solicitud, usuario) else CalificarForm()


def dejar_constancia(objeto: models.Model | str, accion: str, usuario: Usuario, en: datetime, **datos: Any) -> None:
    """Si quien lee es auditor, su lectura queda en la bitácora."""
    if "auditor" in papeles(usuario):
        with transaction.atomic():
            anotar(accion, objeto, por=usuario, en=en, datos=datos)


def _resueltos(dictamen: Dictamen, numeros: list[int]) -> Mapping[int, object]:
    """Lo que se resuelve de cada concepto: lo congelado o, mientras no lo está, lo del proyecto."""
    if dictamen.estado != EstadoDeDictamen.EN_PREPARACION:
        return {concepto["numero"]: concepto for concepto in dictamen.congelado["conceptos"]}
    de_la_pagina = dictamen.sentidos.filter(concepto__orden__in=numeros).select_related("concepto")
    return {sentido.concepto.orden: sentido for sentido in de_la_pagina}


def _espera_al_trabajador(solicitud: Solicitud) -> bool:
    """Si su documento se está preparando o publicando: en firma, y nadie tiene nada que hacer."""
    return solicitud.estado == Estado.EN_FIRMA and not solicitud.pendientes.all()


def _ve_dictamen(solicitud: Solicitud, dictamen: Dictamen | None, mirada: str) -> bool:
    return dictamen is not None and (mirada != "ente" or solicitud.estado == Estado.EMITIDA)
