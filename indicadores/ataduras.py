"""Qué se compromete de lo que se publica en cifras: cada informe anual y cada versión de los datos abiertos."""

from __future__ import annotations

from bitacora.ataduras import Atadura, Hijos
from indicadores.models import InformeAnual, PublicacionDeDatos

ATADURAS = (
    Atadura(
        "informe", "El informe anual", InformeAnual, frozenset({"informe.publicado"}),
        "anio numero evento eslabon cedula datos archivo.sha256 motivo publicado_en publicado_por",
        se_exige="entregar su paquete",
    ),
    Atadura(
        "datos_abiertos", "La versión de los datos abiertos", PublicacionDeDatos,
        frozenset({"datos_abiertos.publicados"}),
        "numero publicada_en corte bitacora_n bitacora_eslabon licencia aviso cambios",
        {"archivos": Hijos("nombre archivo.sha256 filas")}, se_exige="entregar sus archivos",
    ),
)
