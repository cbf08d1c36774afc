"""Las frases del dictamen que se arman con los datos del expediente."""

from __future__ import annotations

from cuentas.interfaz.gramatica import lista
from cuentas.parametros import parametro
from dictamenes.congelado import Dictaminado, Resolutivo, VigenciaFijada
from dictamenes.documento import resolutivos
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.catalogos import Tipo


def antecedentes(solicitud: Solicitud) -> list[str]:
    presentada = fecha_larga(solicitud.momento_de_presentacion)
    parrafos = [
        f"Mediante oficio {solicitud.oficio_numero}, del {fecha_larga(solicitud.fecha_del_oficio)}, el ente "
        f"{solicitud.ente} solicitó el dictamen técnico y estratégico del proyecto «{solicitud.proyecto}». La "
        f"solicitud se recibió el {presentada} con el folio {solicitud.folio}"
        + (", en papel." if solicitud.en_papel else ".")
    ]
    for prevencion in solicitud.prevenciones.all():
        parrafos.append(
            f"El {fecha_larga(prevencion.emitida_en)} se previno al ente con el folio {prevencion.folio}, y el "
            f"{fecha_larga(prevencion.momento_de_cierre)} atendió las observaciones."
        )
    areas = sorted({r.area.nombre for r in solicitud.revisiones.select_related("area")})
    if areas:
        dio = "que dio" if len(areas) == 1 else "que dieron"
        parrafos.append(f"La solicitud se turnó a {lista(areas)}, {dio} su opinión técnica.")
    return parrafos


def dictaminado(dictamen: Dictamen) -> Dictaminado:
    """Cuánto se resuelve en cada sentido, de sus conceptos."""
    resueltos = dictamen.sentidos.select_related("concepto")
    return resolutivos.dictaminar((s.concepto.orden, s.sentido, s.concepto.total) for s in resueltos)


def puntos(dictamen: Dictamen, importes: Dictaminado, vigencia: VigenciaFijada | None) -> list[Resolutivo]:
    """Los resolutivos de un dictamen, con lo que hoy dicen sus parámetros."""
    solicitud = dictamen.solicitud
    return resolutivos.redactar(resolutivos.Resuelto(
        dictaminado=importes, ente=solicitud.ente.nombre, condiciones=dictamen.condiciones.count(), vigencia=vigencia,
        es_baja=solicitud.tipo == Tipo.BAJA, anticipada=solicitud.ejercicio if solicitud.es_anticipada else 0,
        impugnacion=parametro("dictamen.medio_de_impugnacion"),
    ))
