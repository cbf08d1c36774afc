"""Dar por leído el documento por firmar: consta qué hojas de qué bytes vio la persona, una vez por huella."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import exigir
from cuentas.interfaz.gramatica import serie
from cuentas.models import Usuario
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado
from dictamenes.expediente.mostrado import EN_PDF, Mostrado
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.solicitud import Estado

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
    clave = _clave(dictamen.pk, por, visto)
    if Evento.objects.filter(clave=clave).exists():
        return
    if dictamen.estado != EstadoDeDictamen.POR_FIRMAR:
        raise EstadoEquivocado(NO_ESPERA)
    if mostrado.faltan:
        raise DatosInvalidos(_por_ver(mostrado))
    datos = {"folio": dictamen.folio, "visto": visto, "version": dictamen.version, "hojas": list(mostrado.hojas),
             "de": mostrado.de, "como": mostrado.como}
    anotar("dictamen.visto", solicitud, por=por, en=en, datos=datos, clave=clave)


def leidos(persona: Usuario, documentos: Iterable[tuple[int, str]]) -> set[int]:
    """De estos dictámenes (número y huella de su documento), los que la persona dio por leídos tal como están."""
    claves = {_clave(pk, persona, huella): pk for pk, huella in documentos}
    hallados = Evento.objects.filter(clave__in=claves).values_list("clave", flat=True)
    return {claves[str(clave)] for clave in hallados}


def _por_ver(mostrado: Mostrado) -> str:
    if mostrado.como == EN_PDF:
        return SIN_ABRIR
    faltan = mostrado.faltan
    cuales = f"{'la hoja' if len(faltan) == 1 else 'las hojas'} {serie(faltan)}"
    return f"Antes de firmarlo hay que leerlo: le falta pasar por {cuales} de {mostrado.de}."


def _clave(dictamen: int, persona: Usuario, huella: str) -> str:
    return f"visto:{dictamen}:{persona.pk}:{huella}"
