"""Sellar lo que alguien va a firmar, y sellar y estampar lo que los actos dejaron pedido: cada papel, una vez."""

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
from cuentas.constancia import consta
from cuentas.parada import fallas, hasta_parar
from cuentas.rastreo import en_trabajo
from dictamenes.documento.firma import cierre, instalada
from dictamenes.documento.firma.revocacion import SinEvidencia
from dictamenes.documento.firma.sello import CAMPO_FIRMA, CAMPO_SELLO
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible
from dictamenes.documento.firmante.papeles import Papel, Renglon, todos
from dictamenes.documento.vigente import al_dia
from dictamenes.models import PapelPorFirmar, PapelSellado
from verificador.politica import Exigencias

registro = logging.getLogger(__name__)
PDF = "application/pdf"
ARRIENDO = timedelta(minutes=2)
SELLADO = {PapelSellado.Clase.CERTIFICACION.value: "copia.sellada"}  # copiar un expediente no lo cambia
DE_FUERA = (AlmacenNoDisponible, cierre.EstampaNoDisponible, FirmanteNoDisponible, OperationalError, SinEvidencia)


def sellar_pendientes(en: datetime, limite: int = 20) -> int:
    """Sella los que faltan y devuelve cuántos; si algo de fuera no responde, los demás esperan la siguiente vuelta.

    Primero los que alguien espera para firmar.
    """
    def preparar(pk: int) -> bool:
        return _preparar(PapelPorFirmar.objects.get(pk=pk), en)

    def sellar(pk: int) -> bool:
        pedidos = PapelSellado.objects.select_related("solicitud", "firma__firma", "firma__firmado")
        return _sellar(pedidos.get(pk=pk), en)

    por_firmar = PapelPorFirmar.objects.por_sellar(en).values_list("pk", flat=True)[:limite]
    cuales = PapelSellado.objects.por_sellar(en).values_list("pk", flat=True)[:limite]
    return tanda("por_firmar", por_firmar, lambda pk: PapelPorFirmar.objects.tomar(pk, en, ARRIENDO), preparar) + tanda(
        "papel", cuales, lambda pk: PapelSellado.objects.tomar(pk, en, ARRIENDO), sellar)


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
    """El papel sellado o firmado; mientras no lo esté, como se redacta. `ContenidoAlterado` si ya no es el que fue."""
    hecho = PapelSellado.objects.filter(clase=clase, renglon=renglon).exclude(archivo=None, firma=None).first()
    if hecho is None:
        papel = todos()[clase]
        de_que = papel.tomar(renglon)
        return papel.redactar(de_que, reloj.ahora(), ()).contenido
    exigir_atados(hecho, *([hecho.firma] if hecho.firma else []))
    return (al_dia(hecho.archivo) if hecho.archivo else consta(consta(hecho.firma).firmado)).leer()


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


def _preparar(papel: PapelPorFirmar, en: datetime) -> bool:
    """Lo que alguien va a firmar, con su campo puesto; si otro trabajador ya lo selló, nada."""
    clase = todos()[papel.clase]
    sellado = firmante.sellar(clase, clase.tomar(papel.de_que), en=en)
    archivo = guardar(sellado, PDF)
    with transaction.atomic():
        if not PapelPorFirmar.objects.filter(pk=papel.pk, sellado=None).update(sellado=archivo):
            return False
        papel.refresh_from_db()
        dicho = {"clase": papel.clase, "folio": papel.folio, "sellado": archivo.sha256}
        anotar("papel.por_firmar", papel.solicitud, por=None, en=en, datos=dicho, ata=[papel])
    return True


def _sellar(pedido: PapelSellado, en: datetime) -> bool:
    if pedido.firma:
        return _registrar(pedido, _cerrado(pedido.firma, en), "", en)
    papel = todos()[pedido.clase]
    return _registrar(pedido, *sellado_y_estampado(papel, papel.tomar(pedido.renglon), en), en)


def _cerrado(firma: PapelPorFirmar, en: datetime) -> Archivo:
    """Lo que ya lleva sello y firma: con su evidencia, si el certificado sigue siendo bueno, y su estampa."""
    exigir_atados(firma)
    return guardar(cierre.cerrar(
        consta(firma.firmado).leer(), estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en,
        exigencias=Exigencias([CAMPO_SELLO, CAMPO_FIRMA], {CAMPO_FIRMA: firma.firma.rfc}),
        respondedor=instalada.respondedor(en), firmado_en=firma.firmado_en,
    ), PDF)


def _registrar(pedido: PapelSellado, archivo: Archivo, sellado: str, en: datetime) -> bool:
    """Lo guarda si nadie lo guardó antes; el sello de sobra queda en el diario del firmante, como tras una caída."""
    with transaction.atomic():
        suyo = PapelSellado.objects.filter(pk=pedido.pk, archivo=None)
        if not suyo.update(archivo=archivo, sellado_en=en):
            return False
        pedido.refresh_from_db()
        dicho = {"clase": pedido.clase, "renglon": pedido.renglon, "sha256": archivo.sha256,
                 **({"sellado": sellado} if sellado else {})}
        accion = SELLADO.get(pedido.clase, "papel.sellado")
        anotar(accion, pedido.solicitud or pedido, por=None, en=en, datos=dicho, ata=[pedido])
    return True
