"""Los papeles y lo que puede cada uno: dos tablas que se leen de corrido.

De `MATRIZ` salen los permisos, los filtros de las consultas y las pruebas. Fuente: DOMINIO §3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Alcance(StrEnum):
    """Hasta dónde llega una operación para un papel."""

    TODO = "todo"
    ENTE = "su ente"
    ENTE_UNIPERSONAL = "su ente, si quien elabora también presenta"
    AREA = "su área dictaminadora"
    EN_ESTRATEGIA = "lo que llegó a la revisión estratégica"
    EN_FIRMA = "lo que llegó a firma"


@dataclass(frozen=True)
class Papel:
    """Un papel: su nombre en pantalla, de qué objeto cuelga y el permiso que deriva."""

    clave: str
    nombre: str
    de: str  # "ente", "area" o "central"
    permiso: str


PAPELES = {
    papel.clave: papel
    for papel in (
        Papel("elabora", "Persona que elabora", "ente", "elaborar_solicitudes"),
        Papel("presenta", "Titular de UTIC o enlace de TIC", "ente", "presentar_solicitudes"),
        Papel("recibe", "Persona autorizada a recibir notificaciones", "ente", "recibir_notificaciones"),
        Papel("recepcion", "Recepción", "central", "revisar_requisitos"),
        Papel("coordinacion", "Coordinación", "central", "coordinar"),
        Papel("tecnico", "Dictaminador técnico", "area", "revisar_en_area"),
        Papel("estrategico", "Dictaminador estratégico", "central", "dictaminar_estrategia"),
        Papel("firmante", "Persona que autoriza", "central", "autorizar_dictamenes"),
        Papel("estandares", "Administrador de estándares", "central", "administrar_estandares"),
        Papel("administrador", "Administrador", "central", "administrar"),
        Papel("auditor", "Auditor", "central", "auditar"),
    )
}
DEL_ENTE = [papel.clave for papel in PAPELES.values() if papel.de == "ente"]
CAPTURAN = ["elabora", "presenta"]
OPCIONES_DE_PAPEL = [(papel.clave, papel.nombre) for papel in PAPELES.values()]
EXCLUYENTES = {"auditor", "administrador"}
# Quien revisa, resuelve, firma, publica estándares, audita o administra. Quien es sólo de un ente, si quiere.
CON_SEGUNDO_FACTOR = frozenset({
    "recepcion", "coordinacion", "tecnico", "estrategico", "firmante", "estandares", "administrador", "auditor",
})

T, E, U, A = Alcance.TODO, Alcance.ENTE, Alcance.ENTE_UNIPERSONAL, Alcance.AREA
X, F = Alcance.EN_ESTRATEGIA, Alcance.EN_FIRMA

MATRIZ: dict[str, dict[str, Alcance]] = {
    "solicitud.elaborar": {"elabora": E, "presenta": E},
    "solicitud.presentar": {"elabora": U, "presenta": E},
    "solicitud.capturar_papel": {"recepcion": T},
    "solicitud.ver": {
        "elabora": E, "presenta": E, "recibe": E, "recepcion": T, "coordinacion": T, "tecnico": A, "estrategico": X,
        "firmante": F, "auditor": T,
    },
    "notificacion.recibir": {"elabora": U, "presenta": E, "recibe": E},
    "solicitud.desahogar": {"elabora": U, "presenta": E},
    "mensaje.del_ente": {"elabora": E, "presenta": E},
    "mensaje.interno": {papel: T for papel in ("recepcion", "coordinacion", "tecnico", "estrategico", "firmante")},
    "solicitud.desistir": {"elabora": U, "presenta": E},
    "solicitud.cancelar": {"coordinacion": T},
    "requisitos.resolver": {"recepcion": T},
    "notificacion.oficio": {"recepcion": T},
    "excepcion.pedir": {"elabora": U, "presenta": E},
    "excepcion.resolver": {"coordinacion": T},
    "revision.turnar": {"coordinacion": T},
    "revision.opinar": {"tecnico": A},
    "dictamen.elaborar": {"estrategico": T},
    "dictamen.firmar": {"firmante": T},
    "documento.firmar": {"elabora": U, "presenta": E, "recepcion": T, "coordinacion": T, "firmante": T},
    "dictamen.testar": {"coordinacion": T},
    "condicion.reportar": {"elabora": U, "presenta": E},
    "condicion.resolver": {"estrategico": T},
    "dictamen.calificar": {"elabora": U, "presenta": E},
    "contrato.ver": {"coordinacion": T, "firmante": T, "auditor": T},
    "contrato.decidir": {"coordinacion": T},
    "satisfaccion.leer": {"coordinacion": T, "firmante": T},
    "vencimiento.ver": {"elabora": E, "presenta": E, "coordinacion": T},
    "vencimiento.anotar": {"elabora": E, "presenta": E},
    "estandar.redactar": {"estandares": T},
    "estandar.publicar": {"estandares": T},
    "bloque.redactar": {"administrador": T},
    "bloque.publicar": {"administrador": T},
    "fundamento.redactar": {"administrador": T},
    "fundamento.publicar": {"administrador": T},
    "competencia.redactar": {"administrador": T},
    "competencia.publicar": {"administrador": T},
    "parametro.redactar": {"administrador": T},
    "parametro.publicar": {"administrador": T},
    "frase.usar": {"tecnico": A, "estrategico": T},
    "criterios.redactar": {"administrador": T},
    "criterios.publicar": {"administrador": T},
    "escudo.redactar": {"administrador": T},
    "escudo.publicar": {"administrador": T},
    "formulario.redactar": {"administrador": T},
    "formulario.publicar": {"administrador": T},
    "cedula.redactar": {"coordinacion": T, "administrador": T},
    "cedula.publicar": {"coordinacion": T, "administrador": T},
    "informe.publicar": {"coordinacion": T},
    "dictamen.recoger": {"coordinacion": T},
    "solicitud.agrupar": {"coordinacion": T, "estrategico": X},
    "contingencia.registrar": {"coordinacion": T, "administrador": T},
    "ausencias.registrar": {"coordinacion": T},
    "personas.administrar": {"administrador": T},
    "orden.registrar": {"administrador": T},
    "personas.del_ente": {"elabora": U, "presenta": E},
    "designacion.leer": {"elabora": U, "presenta": E, "administrador": T},
    "catalogos.administrar": {"administrador": T},
    "trabajos.reintentar": {"administrador": T},
    "expediente.exportar": {"elabora": E, "presenta": E, "coordinacion": T, "firmante": F, "auditor": T},
    "expediente.certificar": {"coordinacion": T, "firmante": F},
    "archivo.transferir": {"coordinacion": T},
    "archivo.disponer": {"coordinacion": T},
    "archivo.retener": {"coordinacion": T, "firmante": T},
    "retencion.leer": {"coordinacion": T, "firmante": T, "auditor": T},
    "archivo.leer": {"coordinacion": T, "auditor": T},
    "bitacora.leer": {"auditor": T},
    "bitacora.origen": {"coordinacion": T, "administrador": T},
    "pasado.importar": {"coordinacion": T},
    "pasado.leer": {"coordinacion": T, "auditor": T},
    "pasado.ver": {
        "elabora": E, "presenta": E, "recepcion": T, "coordinacion": T, "estrategico": T, "firmante": T, "auditor": T,
    },
    "tablero.de_direccion": {"coordinacion": T, "firmante": T},
    "tablero.del_ente": {"elabora": E, "presenta": E},
    "datos.cancelar": {"coordinacion": T, "administrador": T},
    "datos.publicar": {"coordinacion": T},
    "datos.exportar": {"auditor": T, "coordinacion": T},
}


def papel_de(operacion: str) -> Papel:
    """El papel en cuya cola espera lo que pide esa operación: quien la tiene en un ente donde elabora también presenta
    ve esa misma cola. `ValueError` si son varios: la tarea pide un solo permiso y los demás no la verían.
    """
    suyos = [papel for papel, alcance in MATRIZ[operacion].items() if alcance != Alcance.ENTE_UNIPERSONAL]
    if len(suyos) != 1:
        raise ValueError(f"«{operacion}» debe ser de un solo papel y es de: {', '.join(suyos) or 'ninguno'}.")
    return PAPELES[suyos[0]]
