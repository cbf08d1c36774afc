"""Lo que toda página necesita saber del sitio."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from config import ayuda
from cuentas import avisos, sesiones
from cuentas.acceso import Orden, ordenes, papeles
from cuentas.pantalla import preferencia

ENTE = {"elabora", "presenta"}
CENTRALES = {"recepcion", "coordinacion", "tecnico", "estrategico", "firmante"}
# Quiénes lo ven, qué dice, a dónde lleva y con qué empieza la dirección de sus páginas.
VINCULOS = (
    (ENTE, "Mis solicitudes", "flujos:solicitudes"),
    ({"firmante"}, "Por firmar", "flujos:por_firmar"),
    (CENTRALES, "Bandeja", "flujos:bandeja"),
    ({"coordinacion"}, "Equipo", "flujos:equipo"),
    ({"coordinacion"}, "Ausencias", "cuentas:ausencias"),
    (ENTE | {"coordinacion"}, "Vencimientos", "flujos:vencimientos"),
    ({"coordinacion", "firmante"}, "Tablero", "indicadores:direccion_tablero"),
    (ENTE, "Cifras", "indicadores:ente_tablero"),
    ({"presenta"}, "Personas de mi ente", "cuentas:mi_ente"),
    ({"coordinacion", "firmante", "auditor"}, "Compras sin dictamen", "indicadores:contratos"),
    ({"coordinacion", "firmante"}, "Satisfacción", "indicadores:satisfaccion"),
    ({"estrategico"}, "Condiciones", "flujos:condiciones"),
    ({"recepcion"}, "Captura en papel", "flujos:solicitudes"),
    ({"administrador"}, "Personas", "cuentas:personas"),
    ({"administrador"}, "Órdenes de auditoría", "cuentas:ordenes"),
    ({"administrador"}, "Catálogos", "admin:index"),
    ({"administrador"}, "Calendario", "flujos:calendario"),
    ({"coordinacion", "administrador"}, "Contingencias", "flujos:contingencias"),
    ({"coordinacion", "administrador"}, "Cancelar datos", "auditoria:cancelaciones"),
    ({"administrador"}, "Bloques", "dictamenes:bloques"),
    ({"administrador"}, "Criterios", "dictamenes:criterios"),
    ({"administrador"}, "Formularios", "flujos:formularios"),
    ({"coordinacion", "administrador"}, "Cédula", "indicadores:cedula_versiones"),
    ({"coordinacion"}, "Informe anual", "indicadores:informe_publicar"),
    ({"administrador"}, "Trabajos detenidos", "flujos:detenidos"),
    (ENTE | (CENTRALES - {"tecnico"}) | {"auditor"}, "Anteriores", "indicadores:pasado"),
    ({"auditor"}, "Bitácora", "auditoria:bitacora"),
    ({"coordinacion", "auditor"}, "Archivo", "flujos:transferencias"),
    (ENTE | CENTRALES | {"estandares", "auditor"}, "Estándares", "estandares:lista"),
    (ENTE | CENTRALES | {"auditor"}, "Verificar", "dictamenes:verificar"),
)


def sitio(request: HttpRequest) -> dict[str, Any]:
    """Aviso del sitio y paso al de práctica, ayuda, navegación y avisos de la persona, y cuánto le dura la sesión."""
    return {
        "ayuda_url": SimpleLazyObject(lambda: ayuda.destino(request)),
        "aviso_del_sitio": settings.AVISO_DEL_SITIO,
        "entre_sitios": settings.ENTRE_SITIOS,
        "navegacion": SimpleLazyObject(lambda: navegacion(request)),
        "avisos_sin_leer": SimpleLazyObject(lambda: _sin_leer(request.user)),
        "ordenes_de_auditoria": SimpleLazyObject(lambda: _ordenes(request)),
        "sin_atajos": SimpleLazyObject(lambda: preferencia(getattr(request, "user", None), "atajos") == "no"),
        "sesion_segundos": settings.SESION_INACTIVA_SEGUNDOS,
        "sesion_quedan": SimpleLazyObject(lambda: sesiones.quedan(request.session)),
    }


_direccion = cache(reverse)  # las del menú no llevan argumentos y salen en cada página


def navegacion(request: HttpRequest) -> list[dict[str, Any]]:
    """Los vínculos de la persona según sus papeles; nadie ve lo que no puede abrir. Cuando mucho una consulta."""
    persona = getattr(request, "user", None)
    if persona is None or not persona.is_authenticated:
        return []
    suyos = papeles(persona)
    direcciones = [(texto, _direccion(nombre)) for grupo, texto, nombre in VINCULOS if grupo & suyos]
    return [
        {"texto": texto, "url": url, "activa": request.path.startswith(url)} for texto, url in direcciones
    ]


def _ordenes(request: HttpRequest) -> tuple[Orden, ...]:
    persona = getattr(request, "user", None)
    return ordenes(persona) if persona is not None else ()


def _sin_leer(persona: Any) -> int:
    return avisos.sin_leer(persona) if persona.is_authenticated else 0
