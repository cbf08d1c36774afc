"""Dar por leído el documento por firmar: consta que esa persona vio esos bytes, una vez por persona y huella."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.solicitud import Estado

CAMBIO = "El documento cambió desde que lo abrió: léalo de nuevo."


@transaction.atomic
def dar_por_leido(solicitud: Solicitud, *, por: Usuario, en: datetime, visto: str) -> None:
    """Anota que quien autoriza leyó el documento de huella `visto`; la segunda vez no hace nada.

    Lanza `AccesoDenegado`, `EstadoEquivocado`, `DatosInvalidos` si es para otra persona o `CapturaVencida`.
    """
    exigir(por, "dictamen.firmar")
    # El mismo candado que los actos: nadie lo cambia a la vez.
    actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
    dictamen = Dictamen.objects.select_related("sellado", "autoriza").filter(solicitud=solicitud).first()
    if dictamen is None or actual.estado != Estado.EN_FIRMA or dictamen.estado != EstadoDeDictamen.POR_FIRMAR:
        raise EstadoEquivocado("Este dictamen no espera firma.")
    if dictamen.autoriza_id != por.pk:
        raise DatosInvalidos(f"Este dictamen se elaboró para la firma de {dictamen.autoriza.nombre}.")
    if dictamen.documento_sellado.sha256 != visto:
        raise CapturaVencida(CAMBIO)
    clave = _clave(dictamen.pk, por, visto)
    if not Evento.objects.filter(clave=clave).exists():
        datos = {"folio": dictamen.folio, "visto": visto, "version": dictamen.version}
        anotar("dictamen.visto", solicitud, por=por, en=en, datos=datos, clave=clave)


def leidos(persona: Usuario, documentos: Iterable[tuple[int, str]]) -> set[int]:
    """De estos dictámenes (número y huella de su documento), los que la persona dio por leídos tal como están."""
    claves = {_clave(pk, persona, huella): pk for pk, huella in documentos}
    hallados = Evento.objects.filter(clave__in=claves).values_list("clave", flat=True)
    return {claves[str(clave)] for clave in hallados}


def _clave(dictamen: int, persona: Usuario, huella: str) -> str:
    return f"visto:{dictamen}:{persona.pk}:{huella}"
