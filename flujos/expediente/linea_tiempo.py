"""La línea de tiempo: los eventos de la bitácora en palabras, según quién mira."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import CharField

from bitacora.models import Evento, EventoQuerySet, clave_de
from cuentas.interfaz.formatos import fecha_hora
from cuentas.models import Area
from cuentas.preparada import PreparadaDeModelos, hueco
from dictamenes.models import Solicitud
from dictamenes.reglas.folios import DICTAMEN
from flujos.expediente.asunto import revisiones

INSTITUCION = "Subsecretaría de Gobierno Digital"
MAXIMO = 200


@dataclass(frozen=True)
class Dicho:
    """Cómo se cuenta una acción; `para` dice quién la ve: todos, centrales o sólo quien audita."""

    titulo: str
    para: str = "auditor"
    hito: bool = False
    tono: str = ""
    del_ente: bool = False


DICHOS = {
    "solicitud.iniciada": Dicho("Se empezó a elaborar la solicitud", "todos", del_ente=True),
    "solicitud.cargada": Dicho("Ya estaba en curso fuera del sistema y se cargó de un archivo", "centrales"),
    "solicitud.copiada": Dicho("Se copió de una anterior", "todos", del_ente=True),
    "plantilla.guardada": Dicho("Se guardó como plantilla del ente", del_ente=True),
    "plantilla.retirada": Dicho("Dejó de ser plantilla del ente", del_ente=True),
    "solicitud.sin_tocar": Dicho("Se avisó que el borrador lleva mucho sin tocarse", del_ente=True),
    "solicitud.archivada": Dicho("El borrador se archivó por llevar mucho sin tocarse", del_ente=True),
    "solicitud.recuperada": Dicho("Se recuperó el borrador archivado", del_ente=True),
    "solicitud.editada": Dicho("Se guardaron cambios en la captura", del_ente=True),
    "solicitud.formulario_cambiado": Dicho("Se pasó a la versión nueva de las preguntas", del_ente=True),
    "concepto.guardado": Dicho("Se guardó un concepto", del_ente=True),
    "concepto.quitado": Dicho("Se quitó un concepto", del_ente=True),
    "conceptos.importados": Dicho("Se importaron conceptos de una hoja de cálculo", del_ente=True),
    "conceptos.exportados": Dicho("Se exportaron los conceptos", del_ente=True),
    "anexo.agregado": Dicho("Se agregó un anexo", del_ente=True),
    "anexo.retirado": Dicho("Se retiró un anexo", del_ente=True),
    "anexo.sustituido": Dicho("Se sustituyó un anexo por una versión nueva", del_ente=True),
    "anexo.no_admitido": Dicho("No se admitió un archivo por lo que trae adentro", tono="ambar"),
    "anexo.rechazado": Dicho("El antivirus rechazó un anexo", tono="rojo"),
    "oficio.generado": Dicho("Se generó el oficio de solicitud para firmarse", del_ente=True),
    "solicitud.lista": Dicho("Quedó lista para presentarse", del_ente=True),
    "observacion.contestada": Dicho("Se guardaron respuestas a las observaciones", del_ente=True),
    "solicitud.presentada": Dicho("Solicitud presentada", "todos", True, "azul", del_ente=True),
    "solicitud.prevenida": Dicho("Se hicieron observaciones por solventar", "todos", True, "ambar"),
    "prevencion.prorrogada": Dicho("Se dio más tiempo para atender las observaciones", "todos", True, "ambar"),
    "notificacion.surtio": Dicho("Surtió efectos una notificación", "todos", tono="azul"),
    "plazo.recorrido": Dicho("Un plazo se alargó: se declararon días inhábiles", "todos", tono="ambar"),
    "prevencion.desahogada": Dicho("Observaciones atendidas", "todos", True, "azul", del_ente=True),
    "solicitud.admitida": Dicho("Requisitos completos: pasó a estudio", "todos", True, "azul"),
    "solicitud.improcedente": Dicho("Se declaró improcedente", "todos", True, "gris"),
    "solicitud.desechada": Dicho("Se desechó: venció el plazo para atender observaciones", "todos", True, "rojo"),
    "solicitud.desistida": Dicho("El ente se desistió", "todos", True, "gris", del_ente=True),
    "solicitud.cancelada": Dicho("Se canceló", "todos", True, "gris"),
    "solicitud.acumulada": Dicho("Se acumuló a otra del mismo ente", "todos", True, "gris"),
    "plazo.por_vencer": Dicho("Se recordó que es el último día del plazo", "centrales"),
    "plazo.vencido": Dicho("Venció un plazo y sigue pendiente", "centrales", tono="rojo"),
    "mensaje.escrito": Dicho("Se escribió un mensaje"),
    "revision.turnada": Dicho("Revisión turnada", "centrales"),
    "revision.sin_turnar": Dicho("Quedó sin asignar", "centrales", tono="ambar"),
    "tarea.tomada": Dicho("Alguien la tomó para atenderla", "centrales"),
    "tarea.soltada": Dicho("Quedó sin nadie a cargo", "centrales"),
    "revision.dada": Dicho("Opinión registrada", "centrales", tono="morado"),
    "revision.corregida": Dicho("Opinión corregida", "centrales", tono="ambar"),
    "revision.devuelta": Dicho("Se pidió a las áreas aclarar", "centrales", tono="ambar"),
    "prevencion.preparada": Dicho("Se preparó una prevención para firma electrónica", "centrales"),
    "entrega.preparada": Dicho("Quien presenta dejó lista su entrega para firmarla", "todos", del_ente=True),
    "papel.por_firmar": Dicho("Se selló un papel que espera firma", "centrales"),
    "papel.visto": Dicho("Quien firma leyó el papel completo", "centrales"),
    "papel.sellado": Dicho("Se selló y estampó un papel del trámite", "auditor"),
    "estampa.renovada": Dicho("Se renovó la estampa de tiempo de un documento", "auditor"),
    "dictamen.propuesto": Dicho("Proyecto de dictamen elaborado", "centrales", tono="morado"),
    "dictamen.congelado": Dicho("Datos del dictamen congelados", "auditor"),
    "dictamen.preparado": Dicho("Documento redactado y sellado", "centrales"),
    "dictamen.visto": Dicho("Quien autoriza leyó el documento completo", "centrales"),
    "dictamen.devuelto": Dicho("Quien autoriza devolvió el proyecto", "centrales", tono="ambar"),
    "dictamen.recogido": Dicho("Coordinación recogió el proyecto de firma", "centrales", tono="ambar"),
    "dictamen.escaneo_en_duda": Dicho("El escaneo de lo firmado a mano dejó dudas", "centrales", tono="ambar"),
    "dictamen.escaneo_confirmado": Dicho("Otra persona vio el escaneo y lo confirmó", "centrales"),
    "dictamen.escaneo_rechazado": Dicho("Otra persona vio el escaneo y no lo dio por bueno", "centrales", tono="ambar"),
    "dictamen.firmado": Dicho("Dictamen firmado", "centrales", True, "guinda"),
    "dictamen.no_se_emite": Dicho("El dictamen firmado no pudo emitirse", "centrales", tono="rojo"),
    "dictamen.anulacion_pedida": Dicho("Coordinación pidió anular la firma que no se emite", "centrales", tono="ambar"),
    "dictamen.firma_anulada": Dicho("Quien autoriza anuló la firma que no se emitió", "centrales", tono="ambar"),
    "dictamen.firma_revocada": Dicho("Se anuló la firma: su certificado está revocado", "centrales", tono="rojo"),
    "dictamen.emitido": Dicho("Dictamen emitido", "todos", True, "verde"),
    "dictamen.tanto_entregado": Dicho("El ente recibió su tanto en papel, contra acuse", "todos", True, "verde"),
    "dictamen.testado": Dicho("Se publicó una versión con partes testadas", "todos", True, "morado"),
    "dictamen.publico_liberado": Dicho("Se revisó y se publicó el ejemplar público", "todos", True, "verde"),
    "dictamen.contratado": Dicho("Se registró el contrato celebrado con el dictamen", "todos", True, "verde"),
    "dictamen.calificado": Dicho("Quien lo recibió calificó la atención"),
    "excepcion.pedida": Dicho("Se pidió excepción a una cláusula", "todos", False, "azul", del_ente=True),
    "excepcion.otorgada": Dicho("Se otorgó la excepción a una cláusula", "todos", True, "verde"),
    "excepcion.negada": Dicho("Se negó la excepción a una cláusula", "todos", False, "ambar"),
    "condicion.reportada": Dicho("Se reportó el cumplimiento de una condición", "todos", False, "azul", del_ente=True),
    "condicion.aceptada": Dicho("Se aceptó el cumplimiento de una condición", "todos", True, "verde"),
    "condicion.devuelta": Dicho("Se devolvió el cumplimiento de una condición", "todos", False, "ambar"),
    "condicion.sin_archivo": Dicho("El antivirus rechazó lo que acreditaba una condición", "todos", False, "rojo"),
    "condicion.recordada": Dicho("Se recordó una condición por cumplir", "centrales"),
    "vencimiento.avisado": Dicho("Se avisó al ente que va a terminar lo que ampara", "centrales"),
    "vencimiento.corregido": Dicho("El ente corrigió cuándo termina lo que ampara", "todos", del_ente=True),
    "vencimiento.sin_renovar": Dicho("El ente dijo que no lo renovará", "todos", False, "gris", del_ente=True),
    "vencimiento.en_renovacion": Dicho("Se empezó a preparar la renovación", "todos", False, "azul", del_ente=True),
    "solicitud.agrupada": Dicho("Se agrupó con otros expedientes", "centrales"),
    "solicitud.separada": Dicho("Se separó de su grupo", "centrales"),
    "interes.declarado": Dicho("Se excusó por tener interés en el asunto", "centrales"),
    "acceso.rechazado": Dicho("Intento rechazado", "auditor", tono="rojo"),
    "expediente.leido": Dicho("Expediente leído por auditoría", "auditor"),
    "anexo.leido": Dicho("Anexo leído por auditoría", "auditor"),
    "documento.leido": Dicho("Documento leído por auditoría", "auditor"),
    "expediente.dispuesto": Dicho("Se declaró su destino final", "todos"),
    "retencion.propuesta": Dicho("Se retuvo por ley; espera a una segunda persona", "centrales", tono="ambar"),
    "retencion.confirmada": Dicho("Se confirmó la retención legal", "centrales", tono="ambar"),
    "retencion.descartada": Dicho("Se descartó la retención legal", "centrales"),
    "retencion.pedida": Dicho("Se pidió levantar la retención legal", "centrales"),
    "retencion.levantada": Dicho("Se levantó la retención legal", "centrales"),
    "expediente.transferido": Dicho("Pasó al archivo de concentración", "todos"),
    "expediente.exportado": Dicho("Se exportó el expediente completo", "auditor"),
    "copia.certificada": Dicho("Se certificó una copia del expediente", "centrales"),
    "copia.sellada": Dicho("Se selló la carátula de una copia certificada", "auditor"),
    "copia.firmada": Dicho("Quien certifica firmó una copia", "centrales"),
    "bitacora.leida": Dicho("Bitácora del expediente leída por auditoría", "auditor"),
    "versiones.comparadas": Dicho("Auditoría comparó dos versiones", "auditor"),
    "lecturas.leidas": Dicho("Auditoría leyó quién ha leído el expediente", "auditor"),
}
CONSULTAS = (
    "expediente.leido", "anexo.leido", "documento.leido", "expediente.exportado", "bitacora.leida",
    "versiones.comparadas", "lecturas.leidas", "copia.certificada", "copia.sellada",
    "copia.firmada", "papel.por_firmar", "papel.visto",
)
"""Mirarlo o copiarlo no lo cambia: no van en lo que se exporta de él, o cada copia sería distinta de la anterior."""
ELEVADAS = ("coordinación", "quien autoriza")
# El motivo de excusarse es personal; el de corregir se lee junto a la opinión, que otra área aún no debe ver.
RESERVADOS = {"interes.declarado", "revision.corregida"}
NIVEL = {"ente": ("todos",), "central": ("todos", "centrales"), "auditor": ("todos", "centrales", "auditor")}


def linea_de_tiempo(solicitud: Solicitud, mirada: str, maximo: int = MAXIMO) -> list[dict[str, Any]]:
    """Lo que pasó, del más reciente al más antiguo, para una mirada: «ente», «central» o «auditor»."""
    ultimos = _ultimos(mirada, maximo)(objeto=clave_de(solicitud))
    return contar(ultimos, mirada, {r.area.clave: r.area.nombre for r in revisiones(solicitud)})


@cache
def _ultimos(mirada: str, maximo: int) -> PreparadaDeModelos[Evento]:
    campos = ("accion", "en", "por__nombre", "datos_evento__datos")
    del_objeto = Evento.objects.filter(objeto=hueco("objeto", CharField()))
    return PreparadaDeModelos(lambda: _conoce(del_objeto, mirada).only(*campos).order_by("-n")[:maximo])


def visibles(solicitud: Solicitud, mirada: str) -> EventoQuerySet:
    """Los eventos del expediente que esa mirada conoce, del más antiguo al más reciente."""
    return _conoce(Evento.objects.de(solicitud), mirada)


def _conoce(todos: EventoQuerySet, mirada: str) -> EventoQuerySet:
    eventos = todos.select_related("por", "datos_evento")
    if mirada == "auditor":
        return eventos
    return eventos.filter(accion__in=[accion for accion, dicho in DICHOS.items() if dicho.para in NIVEL[mirada]])


def contar(eventos: Iterable[Evento], mirada: str, areas: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Esos eventos en palabras, como los lee esa mirada; `areas`: los nombres que ya se leyeron."""
    eventos, nombres = list(eventos), areas or {}
    if any(clave not in nombres for evento in eventos for clave in _areas(evento.datos_evento.datos)):
        nombres = dict(Area.objects.values_list("clave", "nombre"))
    return [_contar(evento, mirada, nombres) for evento in eventos]


def _contar(evento: Evento, mirada: str, areas: dict[str, str]) -> dict[str, Any]:
    dicho = DICHOS.get(evento.accion) or Dicho(evento.accion)
    datos = evento.datos_evento.datos
    callado = evento.accion in RESERVADOS and mirada != "auditor"
    return {
        "titulo": dicho.titulo + _precision(datos, areas), "autor": _autor(evento, dicho, mirada, datos),
        "en": evento.en, "texto": "" if callado else _detalle(datos, mirada), "hito": dicho.hito, "tono": dicho.tono,
    }


def _autor(evento: Evento, dicho: Dicho, mirada: str, datos: dict[str, Any]) -> str:
    if evento.por is None:
        return "" if mirada == "ente" else "el sistema"
    if mirada == "ente" and not dicho.del_ente:
        return INSTITUCION
    return ", ".join(parte for parte in (evento.por.nombre, datos.get("en_calidad_de")) if parte)


def _precision(datos: dict[str, Any], areas: dict[str, str]) -> str:
    claves = _areas(datos)
    return f": {', '.join(areas.get(clave, clave) for clave in claves)}" if claves else ""


def _areas(datos: dict[str, Any]) -> list[str]:
    return [datos["area"]] if "area" in datos else datos.get("areas") or []


def _detalle(datos: dict[str, Any], mirada: str) -> str:
    partes = [
        f"Referencia {datos['referencia']}, renglón {datos['renglon']} de {datos['archivo']}."
        if "renglon" in datos else "",
        f"Acuse {datos['acuse']}." if "acuse" in datos else "",
        f"De la solicitud {datos['copiada_de']}." if datos.get("copiada_de") else "",
        f"«{datos['plantilla']}»." if "plantilla" in datos else "",
        f"Oficio {datos['prevencion']}." if "prevencion" in datos else "",
        f"Relación {datos['transferencia']}." if "transferencia" in datos else "",
        f"Disposición {datos['disposicion']}." if "disposicion" in datos else "",
        f"Certificación {datos['certificacion']}." if "certificacion" in datos else "",
        _en_papel(datos) if datos.get("en_papel") else "",
        "Se había desechado: como llegó a tiempo, volvió a la revisión." if datos.get("repone") else "",
        f"Dictamen {datos['folio']}." if DICTAMEN in str(datos.get("folio", "")) else "",
        f"Contrato {datos['contrato']}." if "contrato" in datos else "",
        f"Lo recibió {datos['recibio']}." if "recibio" in datos else "",
        f"Se identificó con {datos['identificacion']}." if mirada != "ente" and "identificacion" in datos else "",
        f"De la versión {datos['formulario_anterior']} a la {datos['formulario']}."
        if "formulario_anterior" in datos else "",
        f"{datos['dias']} días hábiles más." if "dias" in datos else "",
        _importados(datos) if "importados" in datos else "",
        f"Se elevó a {datos['a']}." if datos.get("a") in ELEVADAS else "",
        f"Por la regla de carga: lo que ya tenía pesaba {datos['peso']}." if datos.get("regla") else "",
        f"Nadie podía {'; '.join(datos['sin_elegible'])}." if mirada != "ente" and datos.get("sin_elegible") else "",
        "Se deshizo lo anterior." if datos.get("deshace") else "",
        f"Motivo: {datos['motivo']}" if datos.get("motivo") else "",
    ]
    return " ".join(parte for parte in partes if parte)


def _en_papel(datos: dict[str, Any]) -> str:
    """Que llegó en papel, a nombre de quién se capturó y cuándo; lo de antes sólo decía lo primero."""
    de_quien = f" a nombre de {datos['a_nombre_de']}" if "a_nombre_de" in datos else ""
    durante = " Llegó durante una interrupción del sistema." if "contingencia" in datos else ""
    return f"Llegó en papel y se capturó{de_quien} el {fecha_hora(datos['capturada_en'])}.{durante}"


def _importados(datos: dict[str, Any]) -> str:
    """Cuántos entraron y, si sustituyeron a otros, a cuántos."""
    return f"Entraron {datos['importados']}" + (f" y se quitaron {datos['quitados']}." if datos["quitados"] else ".")
