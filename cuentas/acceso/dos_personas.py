"""Publicar es de dos personas: una redacta la versión y otra la publica, una sola vez."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bitacora.rechazos import Rechazo
from cuentas.models import Usuario


class YaPublicada(Rechazo):
    """La versión ya es pública: no se toca ni se publica otra vez."""


class PublicaQuienRedacto(Rechazo):
    """Quien redactó una versión no la publica."""


class Redactada(Protocol):
    """Lo que una versión dice de quién la redactó y cuándo se publicó."""

    redactada_por_id: int | None
    publicada_en: datetime | None


def exigir_publicable(version: Redactada, por: Usuario | None) -> None:
    """Lanza `YaPublicada` o `PublicaQuienRedacto`. El sistema (`por=None`) publica lo que siembra."""
    if version.publicada_en is not None:
        raise YaPublicada("Esta versión ya está publicada.")
    if por is not None and por.pk == version.redactada_por_id:
        raise PublicaQuienRedacto("Quien redactó la versión no la publica: debe hacerlo otra persona.")
