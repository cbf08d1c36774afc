"""Contratos de demostración: unos calcan dictámenes ya emitidos, otros se les parecen y otros nunca pidieron uno."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

from cuentas.reloj import dia_de
from dictamenes.models import Dictamen
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import EstadoDeDictamen
from indicadores.contratos.actos import importar
from indicadores.contratos.propuestas import amparos, cotejar_pendientes
from indicadores.models import LoteDeContratos

CUANTOS = 18
PROCEDENCIA = "Contratos inventados para la demostración"
PROVEEDORES = (
    "Tecnologías del Desierto, S.A. (ficticia)", "Cómputo Bacanora, S.A. (ficticia)", "Redes Yaqui (ficticia)",
)
# Ente, objeto, importe y cuántos días hace: compras que no pasaron por un dictamen, y una que no lo necesitaba.
SIN_DICTAMEN = (
    ("ICRESON", "Suministro de tabletas para brigadas catastrales", "842160.00", 40),
    ("CEA", "Póliza de soporte del sistema de facturación de agua", "365400.00", 75),
    ("ISSSTESON", "Adquisición de mobiliario para ventanillas", "218900.00", 22),
    ("Ayuntamiento de Cucurpe", "Cámaras de vigilancia para la plaza", "96500.00", 15),
)
VARIANTES = ((Decimal(1), 20), (Decimal("0.97"), 12), (Decimal("1.22"), 30), (Decimal(1), -9))


def importar_demostracion(*, en: datetime) -> LoteDeContratos:
    """Importa y coteja los de demostración, rotulados como tales; si ya hay unos, los devuelve sin tocarlos."""
    if previo := LoteDeContratos.objects.filter(demostracion=True).first():
        return previo
    lote, _ = importar(_archivo(dia_de(en)), nombre="contratos_demostracion.csv", procedencia=PROCEDENCIA, por=None,
                       en=en, demostracion=True)
    cotejar_pendientes(en)
    return lote


def _archivo(hoy: date) -> bytes:
    """Un CSV como los de un portal de compras: los dictámenes, alguno más caro o antes de tiempo."""
    salida = io.StringIO()
    escritor = csv.writer(salida)
    escritor.writerow(("Número de contrato", "Dependencia", "Objeto del contrato", "Importe total", "Fecha de firma",
                       "Proveedor"))
    vigentes = Dictamen.objects.filter(estado=EstadoDeDictamen.VIGENTE).exclude(solicitud__tipo=Tipo.BAJA)
    de_quien = dict(vigentes.order_by("-pk").values_list("folio", "solicitud__ente__siglas")[:CUANTOS])
    for n, amparo in enumerate(amparos(Dictamen.objects.filter(folio__in=de_quien))):
        factor, dias = VARIANTES[n % len(VARIANTES)]
        firma = min(amparo.desde + timedelta(days=dias), hoy)
        escritor.writerow((f"DEMO-C-{n + 1:03}/{firma.year}", de_quien[amparo.folio], amparo.textos[0],
                           (amparo.total * factor).quantize(Decimal("0.01")), firma, PROVEEDORES[n % len(PROVEEDORES)]))
    for n, (ente, objeto, importe, dias) in enumerate(SIN_DICTAMEN, start=1):
        firma = hoy - timedelta(days=dias)
        escritor.writerow((f"DEMO-S-{n:03}/{firma.year}", ente, objeto, importe, firma, PROVEEDORES[0]))
    return salida.getvalue().encode()
