"""El catálogo de disposición documental de la demostración: ilustrativo, para que se vea cómo se archiva."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from config.demostracion.gente import Gente
from cuentas.interfaz.catalogos import AGREGADO, de_catalogo
from cuentas.reloj import dia_de
from dictamenes.archivo import destino, transferencia
from dictamenes.models import DisposicionDocumental
from dictamenes.models.disposicion import Acceso, Destino, Valores

COMUN: dict[str, Any] = {
    "fondo_clave": "OM", "fondo": "Oficialía Mayor", "seccion_clave": "SGD", "seccion": "Gobierno digital",
    "serie_clave": "12C.3", "serie": "Dictámenes técnicos y estratégicos de TIC", "valores": Valores.TODOS,
    "anios_tramite": 2, "anios_concentracion": 4, "destino": Destino.MUESTREO, "acceso": Acceso.CON_DATOS,
    "instrumento": "Catálogo ilustrativo de la demostración, sin validez",
}
CORTE = date(2025, 6, 30)
DE_DESARROLLO = {
    "tipo": "desarrollo", "subserie_clave": "D", "subserie": "Desarrollo de software", "anios_tramite": 0,
    "anios_concentracion": 1, "destino": Destino.BAJA,
}


def sembrar_disposicion(gente: Gente, desde: date, en: datetime) -> None:
    """La serie común y la de desarrollo, que pasa a concentración en cuanto se cierra y ahí dura un año."""
    for propios in ({}, DE_DESARROLLO):
        with transaction.atomic():
            datos = {**COMUN, **propios, "vigente_desde": desde}
            nueva = DisposicionDocumental.objects.create(**datos)
            cambios = {campo: {"antes": None, "ahora": valor} for campo, valor in datos.items()}
            por = gente.central["administrador"][0]
            anotar(AGREGADO, nueva, por=por, en=en, datos=de_catalogo(nueva, cambios))


def archivar(gente: Gente, en: datetime) -> None:
    """El expediente envejecido recorre el camino entero: se transfiere, cumple su plazo y se declara su destino."""
    coordina = gente.central["coordinacion"][0]
    clave = DisposicionDocumental.objects.get(tipo="desarrollo").clave
    lista = transferencia.por_transferir(clave, CORTE)
    if not lista:
        return
    transferencia.transferir(clave, CORTE, recibe="Archivo de concentración (ficticio)", por=coordina, en=en,
                             leida=transferencia.huella_de(lista))
    numeros = destino.Numeros("CADIDO-DEMO-2024", "DEMO-DDF-03", CORTE, "DEMO-ACTA-11", dia_de(en))
    destino.disponer(clave, dia_de(en), numeros, por=coordina, en=en,
                     leida=transferencia.huella_de(destino.por_disponer(clave, dia_de(en))))
