"""Dar por leído un documento por firmar: consta qué hojas de qué bytes vio la persona, una vez por huella."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import exigir
from cuentas.interfaz.gramatica import serie
from cuentas.models import Usuario
from dictamenes.documento.a_firmar import CLASES
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado
from dictamenes.expediente.mostrado import EN_PDF, Mostrado
from dictamenes.fundamentos.firmas import SE_FIRMAN
from dictamenes.models import Dictamen, PapelPorFirmar, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.solicitud import Estado

Cual = TypeVar("Cual", int, str)
CAMBIO = "El documento cambió desde que lo abrió: léalo de nuevo."
NO_ESPERA = "Este dictamen no espera firma."
SIN_LEER = "Todavía no lo da por leído"
SIN_ABRIR = "Este documento no se muestra hoja por hoja: abra el PDF, léalo y vuelva a darlo por leído."


@transaction.atomic
def dar_por_leido(solicitud: Solicitud, *, por: Usuario, en: datetime, visto: str, mostrado: Mostrado) -> None:
    """Anota que quien autoriza leyó el documento de huella `visto`, y qué se le mostró; la segunda vez no hace nada.

    Lanza `AccesoDenegado`, `EstadoEquivocado`, `CapturaVencida`, o `DatosInvalidos` si es para otra persona o le falta
    alguna hoja.
    """
    exigir(por, "dictamen.firmar")
    # El mismo candado que los actos: nadie lo cambia a la vez.
    actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
    dictamen = Dictamen.objects.select_related("sellado", "autoriza").filter(solicitud=solicitud).first()
    if dictamen is None or dictamen.sellado is None or actual.estado != Estado.EN_FIRMA:
        raise EstadoEquivocado(NO_ESPERA)
    if dictamen.autoriza_id != por.pk:
        raise DatosInvalidos(f"Este dictamen se elaboró para la firma de {dictamen.autoriza.nombre}.")
    if dictamen.sellado.sha256 != visto:
        raise CapturaVencida(CAMBIO)
    nombre = str(dictamen.pk)
    if _consta(nombre, por, visto):
        return
    if dictamen.estado != EstadoDeDictamen.POR_FIRMAR:
        raise EstadoEquivocado(NO_ESPERA)
    datos = {"folio": dictamen.folio, "version": dictamen.version}
    _anotar("dictamen.visto", nombre, datos, solicitud, por, en, visto, mostrado)


@transaction.atomic
def dar_papel_por_leido(papel: PapelPorFirmar, *, por: Usuario, en: datetime, visto: str, mostrado: Mostrado) -> None:
    """Anota que quien lo firma leyó ese papel; la segunda vez no hace nada.

    Lanza `EstadoEquivocado`, `CapturaVencida` o `DatosInvalidos` si le falta por ver.
    """
    exigir(por, SE_FIRMAN[CLASES[papel.clase]].operacion)
    actual = PapelPorFirmar.objects.que_firma(por).select_for_update(of=("self",)).filter(pk=papel.pk).first()
    if actual is None:
        raise EstadoEquivocado("Este papel no espera su firma.")
    if actual.documento_sellado.sha256 != visto:
        raise CapturaVencida(CAMBIO)
    if not _consta(cual(papel), por, visto):
        datos = {"folio": papel.folio, "clase": papel.clase}
        _anotar("papel.visto", cual(papel), datos, papel.solicitud, por, en, visto, mostrado)


def cual(papel: PapelPorFirmar) -> str:
    """Cómo se nombra entre lo que espera firma; un dictamen, con el número del suyo."""
    return f"p{papel.pk}"


def _consta(cual: str, por: Usuario, visto: str) -> bool:
    return Evento.objects.filter(clave=_clave(cual, por, visto)).exists()


def _anotar(
    accion: str, cual: str, datos: dict[str, Any], solicitud: Solicitud, por: Usuario, en: datetime, visto: str,
    mostrado: Mostrado,
) -> None:
    if mostrado.faltan:
        raise DatosInvalidos(_por_ver(mostrado))
    dicho = {**datos, "visto": visto, "hojas": list(mostrado.hojas), "de": mostrado.de, "como": mostrado.como}
    anotar(accion, solicitud, por=por, en=en, datos=dicho, clave=_clave(cual, por, visto))


def leidos(persona: Usuario, documentos: Iterable[tuple[Cual, str]]) -> set[Cual]:
    """De estos (cuál y huella de su documento), los que la persona dio por leídos tal como están."""
    claves = {_clave(str(cual), persona, huella): cual for cual, huella in documentos}
    hallados = Evento.objects.filter(clave__in=claves).values_list("clave", flat=True)
    return {claves[str(clave)] for clave in hallados}


def _por_ver(mostrado: Mostrado) -> str:
    if mostrado.como == EN_PDF:
        return SIN_ABRIR
    faltan = mostrado.faltan
    cuales = f"{'la hoja' if len(faltan) == 1 else 'las hojas'} {serie(faltan)}"
    return f"Antes de firmarlo hay que leerlo: le falta pasar por {cuales} de {mostrado.de}."


def _clave(cual: str, persona: Usuario, huella: str) -> str:
    return f"visto:{cual}:{persona.pk}:{huella}"
