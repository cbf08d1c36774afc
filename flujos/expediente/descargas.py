"""Qué documentos del expediente puede abrir cada quien."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404

from archivos.models import Archivo
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes.documento import documentos
from dictamenes.documento.vigente import al_dia
from dictamenes.expediente import anexos
from dictamenes.models import Anexo, Dictamen, EscritoEnPapel, Presentacion, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import FormaDeFirma
from flujos.expediente.turno import dictamen_de


@dataclass(frozen=True)
class Descarga:
    """Un documento: o ya está guardado, o se redacta al pedirlo con datos congelados."""

    clave: str
    titulo: str
    nombre: str
    en: datetime | None = None
    nota: str = ""
    archivo: Archivo | None = None
    redactar: Callable[[], bytes] | None = None
    ajeno: bool = False  # lo subió alguien: se guarda, no se abre dentro del sitio
    quien: str = ""

    def contenido(self) -> bytes:
        return self.redactar() if self.redactar else al_dia(consta(self.archivo)).leer()


def anexo_de(usuario: Usuario, pk: int) -> Anexo:
    """Un anexo de los expedientes que la persona alcanza y que puede conocer; si no, 404."""
    suyos = Anexo.objects.filter(solicitud__in=Solicitud.objects.visibles_para(usuario))
    relaciones = ("archivo", "solicitud__ente", "solicitud__formulario")
    anexo = get_object_or_404(suyos.select_related(*relaciones), pk=pk)
    if not anexos.anexos_conocidos([anexo], usuario):
        raise Http404
    return anexo


def disponibles(solicitud: Solicitud, usuario: Usuario, mirada: str) -> list[Descarga]:
    """Los documentos que esta persona puede abrir, en el orden en que nacieron."""
    return [*del_tramite(solicitud), *del_dictamen(solicitud, con_proyecto=_ve_el_proyecto(usuario, mirada))]


def del_tramite(solicitud: Solicitud) -> list[Descarga]:
    """Lo que nació entre el ente y la Subsecretaría: acuses, prevenciones y lo que llegó en papel."""
    return [*_acuses(solicitud), *_prevenciones(solicitud), *_en_papel(solicitud)]


def _acuses(solicitud: Solicitud) -> list[Descarga]:
    sin_datos = Presentacion.objects.defer("datos", "acuse").select_related("por")
    prefetch_related_objects([solicitud], Prefetch("presentaciones", sin_datos))  # si la página no las trajo ya
    return [
        Descarga(
            f"acuse-{p.numero}", f"Acuse {p.folio_acuse}", f"{p.folio_acuse}.pdf", p.en,
            redactar=partial(documentos.acuse, p), quien=p.por.nombre,
        )
        for p in solicitud.presentaciones.all()
    ]


def _prevenciones(solicitud: Solicitud) -> list[Descarga]:
    return [
        Descarga(
            f"prevencion-{p.pk}", f"Oficio de prevención {p.folio}", f"{p.folio}.pdf", p.emitida_en,
            redactar=partial(documentos.oficio_de_prevencion, p), quien=p.emitida_por.nombre,
        )
        for p in solicitud.prevenciones.all()
    ]


def _en_papel(solicitud: Solicitud) -> list[Descarga]:
    """Los escritos que llegaron en papel, escaneados; el oficio con que se presentó va entre los anexos."""
    return [
        Descarga(f"papel-{e.pk}", f"{e.get_que_display()}, en papel", e.nombre, e.recibido_en, archivo=e.archivo,
                 ajeno=True, quien=e.capturado_por.nombre)
        for e in solicitud.escritos.all() if e.que != EscritoEnPapel.Que.SOLICITUD
    ]


def del_dictamen(solicitud: Solicitud, *, con_proyecto: bool) -> list[Descarga]:
    """Los dos ejemplares o, si todavía no los hay y se puede ver, el documento para firma."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None:
        return []
    hallados = []
    if dictamen.sellado_id and not dictamen.publico_id and con_proyecto:
        hallados.append(Descarga(
            "sellado", "Documento para firma", f"{dictamen.folio}-por-firmar.pdf", dictamen.proyectado_en,
            "Con el sello institucional, sin firma.", dictamen.sellado,
            quien=dictamen.congelado["elaboro"]["nombre"],
        ))
    return hallados + (_ejemplares(dictamen) if dictamen.publico_id else [])


def _ve_el_proyecto(usuario: Usuario, mirada: str) -> bool:
    if mirada == "ente":
        return False
    return mirada == "auditor" or puede(usuario, "dictamen.firmar") or puede(usuario, "dictamen.elaborar")


def _del_publico(dictamen: Dictamen) -> str:
    """Qué es el ejemplar público de hoy."""
    if dictamen.testado_en:
        return "Con partes testadas: es el que descarga el QR."
    return "Sin datos personales: es el que descarga el QR."


def _quien_lo_publico(dictamen: Dictamen) -> str:
    """De quién es el ejemplar público de hoy: quien autorizó o, si se testó, quien lo hizo."""
    ultima = dictamen.versiones_publicas.select_related("hecha_por").last() if dictamen.testado_en else None
    return ultima.hecha_por.nombre if ultima else dictamen.congelado["autoriza"]["nombre"]


def _ejemplares(dictamen: Dictamen) -> list[Descarga]:
    a_mano = dictamen.forma_firma == FormaDeFirma.AUTOGRAFA
    desnudo = a_mano and dictamen.de_las_partes_id == dictamen.firmado_id  # los de antes son el escaneo mismo
    como = "copia digital, con el escaneo de lo firmado a mano adjunto" if a_mano else "con firma electrónica"
    firmado = "firmado a mano y escaneado" if desnudo else como
    firmante = dictamen.congelado["autoriza"]["nombre"]
    return [
        Descarga("partes", f"Dictamen {dictamen.folio}", f"{dictamen.folio}.pdf", dictamen.firmado_en,
                 f"Ejemplar de las partes, {firmado}.", dictamen.de_las_partes, ajeno=desnudo,
                 quien=firmante),
        Descarga("publico", f"Dictamen {dictamen.folio}, ejemplar público", f"{dictamen.folio}-publico.pdf",
                 dictamen.publicado_en, _del_publico(dictamen), dictamen.publico,
                 quien=_quien_lo_publico(dictamen)),
    ]
