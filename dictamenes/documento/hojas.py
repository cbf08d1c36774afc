"""El documento por firmar como se lee: cada hoja con lo que dice, de los mismos datos de que salieron sus bytes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.safestring import mark_safe

from archivos import paginas
from archivos.models import Archivo
from dictamenes.documento import oficio
from dictamenes.documento.firmante.papeles import CARATULA
from dictamenes.models import Dictamen, PapelPorFirmar


def de_dictamen(dictamen: Dictamen) -> list[tuple[int, str]]:
    """Las del dictamen: su número y lo que dice cada una."""
    return _hojas(dictamen.documento_sellado, lambda: oficio.redactar_dictamen(dictamen.congelado))


def de_papel(papel: PapelPorFirmar) -> list[tuple[int, str]]:
    """Las de otro papel."""
    return _hojas(papel.documento_sellado, lambda: REDACTAN[papel.clase](papel))


def _caratula(papel: PapelPorFirmar) -> oficio.Documento:
    return oficio.redactar_certificacion(CARATULA.tomar(papel.de_que).datos)


REDACTAN: dict[str, Callable[[PapelPorFirmar], oficio.Documento]] = {
    PapelPorFirmar.Clase.COPIA.value: _caratula,
    PapelPorFirmar.Clase.ENTREGA.value: lambda papel: oficio.redactar_solicitud(papel.datos["oficio"]),
    PapelPorFirmar.Clase.PREVENCION.value: lambda papel: oficio.redactar_prevencion(papel.datos["oficio"]),
}


def _hojas(sellado: Archivo, redactar: Callable[[], oficio.Documento]) -> list[tuple[int, str]]:
    """Las que se dibujan; sin texto, si lo congelado, redactado otra vez, no da los bytes que se firman."""
    try:
        cuantas = paginas.cuantas(sellado)
    except paginas.SinPaginas:
        return []
    documento = redactar()
    fieles = sellado.leer().startswith(documento.contenido)
    dicen = documento.en_texto() if fieles else []
    textos: list[str] = [mark_safe(hoja) for hoja in dicen] or [""] * cuantas  # noqa: S308 - escapa quien lo arma
    return list(enumerate(textos[:cuantas], start=1))
