"""Las áreas requirentes de un ente: quien captura por él agrega la suya cuando no está en la lista."""

from __future__ import annotations

from datetime import datetime

from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir, puede
from cuentas.interfaz.catalogos import AGREGADO, de_catalogo
from cuentas.models import AreaRequirente, Ente, Usuario
from cuentas.texto import normalizar


def agregar(ente: Ente, nombre: str, *, por: Usuario, en: datetime, envio: str | None = None) -> AreaRequirente:
    """El área del ente que se llama así, sin mirar acentos ni mayúsculas; si no la hay, la da de alta.

    Una vez por `envio`. `AccesoDenegado` si no captura por ese ente, o `YaSeEnvio`.
    """
    with una_vez(envio) as clave:
        if not puede(por, "solicitud.capturar_papel"):
            exigir(por, "solicitud.elaborar", ente)
        if ya_esta := _area_por_nombre(ente, nombre):
            return ya_esta
        area, nueva = AreaRequirente.objects.get_or_create(ente=ente, nombre=nombre)
        if nueva:
            cambios = {"ente": {"antes": None, "ahora": ente.pk}, "nombre": {"antes": None, "ahora": nombre}}
            anotar(AGREGADO, area, por=por, en=en, datos=de_catalogo(area, cambios), clave=clave)
    return area


def _area_por_nombre(ente: Ente, nombre: str) -> AreaRequirente | None:
    buscada = normalizar(nombre)
    return next((area for area in ente.areas_requirentes.all() if normalizar(area.nombre) == buscada), None)
