"""El menú: qué ve cada papel, qué páginas van juntas y en cuál se está.

Lo que se junta es un solo vínculo y, en sus páginas, una pestaña por parte. Quien sólo puede abrir una ve esa, con su
nombre y sin pestañas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cuentas.acceso.acceso import papeles

ENTE = {"elabora", "presenta"}
CENTRALES = {"recepcion", "coordinacion", "tecnico", "estrategico", "firmante"}
DIRECCION = {"coordinacion", "firmante"}
# Quiénes lo ven, qué dice, y a dónde lleva, que es con lo que empieza la dirección de sus páginas.
Parte = tuple[set[str], str, str]
MENU: tuple[tuple[str, tuple[Parte, ...]], ...] = (
    ("", ((ENTE, "Mis solicitudes", "flujos:solicitudes"),)),
    ("", (({"recibe"}, "Notificaciones", "cuentas:avisos"),)),
    ("", (({"firmante", "recepcion", "coordinacion"}, "Por firmar", "flujos:por_firmar"),)),
    ("", ((CENTRALES, "Bandeja", "flujos:bandeja"),)),
    ("", (({"auditor"}, "Bitácora", "auditoria:bitacora"),)),
    ("Equipo", (
        ({"coordinacion"}, "Carga", "flujos:equipo"),
        ({"coordinacion"}, "Ausencias", "cuentas:ausencias"),
    )),
    ("", ((ENTE | {"coordinacion"}, "Vencimientos", "flujos:vencimientos"),)),
    ("", ((ENTE, "Cifras", "indicadores:ente_tablero"),)),
    ("", (({"presenta"}, "Personas de mi ente", "cuentas:mi_ente"),)),
    ("Indicadores", (
        (DIRECCION, "Tablero", "indicadores:direccion_tablero"),
        (DIRECCION | {"auditor"}, "El indicador", "indicadores:cifra"),
        (DIRECCION | {"auditor"}, "Cédula", "indicadores:cedula"),
        (DIRECCION | {"auditor"}, "Informe anual", "indicadores:informes"),
        (DIRECCION, "Satisfacción", "indicadores:satisfaccion"),
        (DIRECCION | {"auditor"}, "Compras sin dictamen", "indicadores:contratos"),
        (ENTE | (CENTRALES - {"tecnico"}) | {"auditor"}, "Anteriores", "indicadores:pasado"),
        (DIRECCION | {"auditor"}, "Datos abiertos", "indicadores:datos_abiertos"),
    )),
    ("", (({"estrategico"}, "Condiciones", "flujos:condiciones"),)),
    ("", (({"recepcion"}, "Captura en papel", "flujos:solicitudes"),)),
    ("Personas", (
        ({"administrador"}, "Cuentas y papeles", "cuentas:personas"),
        ({"administrador"}, "Órdenes de auditoría", "cuentas:ordenes"),
    )),
    ("", (({"administrador"}, "Catálogos", "admin:index"),)),
    ("", (({"administrador"}, "Calendario", "flujos:calendario"),)),
    ("Fundamentos", (
        ({"administrador"}, "Lista de cotejo", "dictamenes:cotejo"),
        ({"administrador"}, "Documentos", "dictamenes:documentos"),
        ({"administrador"}, "Plazos", "dictamenes:plazos"),
        ({"administrador"}, "Parámetros", "dictamenes:parametros"),
    )),
    ("Textos y reglas", (
        ({"administrador"}, "Bloques", "dictamenes:bloques"),
        ({"administrador"}, "Criterios", "dictamenes:criterios"),
        ({"administrador"}, "Formularios", "flujos:formularios"),
        ({"administrador"}, "Escudo", "dictamenes:escudo"),
        ({"administrador"}, "Cédula", "indicadores:cedula_versiones"),
    )),
    ("Operación", (
        ({"coordinacion", "administrador"}, "Contingencias", "flujos:contingencias"),
        ({"administrador"}, "Trabajos detenidos", "flujos:detenidos"),
        ({"coordinacion", "auditor"}, "Archivo", "flujos:transferencias"),
        ({"coordinacion", "auditor"}, "Plan y disposición", "flujos:disposiciones"),
        ({"coordinacion"}, "Por publicar", "flujos:por_publicar"),
        ({"coordinacion", "firmante", "auditor"}, "Retenciones", "flujos:retenciones"),
        ({"coordinacion", "administrador"}, "Cancelar datos", "auditoria:cancelaciones"),
    )),
    ("", ((ENTE | CENTRALES | {"estandares", "auditor"}, "Estándares", "estandares:lista"),)),
    ("", ((ENTE | CENTRALES | {"auditor"}, "Verificar", "dictamenes:verificar"),)),
)
_direccion = cache(reverse)  # las del menú no llevan argumentos y salen en cada página


@dataclass(frozen=True)
class Vinculo:
    """Un renglón del menú con las pestañas que se ven en sus páginas; con una sola parte no hay ninguna."""

    texto: str
    pestanas: list[dict[str, Any]]

    @property
    def activa(self) -> bool:
        return any(pestana["activa"] for pestana in self.pestanas)

    @property
    def url(self) -> str:
        """La primera que la persona puede abrir."""
        return str(self.pestanas[0]["url"])


def menu(request: HttpRequest) -> list[Vinculo]:
    """Los vínculos de la persona según sus papeles; nadie ve lo que no puede abrir. Cuando mucho una consulta."""
    persona = getattr(request, "user", None)
    if persona is None or not persona.is_authenticated:
        return []
    return list(_vinculos(papeles(persona), request.path))


def abierto(vinculos: Iterable[Vinculo]) -> Vinculo | None:
    """El vínculo en que se está, si junta varias páginas: el que pone sus pestañas."""
    return next((uno for uno in vinculos if uno.activa and len(uno.pestanas) > 1), None)


def _vinculos(suyos: set[str], ruta: str) -> Iterator[Vinculo]:
    for nombre, partes in MENU:
        direcciones = [(texto, _direccion(destino)) for quienes, texto, destino in partes if quienes & suyos]
        if direcciones:
            yield Vinculo(nombre if len(direcciones) > 1 else direcciones[0][0], [
                {"texto": texto, "url": url, "activa": ruta.startswith(url)} for texto, url in direcciones
            ])
