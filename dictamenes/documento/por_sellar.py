"""Sellar y estampar lo que los actos dejaron pedido, cada papel una vez; y entregarlo, sellado o todavía no."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import OperationalError, transaction

from archivos.entrada import guardar
from archivos.excepciones import AlmacenNoDisponible
from archivos.models import Archivo
from bitacora.atado import exigir_atados
from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.parada import fallas, hasta_parar
from cuentas.rastreo import en_trabajo
from dictamenes.documento.firma import cierre, instalada
from dictamenes.documento.firma.revocacion import SinEvidencia
from dictamenes.documento.firma.sello import CAMPO_SELLO
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible
from dictamenes.documento.firmante.papeles import Papel, Renglon, todos
from dictamenes.documento.vigente import al_dia
from dictamenes.models import PapelSellado
from verificador.politica import Exigencias

registro = logging.getLogger(__name__)
PDF = "application/pdf"
ARRIENDO = timedelta(minutes=2)
DE_FUERA = (AlmacenNoDisponible, cierre.EstampaNoDisponible, FirmanteNoDisponible, OperationalError, SinEvidencia)


def sellar_pendientes(en: datetime, limite: int = 20) -> int:
    """Sella los que faltan y devuelve cuántos; si algo de fuera no responde, los demás esperan la siguiente vuelta."""
    def sellar(pk: int) -> bool:
        return _sellar(PapelSellado.objects.select_related("solicitud").get(pk=pk), en)

    cuales = PapelSellado.objects.por_sellar(en).values_list("pk", flat=True)[:limite]
    return tanda("papel", cuales, lambda pk: PapelSellado.objects.tomar(pk, en, ARRIENDO), sellar)


def tanda(nombre: str, cuales: Iterable[int], tomar: Callable[[int], bool], hacer: Callable[[int], bool]) -> int:
    """Hace lo suyo con cada renglón que se pueda tomar y devuelve con cuántos.

    Si lo de fuera no responde, los demás topan con lo mismo: esperan. El que falla por otra causa no los detiene; se
    intenta otra vez cuando venza su arriendo.
    """
    hechos = 0
    for pk in hasta_parar(list(cuales)):
        if not tomar(pk):
            continue
        with en_trabajo(f"{nombre}:{pk}"):
            try:
                hechos += hacer(pk)
            except DE_FUERA as error:
                registro.warning("%s:%s espera: %s.", nombre, pk, type(error).__name__)
                break
            except Exception as error:
                registro.exception("No se pudo con %s:%s.", nombre, pk)
                if (juntas := fallas.get()) is not None:
                    juntas.append((f"{nombre}:{pk}", type(error).__name__))
    return hechos


def contenido(clase: str, renglon: int) -> bytes:
    """El papel sellado o, mientras no lo esté, como se redacta. `ContenidoAlterado` si ya no es el que se selló."""
    hecho = PapelSellado.objects.filter(clase=clase, renglon=renglon).exclude(archivo=None).first()
    if hecho is None or hecho.archivo is None:
        papel = todos()[clase]
        de_que = papel.tomar(renglon)
        return papel.redactar(de_que, reloj.ahora(), ()).contenido
    exigir_atados(hecho)
    return al_dia(hecho.archivo).leer()


def sellado_y_estampado(papel: Papel[Renglon], renglon: Renglon, en: datetime) -> tuple[Archivo, str]:
    """Lo que sólo lleva el sello: cerrado con su estampa y guardado, y la huella de lo que dio el firmante."""
    return estampado(firmante.sellar(papel, renglon, en=en), en)


def estampado(sellado: bytes, en: datetime) -> tuple[Archivo, str]:
    """Lo que dio el firmante, cerrado con su estampa y guardado, y su huella. Lanza lo que `cierre.cerrar`."""
    cerrado = cierre.cerrar(
        sellado, estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en,
        exigencias=Exigencias([CAMPO_SELLO]),
    )
    return guardar(cerrado, PDF), sha256(sellado).hexdigest()


def _sellar(pedido: PapelSellado, en: datetime) -> bool:
    papel = todos()[pedido.clase]
    return _registrar(pedido, *sellado_y_estampado(papel, papel.tomar(pedido.renglon), en), en)


def _registrar(pedido: PapelSellado, archivo: Archivo, sellado: str, en: datetime) -> bool:
    """Lo guarda si nadie lo guardó antes; el sello de sobra queda en el diario del firmante, como tras una caída."""
    with transaction.atomic():
        suyo = PapelSellado.objects.filter(pk=pedido.pk, archivo=None)
        if not suyo.update(archivo=archivo, sellado_en=en):
            return False
        pedido.refresh_from_db()
        dicho = {"clase": pedido.clase, "renglon": pedido.renglon, "sellado": sellado,
                 "sha256": archivo.sha256}
        anotar("papel.sellado", pedido.solicitud or pedido, por=None, en=en, datos=dicho, ata=[pedido])
    return True
