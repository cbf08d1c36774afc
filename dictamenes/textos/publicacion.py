"""Lo que una persona redacta y otra publica: el borrador en curso, publicarlo y qué cambió entre versiones.

Lo usan bloques, criterios y formularios.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.acceso.dos_personas import exigir_publicable
from cuentas.models import Usuario
from cuentas.models.versiones import VersionPublicable
from dictamenes.excepciones import CapturaVencida

SE_GUARDO_OTRO = "Otra persona guardó este texto mientras usted lo corregía. Compárelo antes de guardar el suyo."
V = TypeVar("V", bound=VersionPublicable)
T = TypeVar("T")


def borrador_entre(versiones: models.QuerySet[V], leida: str | None, **llave: object) -> V:
    """El que se está redactando o, si no lo hay, uno sin guardar con el número siguiente y esa `llave`.

    `leida` es la marca de la versión de que partió quien redacta; lanza `CapturaVencida` si ya hay otra.
    """
    ultima = versiones.order_by("-numero").first()
    if leida is not None and ultima is not None and leida != ultima.marca:
        raise CapturaVencida(SE_GUARDO_OTRO)
    if ultima is not None and ultima.publicada_en is None:
        return ultima
    return versiones.model(numero=ultima.numero + 1 if ultima else 1, **llave)


def redactar(
    modelo: type[V], llave: Mapping[str, str], contenido: Mapping[str, Any], *, que: str, por: Usuario | None,
    en: datetime, envio: str | None = None, leida: str | None = None,
) -> V:
    """Corrige el borrador de esa `llave` (su clase, su tipo) o, si no lo hay, abre la versión siguiente.

    Una vez por `envio`. Lanza `AccesoDenegado` o lo que `borrador_entre`. Las versiones son el candado: dos personas
    que redactan a la vez se esperan.
    """
    if por is not None:
        exigir(por, f"{que}.redactar")
    with una_vez(envio) as clave:
        versiones = modelo._default_manager.filter(**llave)
        list(versiones.select_for_update())
        borrador = borrador_entre(versiones, leida, **llave)
        borrador.redactada_por, borrador.redactada_en = por, en
        for campo, valor in contenido.items():
            setattr(borrador, campo, valor)
        borrador.save()
        datos = {**llave, "version": borrador.numero, **contenido}
        anotar(f"{que}.redactado", borrador, por=por, en=en, datos=datos, clave=clave)
        return borrador


@transaction.atomic
def publicar(
    version: V, *, que: str, objeto: models.Model | str, por: Usuario | None, en: datetime, leida: str | None = None
) -> V:
    """Vuelve pública e inmutable una versión. Lanza `YaPublicada`, `PublicaQuienRedacto` o `AccesoDenegado`.

    `que` es lo que se publica («bloque»): nombra la operación y el evento. `objeto`: de qué queda anotado. `leida` es
    la marca de lo que leyó quien publica: si el borrador cambió después, lanza `CapturaVencida`.
    """
    if por is not None:
        exigir(por, f"{que}.publicar")
    version = type(version)._default_manager.select_for_update().get(pk=version.pk)
    exigir_publicable(version, por)
    if leida is not None and leida != version.marca:
        raise CapturaVencida("El texto cambió después de que lo abrió. Léalo de nuevo antes de publicarlo.")
    version.publicada_por, version.publicada_en = por, en
    version.save(update_fields=["publicada_por", "publicada_en"])
    anotar(f"{que}.publicado", objeto, por=por, en=en, datos={"version": version.numero})
    return version


def cotejar(antes: Mapping[str, T], ahora: Mapping[str, T]) -> tuple[list[T], list[tuple[T, T]], list[T]]:
    """Por su clave: lo agregado, los pares de lo que sigue (antes, ahora) y lo retirado, en su orden."""
    agregados = [uno for clave, uno in ahora.items() if clave not in antes]
    comunes = [(antes[clave], uno) for clave, uno in ahora.items() if clave in antes]
    return agregados, comunes, [uno for clave, uno in antes.items() if clave not in ahora]
