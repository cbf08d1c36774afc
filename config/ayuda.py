"""La ayuda: una guía de una hoja por papel, y a cuál lleva «Ayuda» desde cada pantalla.

El texto está en `templates/ayuda/`; las capturas, en `static/sonora/guias/`, y se vuelven a tomar con `make guias`.
`tests/config/test_ayuda.py` busca en el producto cada botón y cada pantalla que una guía cita.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from cuentas import etapas
from cuentas.acceso.acceso import papeles


@dataclass(frozen=True)
class Guia:
    """La hoja de un papel: cómo se llama, para qué sirve, su plantilla y qué paso explica cada pantalla (ruta → id)."""

    nombre: str
    para: str
    plantilla: str
    pasos: dict[str, str] = field(default_factory=dict)


CAPTURA = {
    "flujos:solicitudes": "empezar", "flujos:empezar": "empezar", "flujos:anteriores": "empezar",
    "flujos:plantillas": "empezar", "flujos:copiar": "empezar", "flujos:nueva": "alcance",
    "flujos:borrador": "secciones", "flujos:seccion_general": "secciones", "flujos:seccion": "secciones",
    "flujos:conceptos": "conceptos", "flujos:concepto": "conceptos", "flujos:concepto_nuevo": "conceptos",
    "flujos:conceptos_importar": "conceptos", "flujos:anexos": "anexos", "flujos:presentar": "revisar",
}
INFORMAR = {
    "indicadores:cedula": "informar", "indicadores:cedula_versiones": "informar", "indicadores:informes": "informar",
    "indicadores:informe_publicar": "informar", "indicadores:datos_abiertos": "informar",
    "indicadores:datos_publicar": "informar",
}
COTEJAR = {
    "indicadores:contratos": "compras", "indicadores:contratos_importar": "compras", "indicadores:contrato": "compras",
    "indicadores:contratos_lote": "compras",
}
PASADO = {
    "indicadores:pasado": "pasado", "indicadores:pasado_archivos": "pasado", "indicadores:pasado_subir": "pasado",
    "indicadores:carga": "pasado", "indicadores:entes_anteriores": "pasado", "indicadores:escaneos": "pasado",
}
# En este orden se busca la de quien tiene varios papeles; la última es la de quien no ha entrado.
GUIAS = {
    "elabora": Guia("Quien elabora la solicitud", "Preparar el borrador de su ente y dejarlo listo para presentarse.",
                    "ayuda/elabora.html", CAPTURA),
    "presenta": Guia(
        "Quien presenta por el ente", "Revisar, presentar, contestar observaciones y recibir el dictamen.",
        "ayuda/presenta.html",
        {"flujos:solicitudes": "llegar", "flujos:borrador": "llegar", "flujos:anexos": "oficio",
         "flujos:presentar": "presentar", "flujos:acuse": "acuse", "flujos:desahogar": "observaciones",
         "flujos:expediente": "recibir", "flujos:archivo": "recibir", "flujos:vencimientos": "despues",
         "flujos:desistir": "despues", "flujos:condicion_reportar": "despues", "indicadores:ente_tablero": "despues",
         "indicadores:ente_lista": "despues"},
    ),
    "recepcion": Guia(
        "Recepción", "Revisar que la solicitud venga completa y resolver si se admite.", "ayuda/recepcion.html",
        {"flujos:bandeja": "bandeja", "flujos:expediente": "abrir", "flujos:requisitos": "admitir",
         "flujos:prevenir": "prevenir", "flujos:prorrogar": "prevenir", "flujos:improcedente": "improcedente",
         "flujos:solicitudes": "papel", "flujos:nueva": "papel"},
    ),
    "coordinacion": Guia(
        "Coordinación", "Turnar, repartir la carga, cubrir ausencias y destrabar asuntos.", "ayuda/coordinacion.html",
        {"flujos:equipo": "carga", "flujos:bandeja": "turnar", "flujos:lote": "turnar", "flujos:turnar": "turnar",
         "cuentas:ausencias": "ausencias", "flujos:expediente": "destrabar", "flujos:agrupar": "agrupar",
         "flujos:recoger_de_firma": "destrabar", "flujos:pedir_anulacion": "destrabar",
         "flujos:escaneo": "destrabar",
         "flujos:cancelar": "destrabar", "flujos:vencimientos": "prever",
         "indicadores:direccion_tablero": "prever", "indicadores:direccion_lista": "prever",
         "indicadores:satisfaccion": "prever", "flujos:retenciones": "conservar", "flujos:por_publicar": "conservar",
         "flujos:liberar_publico": "conservar", "flujos:retener": "conservar",
         "flujos:disposiciones": "conservar", "flujos:transferencias": "conservar",
         **INFORMAR, **COTEJAR, **PASADO},
    ),
    "tecnico": Guia(
        etapas.REVISION.rotulo, "Opinar por su área, concepto por concepto y en conjunto.", "ayuda/tecnico.html",
        {"flujos:bandeja": "tomar", "flujos:expediente": "abrir", "flujos:revision": "opinar",
         "flujos:visor": "anexos", "flujos:precedentes_del_concepto": "opinar", "dictamenes:frases": "frases",
         "flujos:corregir_opinion": "corregir", "flujos:excusarse": "abrir"},
    ),
    "estrategico": Guia(
        etapas.ESTRATEGIA.rotulo, "Estudiar el asunto completo y elaborar el proyecto de dictamen.",
        "ayuda/estrategico.html",
        {"flujos:bandeja": "tomar", "flujos:expediente": "tomar", "flujos:estrategia": "sentido",
         "flujos:devolver_areas": "devolver", "flujos:condiciones": "condiciones",
         "flujos:condicion_resolver": "condiciones", "flujos:excusarse": "tomar"},
    ),
    "firmante": Guia(
        "Quien autoriza", "Leer, firmar o devolver los dictámenes que esperan su firma.", "ayuda/firmante.html",
        {"flujos:por_firmar": "lista", "flujos:expediente": "leer", "flujos:firma": "leer",
         "flujos:firmar_varios": "varios", "flujos:devolver_proyecto": "devolver", "flujos:bandeja": "lista",
         "flujos:anular_firma": "firmar",
         "indicadores:direccion_tablero": "tablero", "indicadores:direccion_lista": "tablero",
         "indicadores:satisfaccion": "tablero"},
    ),
    "auditor": Guia(
        "Auditoría", "Consultar asuntos y comprobar que la bitácora está íntegra.", "ayuda/auditor.html",
        {"auditoria:bitacora": "buscar", "auditoria:evento": "evento", "auditoria:verificar": "cadena",
         "auditoria:anclas": "cadena",
         "auditoria:expedientes": "expedientes", "auditoria:expediente": "versiones",
         "auditoria:versiones": "versiones",
         "auditoria:muestra": "muestra", "auditoria:lecturas": "constancia", "flujos:expediente": "expediente",
         "flujos:archivo": "expediente", "indicadores:cifra": "cifra", "indicadores:cedula": "cifra",
         "indicadores:informes": "cifra",
         "indicadores:contratos": "cruzar", "indicadores:contrato": "cruzar", "indicadores:pasado": "cruzar",
         "indicadores:datos_abiertos": "cruzar"},
    ),
    "administrador": Guia(
        "Administración", "Personas y nombramientos, catálogos, calendario y trabajos detenidos.",
        "ayuda/administrador.html",
        {"dictamenes:cotejo": "fundar", "dictamenes:competencia": "fundar", "dictamenes:documentos": "fundar",
         "dictamenes:documento": "fundar", "dictamenes:plazos": "fundar", "dictamenes:parametros": "fundar",
         "dictamenes:parametro": "fundar",
         "cuentas:personas": "alta", "cuentas:persona_nueva": "alta", "cuentas:persona": "nombrar",
         "cuentas:nombrar": "nombrar", "cuentas:nombramiento_confirmar": "confirmar", "flujos:calendario": "calendario",
         "cuentas:ordenes": "ordenes", "cuentas:orden_nueva": "ordenes",
         "flujos:calendario_importar": "calendario", "flujos:detenidos": "detenidos", "admin:index": "catalogos",
         "dictamenes:bloques": "publicar", "dictamenes:criterios": "publicar", "flujos:formularios": "publicar",
         "dictamenes:escudo": "publicar"},
    ),
    "publico": Guia(
        "Quien verifica un documento", "Comprobar si un dictamen es auténtico y si sigue vigente. No necesita cuenta.",
        "ayuda/publico.html",
        {"dictamenes:verificar": "clave", "dictamenes:verificar_clave": "respuesta", "estandares:lista": "consulta",
         "indicadores:tablero": "consulta", "indicadores:cifra": "consulta",
         "indicadores:datos_abiertos": "consulta"},
    ),
}
PUBLICA = "publico"


def guias_de_la_persona(request: HttpRequest) -> list[str]:
    """Las guías de los papeles de quien pide, en el orden de `GUIAS`; ninguna si no ha entrado o no tiene papel."""
    persona = getattr(request, "user", None)
    vigentes = papeles(persona) if persona is not None else set()
    return [clave for clave in GUIAS if clave in vigentes]


def destino(request: HttpRequest) -> str:
    """A dónde lleva «Ayuda»: al paso que explica esta pantalla; si no lo hay, a su guía; sin papel, a la portada."""
    propias, ruta = guias_de_la_persona(request), request.resolver_match.view_name if request.resolver_match else ""
    for clave in [*propias, PUBLICA]:
        if ruta in GUIAS[clave].pasos:
            return f"{reverse('guia', args=[clave])}#{GUIAS[clave].pasos[ruta]}"
    return reverse("guia", args=propias[:1]) if propias else reverse("ayuda")
