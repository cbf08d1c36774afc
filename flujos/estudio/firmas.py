"""Firmar: un dictamen, o varios con una sola confirmación y cada uno en su propia transacción."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from viewflow.workflow.exceptions import FlowLockFailed, FlowRuntimeError

from archivos.excepciones import AlmacenNoDisponible, ContenidoPerdido
from archivos.models import Archivo
from bitacora.rechazos import Rechazo
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.documento import distancia, documentos
from dictamenes.documento.distancia import Ficha, Preparado
from dictamenes.excepciones import ActoImposible, CapturaVencida, DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente.vistos import CAMBIO, SIN_LEER, leidos
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from flujos.bandeja.reparto import en_resumen
from flujos.expediente.turno import dictamen_de
from flujos.recorrido import actos

Firmado = Callable[[Dictamen], Archivo]
MAXIMO = 25
NO_ALCANZA = "Ya no está a su alcance"
SIN_ALMACEN = "El almacén de documentos no respondió: vuelva a intentarlo"
OCUPADO = "Otra persona está actuando sobre este asunto: vuelva a intentarlo"
NO_ES_DEL_LOTE = "Se firma a mano: registre su firma, con el escaneo, en la pantalla del dictamen"


def pagina_de_firma(solicitudes: Iterable[int] = ()) -> str:
    """La página estática donde se firma con la propia llave, con esas solicitudes marcadas."""
    marcadas = urlencode([("a", pk) for pk in solicitudes])
    return f"{settings.STATIC_URL}firma/index.html{'?' * bool(marcadas)}{marcadas}"


@dataclass
class Resultado:
    """Cuáles se firmaron, cuáles ya lo estaban y, por folio, cuáles no y por qué."""

    firmados: list[str] = field(default_factory=list)
    repetidos: list[str] = field(default_factory=list)
    fallas: list[tuple[str, str]] = field(default_factory=list)

    def dicho(self) -> str:
        """«3 firmados; 1 no: SGD-DTE-2026-00004, el documento cambió desde que lo abrió»."""
        ya = len(self.repetidos)
        antes = [f"{ya} ya {'estaba firmado' if ya == 1 else 'estaban firmados'}"] if ya else []
        return en_resumen(len(self.firmados), ("firmado", "firmados"), self.fallas, antes)


def firmar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, visto: str, firmado: Firmado,
    ubicacion_original: str = "",
) -> Solicitud:
    """Firma los bytes que se vieron (`visto`, su SHA-256); `firmado` los firma fuera de la transacción.

    Lanza `EstadoEquivocado`, `CapturaVencida` si el documento es otro, `DatosInvalidos` si no lo dio por leído, o lo
    que lancen el acto y `firmado`.
    """
    dictamen = dictamen_de(solicitud)
    if dictamen is None or dictamen.sellado is None:
        raise EstadoEquivocado("El documento todavía no está listo para firma.")
    espera = dictamen.estado == EstadoDeDictamen.POR_FIRMAR and solicitud.estado in tramite.firmar.desde
    if espera and dictamen.sellado.sha256 != visto:
        raise CapturaVencida(CAMBIO)
    suyo = espera and dictamen.autoriza_id == por.pk
    if suyo and not leidos(por, [(dictamen.pk, visto)]):
        raise DatosInvalidos(SIN_LEER)
    archivo = firmado(dictamen) if suyo else None
    return actos.ejecutar(
        tramite.firmar, solicitud, por=por, en=en, firmado=archivo, visto=visto, forma=dictamen.forma_firma,
        ubicacion_original=ubicacion_original,
    )


def firmar_varios(
    elegidos: Iterable[tuple[int, str]], *, por: Usuario, en: datetime, firmado: Firmado | None = None
) -> Resultado:
    """Firma cada uno por separado: lo firmado queda firmado aunque otro no se pueda. Cada elegido: solicitud y huella.

    `firmado` firma los bytes de uno; sin él, con la e.firma de prueba que custodia la demostración.
    Sin almacén no sigue con los demás. Repetir el mismo envío no repite ninguna firma: el acto las rechaza.
    """
    resultado, hay_almacen = Resultado(), True
    firmado = firmado or (lambda dictamen: documentos.firmado(dictamen, por, en))
    for pk, visto in elegidos:
        solicitud = _visible(pk, por)  # cada uno se relee: los anteriores tardan
        if solicitud is None:
            resultado.fallas.append(("Un asunto", NO_ALCANZA))
            continue
        hay_almacen = hay_almacen and _firmar_del_lote(solicitud, visto, por, en, resultado, firmado)
        if not hay_almacen:
            resultado.fallas.append((_folio(solicitud), SIN_ALMACEN))
    return resultado


def preparar(ficha: Ficha, *, por: Usuario) -> Preparado:
    """Lo que el navegador de la persona va a firmar. Lanza lo que impediría firmarlo junto con otros."""
    if not ficha.solicitud:
        return distancia.preparar(None, ficha, por)
    solicitud = _visible(ficha.solicitud, por)
    if solicitud is None:
        raise EstadoEquivocado(NO_ALCANZA)
    _exigir_del_lote(solicitud, por, ficha.visto)
    return distancia.preparar(solicitud.dictamen, ficha, por)


def terminar(sellada: str, firma: bytes, *, por: Usuario, en: datetime) -> dict[str, Any]:
    """Registra la firma hecha en el navegador; si ya constaba, no la repite. `DatosInvalidos` si no vale."""
    ficha = Ficha.abrir(sellada, por)
    if not ficha.solicitud:
        distancia.probar(por, en, ficha=ficha, firma=firma)
        return {"firmado": True}
    hecho = firmar_varios(
        [(ficha.solicitud, ficha.visto)], por=por, en=en,
        firmado=lambda dictamen: distancia.firmado(dictamen, por, en, ficha=ficha, firma=firma),
    )
    if hecho.fallas:
        raise DatosInvalidos(hecho.fallas[0][1])
    return {"firmado": True, "antes": bool(hecho.repetidos)}


def _visible(pk: int, por: Usuario) -> Solicitud | None:
    visibles = Solicitud.objects.visibles_para(por).select_related("dictamen__sellado", "dictamen__autoriza", "ente")
    return visibles.filter(pk=pk).first()


def _firmar_del_lote(
    solicitud: Solicitud, visto: str, por: Usuario, en: datetime, resultado: Resultado, firmado: Firmado
) -> bool:
    """Firma uno y apunta cómo le fue; False si no hay almacén."""
    try:
        _exigir_del_lote(solicitud, por, visto)
        firmar(solicitud, por=por, en=en, visto=visto, firmado=firmado)
    except YaRegistrado:
        resultado.repetidos.append(_folio(solicitud))
    except (AlmacenNoDisponible, ContenidoPerdido):
        return False
    except (FlowLockFailed, FlowRuntimeError):
        resultado.fallas.append((_folio(solicitud), OCUPADO))
    except (ActoImposible, Rechazo) as motivo:
        resultado.fallas.append((_folio(solicitud), str(motivo)))
    else:
        resultado.firmados.append(_folio(solicitud))
    return True


def _exigir_del_lote(solicitud: Solicitud, por: Usuario, visto: str) -> None:
    dictamen = dictamen_de(solicitud)
    if dictamen is None or dictamen.sellado is None:
        raise EstadoEquivocado("El documento todavía no está listo para firma")
    if dictamen.esta_firmado and dictamen.firmado_por_id == por.pk:
        raise YaRegistrado("Ya está firmado")
    if dictamen.forma_firma == FormaDeFirma.AUTOGRAFA:
        raise DatosInvalidos(NO_ES_DEL_LOTE)
    if not leidos(por, [(dictamen.pk, visto)]):
        raise DatosInvalidos(SIN_LEER)


def _folio(solicitud: Solicitud) -> str:
    dictamen = dictamen_de(solicitud)
    return str(dictamen.folio if dictamen and dictamen.folio else solicitud.folio)
