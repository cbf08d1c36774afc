"""Lo que una persona redacta y otra publica: el borrador en curso y publicarlo. Lo usan bloques y criterios."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas.acceso import exigir
from cuentas.models import Usuario
from dictamenes.excepciones import CapturaVencida
from dictamenes.models.bloques import VersionPublicable

SE_GUARDO_OTRO = "Otra persona guardó este texto mientras usted lo corregía. Compárelo antes de guardar el suyo."
V = TypeVar("V", bound=VersionPublicable)


class YaPublicado(Rechazo):
    """La versión ya está publicada: no se toca ni se publica otra vez."""


class PublicaQuienRedacto(Rechazo):
    """Quien redactó una versión no la publica."""


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


@transaction.atomic
def publicar(
    version: V, *, que: str, objeto: models.Model | str, por: Usuario | None, en: datetime, leida: str | None = None
) -> V:
    """Vuelve pública e inmutable una versión. Lanza `YaPublicado`, `PublicaQuienRedacto` o `AccesoDenegado`.

    `que` es lo que se publica («bloque»): nombra la operación y el evento. `objeto`: de qué queda anotado. `leida` es
    la marca de lo que leyó quien publica: si el borrador cambió después, lanza `CapturaVencida`.
    """
    if por is not None:
        exigir(por, f"{que}.publicar")
    version = type(version)._default_manager.select_for_update().get(pk=version.pk)
    if version.publicada_en:
        raise YaPublicado("Esta versión ya está publicada.")
    if por is not None and version.redactada_por_id == por.pk:
        raise PublicaQuienRedacto("Quien redactó la versión no la publica: debe hacerlo otra persona.")
    if leida is not None and leida != version.marca:
        raise CapturaVencida("El texto cambió después de que lo abrió. Léalo de nuevo antes de publicarlo.")
    version.publicada_por, version.publicada_en = por, en
    version.save(update_fields=["publicada_por", "publicada_en"])
    anotar(f"{que}.publicado", objeto, por=por, en=en, datos={"version": version.numero})
    return version
