"""De qué se avisa: cada tema, a quién interesa y cómo sale su correo si la persona no dijo otra cosa.

Cada tema tiene su plantilla, `templates/correo/<tema>.txt`, con lo único que el correo dice: nunca nombres, importes ni
textos que alguien escribió.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Entrega(StrEnum):
    """Cómo llega por correo lo que siempre está en el sistema."""

    INMEDIATA = "inmediata"
    RESUMEN = "resumen"
    NINGUNA = "ninguna"


class Para(StrEnum):
    """A quién interesa un tema: agrupa la pantalla de preferencias."""

    ENTE = "Sus solicitudes"
    CENTRAL = "Su trabajo de dictaminación"
    TODOS = "Su cuenta y su trabajo"


@dataclass(frozen=True)
class Tema:
    """Un tema de aviso; el fijo tiene efecto legal o cuida la cuenta, y su correo no se apaga."""

    clave: str
    nombre: str
    para: Para
    entrega: Entrega = Entrega.RESUMEN
    fijo: bool = False


RESUMEN, TEMPORADA, INFORME = "resumen", "temporada", "informe"
YA = Entrega.INMEDIATA
TEMAS = {
    tema.clave: tema
    for tema in (
        Tema("prevenida", "Observaciones por solventar", Para.ENTE, YA, fijo=True),
        Tema("prorrogada", "Más días para atender las observaciones", Para.ENTE, YA, fijo=True),
        Tema("desechada", "Solicitud desechada", Para.ENTE, YA, fijo=True),
        Tema("improcedente", "Solicitud declarada improcedente", Para.ENTE, YA, fijo=True),
        Tema("cancelada", "Solicitud cancelada", Para.ENTE, YA, fijo=True),
        Tema("acumulada", "Solicitud acumulada a otra de su ente", Para.ENTE, YA, fijo=True),
        Tema("emitida", "Dictamen emitido", Para.ENTE, YA, fijo=True),
        Tema("borrador_sin_tocar", "Borrador que nadie ha tocado y se va a archivar", Para.ENTE),
        Tema("lista", "Solicitud lista para que usted la presente", Para.ENTE, YA),
        Tema("presentada", "Solicitud presentada, con su acuse", Para.ENTE),
        Tema("capturada_en_papel", "Escrito en papel que recepción capturó", Para.ENTE),
        Tema("mensaje", "Mensaje nuevo en una solicitud", Para.ENTE),
        Tema("archivo_rechazado", "Archivo que no se admitió", Para.ENTE, YA),
        Tema("excepcion_resuelta", "Excepción a una cláusula, otorgada o negada", Para.ENTE, YA),
        Tema("condicion_aceptada", "Cumplimiento de una condición aceptado", Para.ENTE),
        Tema("condicion_devuelta", "Cumplimiento de una condición devuelto", Para.ENTE, YA),
        Tema("condicion_por_vencer", "Condición próxima a su fecha límite", Para.ENTE, YA),
        Tema("condicion_vencida", "Condición que pasó su fecha límite", Para.TODOS, YA),
        Tema("por_terminar", "Licencia, arrendamiento o contrato que va a terminar", Para.ENTE, YA),
        Tema(TEMPORADA, "Su fin de año: lo que presentó el anterior y lo que va a terminar", Para.ENTE),
        Tema("excepcion_pedida", "Excepción a una cláusula por resolver", Para.CENTRAL),
        Tema("condicion_reportada", "Cumplimiento de una condición por revisar", Para.CENTRAL),
        Tema("condicion_por_revisar", "Cumplimiento que sigue por revisar", Para.CENTRAL),
        Tema("turnada", "Revisión que se le turna", Para.CENTRAL, YA),
        Tema("devuelta", "Proyecto que le devuelven", Para.CENTRAL, YA),
        Tema("corregida", "Opinión de un área que cambió", Para.CENTRAL, YA),
        Tema("por_firmar", "Dictamen que espera su firma", Para.CENTRAL, YA),
        Tema("por_firmar_supliendo", "Dictamen que espera su firma en suplencia o encargo", Para.CENTRAL, YA),
        Tema("recogida", "Proyecto que se recogió de firma", Para.CENTRAL, YA),
        Tema("firma_revocada", "Dictamen cuya firma se anuló por un certificado revocado", Para.CENTRAL, YA),
        Tema("firma_anulada", "Proyecto cuya firma se anuló porque no pudo emitirse", Para.CENTRAL, YA),
        Tema("no_se_emite", "Dictamen firmado que no pudo emitirse", Para.CENTRAL, YA),
        Tema("anulacion_pedida", "Firma que se pide anular", Para.CENTRAL, YA),
        Tema("escaneo_en_duda", "Escaneo de lo firmado a mano que dejó dudas", Para.CENTRAL, YA),
        Tema("escaneo_resuelto", "Escaneo que dejó dudas, ya visto", Para.CENTRAL, YA),
        Tema("por_publicar", "Dictamen que espera revisarse antes de publicarse", Para.CENTRAL, YA),
        Tema("por_revisar", "Solicitud que espera a su área", Para.CENTRAL),
        Tema("mensaje_del_ente", "Mensaje de un ente", Para.CENTRAL),
        Tema("mensaje_interno", "Nota interna en un asunto suyo", Para.CENTRAL),
        Tema("sin_acuse", "Notificación que nadie ha leído", Para.CENTRAL),
        Tema("antivirus", "Archivo rechazado por el antivirus", Para.CENTRAL, YA),
        Tema("detenido", "Documento o correo detenido", Para.CENTRAL, YA),
        Tema(INFORME, "Informe anual del indicador por publicar", Para.CENTRAL, YA),
        Tema("por_vencer", "Tarea en su último día", Para.TODOS),
        Tema("vencida", "Tarea vencida", Para.TODOS, YA),
        Tema("escalada", "Tarea vencida que se eleva", Para.CENTRAL, YA),
        Tema("ancla", "Ancla diaria de la bitácora, para quien audita", Para.CENTRAL, YA, fijo=True),
        Tema(RESUMEN, "Resumen diario", Para.TODOS, YA),
        Tema("nombramiento", "Cambio en los papeles de una persona", Para.TODOS, YA, fijo=True),
        Tema("cuenta", "Cambio en la contraseña o el segundo factor", Para.TODOS, YA, fijo=True),
        Tema("aviso", "Cualquier otro aviso", Para.TODOS, YA, fijo=True),
    )
}
# Su lectura es el acuse de la notificación.
NOTIFICAN = ("prevenida", "desechada", "improcedente", "emitida", "acumulada", "cancelada")
A_QUIEN_RECIBE = {*NOTIFICAN, "prorrogada"}  # lo que le llega a quien sólo recibe notificaciones
