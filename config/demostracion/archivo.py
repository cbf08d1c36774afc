"""El catálogo de disposición documental de la demostración: ilustrativo, para que se vea cómo se archiva."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from config.demostracion.gente import Gente
from cuentas.interfaz.catalogos import AGREGADO, de_catalogo
from dictamenes.models import DisposicionDocumental
from dictamenes.models.disposicion import Acceso, Destino, Valores

COMUN: dict[str, Any] = {
    "fondo_clave": "OM", "fondo": "Oficialía Mayor", "seccion_clave": "SGD", "seccion": "Gobierno digital",
    "serie_clave": "12C.3", "serie": "Dictámenes técnicos y estratégicos de TIC", "valores": Valores.TODOS,
    "anios_tramite": 2, "anios_concentracion": 4, "destino": Destino.MUESTREO, "acceso": Acceso.CON_DATOS,
    "instrumento": "Catálogo ilustrativo de la demostración, sin validez",
}
DE_DESARROLLO = {
    "tipo": "desarrollo", "subserie_clave": "D", "subserie": "Desarrollo de software", "anios_tramite": 0,
    "anios_concentracion": 3, "destino": Destino.BAJA,
}


def sembrar_disposicion(gente: Gente, desde: date, en: datetime) -> None:
    """La serie común y la de desarrollo, que pasa a concentración en cuanto se cierra: así hay qué transferir."""
    for propios in ({}, DE_DESARROLLO):
        with transaction.atomic():
            datos = {**COMUN, **propios, "vigente_desde": desde}
            nueva = DisposicionDocumental.objects.create(**datos)
            cambios = {campo: {"antes": None, "ahora": valor} for campo, valor in datos.items()}
            por = gente.central["administrador"][0]
            anotar(AGREGADO, nueva, por=por, en=en, datos=de_catalogo(nueva, cambios))
