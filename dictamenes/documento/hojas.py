"""El documento por firmar como se lee: cada hoja con lo que dice, de los mismos datos de que salieron sus bytes."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from dictamenes.documento import oficio
from dictamenes.models import Dictamen


def en_texto(dictamen: Dictamen) -> list[SafeString]:
    """Lo que dice cada hoja, en HTML; ninguna si lo congelado, redactado otra vez, no da los bytes que se firman."""
    documento = oficio.redactar_dictamen(dictamen.congelado)
    if not dictamen.documento_sellado.leer().startswith(documento.contenido):
        return []
    return [mark_safe(hoja) for hoja in documento.en_texto()]  # noqa: S308 - lo escapa quien lo arma, signo por signo
