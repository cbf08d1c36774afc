"""A quién se avisa de qué: una tabla de textos y dos destinos, el ente y un papel central."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from bitacora.cadena import cabeza
from bitacora.models import clave_de
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Usuario
from cuentas.papeles import CAPTURAN, DEL_ENTE
from cuentas.reloj import dia_de
from cuentas.temas import A_QUIEN_RECIBE
from dictamenes.models import Solicitud

TEXTOS = {
    "presentada": "La solicitud quedó presentada. Su acuse ya está disponible.",
    "capturada_en_papel": "Recepción capturó un escrito que su ente entregó en papel. Está en el expediente.",
    "prevenida": "Hay observaciones por solventar en la solicitud. Revise el plazo y atiéndalas en el sistema.",
    "prorrogada": "Tiene más días para atender las observaciones. El nuevo vencimiento está en el expediente.",
    "improcedente": "La solicitud se declaró improcedente. El motivo está en el expediente.",
    "desechada": "Venció el plazo para atender las observaciones y la solicitud se desechó.",
    "emitida": "El dictamen está emitido y disponible para descarga.",
    "cancelada": "La solicitud se canceló. El motivo está en el expediente.",
    "acumulada": "La solicitud pide lo mismo que otra de su ente y se acumuló a ella. Cuál, está en el expediente.",
    "por_revisar": "Hay una solicitud que espera la opinión de su área.",
    "turnada": "Se le turnó una revisión.",
    "por_vencer": "Hoy es el último día del plazo de una tarea.",
    "vencida": "Venció el plazo de una tarea y sigue pendiente.",
    "escalada": "Una tarea sigue vencida y se eleva para que se atienda.",
    "excepcion_pedida": "El ente pidió una excepción a una cláusula del estándar.",
    "excepcion_resuelta": "Se resolvió la excepción que pidió. El motivo está en el expediente.",
    "condicion_reportada": "El ente reportó el cumplimiento de una condición.",
    "condicion_aceptada": "Se aceptó el cumplimiento de una condición.",
    "condicion_devuelta": "Se devolvió el cumplimiento de una condición. El motivo está en el expediente.",
    "condicion_por_vencer": "Falta poco para la fecha límite de una condición del dictamen.",
    "condicion_vencida": "Pasó la fecha límite de una condición del dictamen y no consta que se cumplió.",
    "condicion_por_revisar": "Sigue por revisar el cumplimiento de una condición.",
    "borrador_sin_tocar": "Un borrador lleva semanas sin cambios y se va a archivar. No se borra nada.",
    "por_terminar": "Va a terminar lo que ampara este dictamen. Prepare su renovación o diga que no se renovará.",
    "por_firmar": "Hay un dictamen que espera su firma.",
    "por_firmar_supliendo": "Hay un dictamen que espera su firma: actúa en suplencia o con el despacho a su cargo.",
    "recogida": "Coordinación recogió de firma un proyecto: propóngalo para la firma de otra persona.",
    "por_publicar": "Un dictamen emitido espera que se revise lo que puede publicarse.",
    "no_se_emite": "Un dictamen firmado no pudo emitirse. La causa y lo que procede están en el expediente.",
    "anulacion_pedida": "Coordinación pidió anular la firma de un dictamen que no pudo emitirse.",
    "firma_anulada": "Se anuló la firma de un dictamen que no pudo emitirse: vuelve a la revisión estratégica.",
    "firma_revocada": "Se anuló una firma: su certificado está revocado. El proyecto vuelve a la revisión estratégica.",
    "escaneo_en_duda": "El escaneo de un dictamen firmado a mano dejó dudas: véalo junto al original y resuelva.",
    "escaneo_resuelto": "Ya se vio el escaneo que dejó dudas: en la pantalla del dictamen está qué procede.",
    "mensaje": "Tiene un mensaje nuevo en su solicitud.",
    "mensaje_del_ente": "El ente escribió un mensaje en su solicitud.",
    "mensaje_interno": "Hay una nota interna nueva en un asunto donde usted participa.",
    "sin_acuse": "Una notificación sigue sin acuse de lectura del ente.",
    "corregida": "Un área corrigió la opinión que había dado. En el expediente están la nueva y la anterior.",
    "devuelta": "Quien autoriza devolvió el proyecto de dictamen con observaciones.",
}

SIN_FOLIO = "Borrador"
"""Lo que abre el asunto de lo que aún no tiene folio: el asunto viaja por correo y no lleva texto de nadie."""


def avisar_al_ente(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quienes elaboran y presentan por el ente y, de lo que se notifica, a quienes lo reciben."""
    papeles = DEL_ENTE if tema in A_QUIEN_RECIBE else CAPTURAN
    _avisar(solicitud, Usuario.objects.nombradas(dia_de(en), ente=solicitud.ente, papel__in=papeles), tema, en)


def avisar_a_papel(solicitud: Solicitud, papel: str, tema: str, en: datetime) -> None:
    """Avisa a todas las personas con un papel central."""
    _avisar(solicitud, Usuario.objects.nombradas(dia_de(en), papel=papel), tema, en)


def avisar_a_areas(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quienes dictaminan en las áreas que faltan de opinar y nadie tiene a su cargo."""
    pendientes = solicitud.revisiones.filter(ronda=solicitud.ronda, dada_en=None, turnada_a=None).values("area")
    _avisar(solicitud, Usuario.objects.nombradas(dia_de(en), area__in=pendientes), tema, en)


def avisar_a(solicitud: Solicitud, persona: Usuario, tema: str, en: datetime) -> None:
    _avisar(solicitud, [persona], tema, en)


def avisar_a_quien_proyecto(solicitud: Solicitud, tema: str, en: datetime) -> None:
    avisar_a(solicitud, solicitud.dictamen.proyectado_por, tema, en)


def avisar_por_firmar(solicitud: Solicitud, en: datetime) -> None:
    """Avisa a quien autoriza; si el documento dice que suple a alguien, el aviso también."""
    dictamen = solicitud.dictamen
    supliendo = "calidad" in dictamen.congelado["autoriza"]
    avisar_a(solicitud, dictamen.autoriza, "por_firmar_supliendo" if supliendo else "por_firmar", en)


def avisar_a_coordinacion(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quienes coordinan."""
    avisar_a_papel(solicitud, "coordinacion", tema, en)


def avisar_a_quien_autoriza(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quien va a firmar el dictamen."""
    avisar_a(solicitud, solicitud.dictamen.autoriza, tema, en)


def avisar_a_quien_firmo(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quien firmó el dictamen."""
    avisar_a(solicitud, solicitud.dictamen.quien_firmo, tema, en)


def quienes_siguen(solicitud: Solicitud, dia: date) -> list[Usuario]:
    """Quien elaboró el dictamen; si ya no dictamina, todas las personas de estrategia."""
    todas = list(Usuario.objects.nombradas(dia, papel="estrategico"))
    return [p for p in todas if p.pk == solicitud.dictamen.proyectado_por_id] or todas


def avisar_a_quien_elaboro(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quien da seguimiento a las condiciones del dictamen."""
    _avisar(solicitud, quienes_siguen(solicitud, dia_de(en)), tema, en)


def avisar_a_estrategia(solicitud: Solicitud, tema: str, en: datetime) -> None:
    """Avisa a quien tiene la revisión estratégica; si nadie la tiene, a quienes podrían; en otra etapa, a nadie."""
    pendiente = solicitud.pendientes.filter(etapa="estrategia").select_related("encargada").first()
    if pendiente and pendiente.encargada:
        avisar_a(solicitud, pendiente.encargada, tema, en)
    elif pendiente:
        avisar_a_papel(solicitud, "estrategico", tema, en)


def avisar_una_vez(
    solicitud: Solicitud, personas: Iterable[Usuario], tema: str, en: datetime, ocasion: str, url: str = ""
) -> None:
    """Avisa a esas personas, a cada una a lo más una vez por `ocasion`; lleva al expediente o a `url`."""
    _avisar(solicitud, personas, tema, en, ocasion, url)


def _avisar(
    solicitud: Solicitud, personas: Iterable[Usuario], tema: str, en: datetime, ocasion: str | int | None = None,
    url: str = "",
) -> None:
    vez = cabeza()[0] if ocasion is None else ocasion
    avisar_a_todas(
        (p for p in personas if p.is_active), asunto=f"{solicitud.folio or SIN_FOLIO}: {TEXTOS[tema]}",
        texto=TEXTOS[tema], en=en, url=url or reverse("flujos:expediente", args=[solicitud.pk]), tema=tema,
        objeto=clave_de(solicitud), clave=f"{solicitud.pk}:{tema}:{vez}",
    )
