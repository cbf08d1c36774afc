"""Lo que una persona redacta y otra publica: el borrador en curso y publicarlo. Lo usan bloques y criterios."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Max

from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas.acceso import exigir
from cuentas.models import Usuario
from dictamenes.models.bloques import VersionPublicable

V = TypeVar("V", bound=VersionPublicable)


class YaPublicado(Rechazo):
    """La versión ya está publicada: no se toca ni se publica otra vez."""


class PublicaQuienRedacto(Rechazo):
    """Quien redactó una versión no la publica."""


def borrador_entre(versiones: models.QuerySet[V], **llave: object) -> V:
    """El que se está redactando o, si no lo hay, uno sin guardar con el número siguiente y esa `llave`."""
    if borrador := versiones.filter(publicada_en=None).first():
        return borrador
    ultimo = versiones.aggregate(ultimo=Max("numero"))["ultimo"] or 0
    return versiones.model(numero=ultimo + 1, **llave)


@transaction.atomic
def publicar(
    version: V, *, que: str, objeto: models.Model | str, por: Usuario | None, en: datetime
) -> V:
    """Vuelve pública e inmutable una versión. Lanza `YaPublicado`, `PublicaQuienRedacto` o `AccesoDenegado`.

    `que` es lo que se publica («bloque»): nombra la operación y el evento. `objeto`: de qué queda anotado.
    """
    if por is not None:
        exigir(por, f"{que}.publicar")
    version = type(version)._default_manager.select_for_update().get(pk=version.pk)
    if version.publicada_en:
        raise YaPublicado("Esta versión ya está publicada.")
    if por is not None and version.redactada_por_id == por.pk:
        raise PublicaQuienRedacto("Quien redactó la versión no la publica: debe hacerlo otra persona.")
    version.publicada_por, version.publicada_en = por, en
    version.save(update_fields=["publicada_por", "publicada_en"])
    anotar(f"{que}.publicado", objeto, por=por, en=en, datos={"version": version.numero})
    return version
