"""Firmar uno o varios papeles con una sola confirmación, cada uno en su propia transacción."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from viewflow.workflow.exceptions import FlowLockFailed, FlowRuntimeError

from archivos.excepciones import AlmacenNoDisponible, ContenidoPerdido
from bitacora.rechazos import Rechazo
from cuentas.models import Usuario
from dictamenes.documento import distancia
from dictamenes.documento.a_firmar import de_prueba
from dictamenes.documento.distancia import Ficha, Preparado
from dictamenes.excepciones import ActoImposible, DatosInvalidos, EstadoEquivocado, YaRegistrado
from flujos.bandeja.reparto import en_resumen
from flujos.estudio.firmables import Firmable, Firmado, buscar

MAXIMO = 25
DE_PRUEBA = "0"  # cómo se nombra la hoja con que se prueba una e.firma
NO_ALCANZA = "Ya no está a su alcance"
SIN_ALMACEN = "El almacén de documentos no respondió: vuelva a intentarlo"
OCUPADO = "Otra persona está actuando sobre este asunto: vuelva a intentarlo"


def pagina_de_firma(cuales: Iterable[int | str] = ()) -> str:
    """La página estática donde se firma con la propia llave, con esos papeles marcados."""
    marcadas = urlencode([("a", cual) for cual in cuales])
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


def firmar_varios(
    elegidos: Iterable[tuple[int | str, str]], *, por: Usuario, en: datetime, firmado: Firmado | None = None
) -> Resultado:
    """Firma cada uno por separado: lo firmado queda firmado aunque otro no se pueda. Cada elegido: cuál y su huella.

    `firmado` firma los bytes de uno con la llave de quien firma. Sin almacén no sigue con los demás. Repetir el mismo
    envío no repite ninguna firma: el acto las rechaza.
    """
    resultado, hay_almacen = Resultado(), True
    for cual, visto in elegidos:
        uno = buscar(str(cual), por)  # cada uno se relee: los anteriores tardan
        if uno is None:
            resultado.fallas.append(("Un asunto", NO_ALCANZA))
            continue
        hay_almacen = hay_almacen and _firmar_del_lote(uno, visto, por, en, resultado, firmado)
        if not hay_almacen:
            resultado.fallas.append((uno.folio, SIN_ALMACEN))
    return resultado


def preparar(ficha: Ficha, *, por: Usuario) -> Preparado:
    """Lo que el navegador de la persona va a firmar. Lanza lo que impediría firmarlo junto con otros."""
    if ficha.cual == DE_PRUEBA:
        return distancia.preparar(de_prueba(), ficha, por)
    uno = buscar(ficha.cual, por)
    if uno is None:
        raise EstadoEquivocado(NO_ALCANZA)
    uno.exigir(por, ficha.visto)
    return distancia.preparar(uno.documento(), ficha, por)


def terminar(sellada: str, firma: bytes, *, por: Usuario, en: datetime) -> dict[str, Any]:
    """Registra la firma hecha en el navegador; si ya constaba, no la repite. `DatosInvalidos` si no vale."""
    ficha = Ficha.abrir(sellada, por)
    if ficha.cual == DE_PRUEBA:
        distancia.probar(por, en, ficha=ficha, firma=firma)
        return {"firmado": True}
    hecho = firmar_varios(
        [(ficha.cual, ficha.visto)], por=por, en=en,
        firmado=lambda documento: distancia.firmado(documento, por, en, ficha=ficha, firma=firma),
    )
    if hecho.fallas:
        raise DatosInvalidos(hecho.fallas[0][1])
    return {"firmado": True, "antes": bool(hecho.repetidos)}


def _firmar_del_lote(
    uno: Firmable, visto: str, por: Usuario, en: datetime, resultado: Resultado, firmado: Firmado | None
) -> bool:
    """Firma uno y apunta cómo le fue; False si no hay almacén."""
    try:
        uno.exigir(por, visto)
        uno.firmar(firmado, por=por, en=en, visto=visto)
    except YaRegistrado:
        resultado.repetidos.append(uno.folio)
    except (AlmacenNoDisponible, ContenidoPerdido):
        return False
    except (FlowLockFailed, FlowRuntimeError):
        resultado.fallas.append((uno.folio, OCUPADO))
    except (ActoImposible, Rechazo) as motivo:
        resultado.fallas.append((uno.folio, str(motivo)))
    else:
        resultado.firmados.append(uno.folio)
    return True
