"""Renovar la estampa de archivo de lo ya cerrado antes de que deje de valer: en tandas, cada versión una vez.

Lo cerrado se inscribe solo: de cada documento se guarda hasta cuándo vale. Cuando falta poco se le agrega una estampa
que cubre la anterior, se guarda como otra versión y queda en la bitácora; la de antes se conserva (decisión 0086).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.cadena import anotar
from cuentas.parada import hasta_parar
from dictamenes.documento.firma import instalada, largo_plazo
from dictamenes.documento.firma.cierre import EstampaNoDisponible
from dictamenes.documento.por_sellar import ARRIENDO, PDF, tanda
from dictamenes.models import CopiaCertificada, Dictamen, Estampa, PapelSellado

ANTES = timedelta(days=90)
"""Con cuánto tiempo se renueva: el de cambiar de estampadora, si la que hay ya no da una que dure más."""
DE_DONDE: tuple[tuple[Estampa.Que, type[models.Model], str], ...] = (
    (Estampa.Que.DE_LAS_PARTES, Dictamen, "de_las_partes"), (Estampa.Que.PUBLICO, Dictamen, "publico"),
    (Estampa.Que.PAPEL, PapelSellado, "archivo"), (Estampa.Que.CARATULA, CopiaCertificada, "caratula"),
)


class NoDuraMas(EstampaNoDisponible):
    """La autoridad de estampado da una estampa que no vale más tiempo que la que ya hay: hay que cambiarla."""


def inscribir(en: datetime, limite: int = 500) -> int:
    """Apunta hasta cuándo vale cada documento cerrado que todavía no tiene su renglón. Devuelve cuántos apuntó."""
    return sum(_inscribir(que, modelo, campo, en, limite) for que, modelo, campo in DE_DONDE)


def renovar_pendientes(en: datetime, limite: int = 20) -> int:
    """Renueva las que vencen en menos de `ANTES` y devuelve cuántas."""
    cuales = Estampa.objects.por_renovar(en, en + ANTES).values_list("pk", flat=True)[:limite]
    return tanda("estampa", cuales, lambda pk: Estampa.objects.tomar(pk, en, ARRIENDO), lambda pk: renovar(pk, en))


def renovar(pk: int, en: datetime) -> bool:
    """Otra versión del documento, con una estampa que cubre la de la versión `pk`. Falso si otro ya la hizo."""
    anterior = Estampa.objects.select_related("archivo", "origen", "solicitud").get(pk=pk)
    renovado = largo_plazo.renovar(
        anterior.archivo.leer(), estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en)
    vence = largo_plazo.hasta_cuando(renovado, instalada.raices())
    if vence is None or anterior.vence is None or vence <= anterior.vence:
        raise NoDuraMas("La autoridad de estampado no da una estampa que dure más que la que ya hay.")
    return _registrar(anterior, guardar(renovado, PDF), vence, en)


def _registrar(anterior: Estampa, archivo: Archivo, vence: datetime, en: datetime) -> bool:
    dictamen = getattr(anterior.solicitud, "dictamen", None)
    with transaction.atomic():
        if not Estampa.objects.filter(pk=anterior.pk, vigente=True).update(vigente=False):
            return False
        nueva = Estampa.objects.create(
            que=anterior.que, solicitud=anterior.solicitud, origen=anterior.origen, archivo=archivo,
            numero=anterior.numero + 1, vence=vence, hecha_en=en,
        )
        dicho = {anterior.que: archivo.sha256, "origen": anterior.origen.sha256, "anterior": anterior.archivo.sha256,
                 "numero": nueva.numero, "vence": vence.isoformat(), "folio": dictamen.folio if dictamen else None}
        anotar("estampa.renovada", anterior.solicitud or nueva, por=None, en=en, datos=dicho, ata=[nueva])
    return True


def _inscribir(que: Estampa.Que, modelo: type[models.Model], campo: str, en: datetime, limite: int) -> int:
    ya = Exists(Estampa.objects.filter(archivo=OuterRef(campo)))
    cerrados = modelo._default_manager.filter(~ya, **{f"{campo}__isnull": False}).select_related(campo).order_by("pk")
    return sum(_apuntar(que, getattr(uno, campo), uno, en) for uno in hasta_parar(list(cerrados[:limite])))


def _apuntar(que: Estampa.Que, archivo: Archivo, renglon: Any, en: datetime) -> bool:
    datos = {"que": que, "solicitud_id": renglon.solicitud_id, "origen": archivo, "hecha_en": en,
             "vence": largo_plazo.hasta_cuando(archivo.leer(), instalada.raices())}
    return Estampa.objects.get_or_create(archivo=archivo, defaults=datos)[1]
