"""El membrete de un documento: de quién es, con el escudo que regía entonces."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from cuentas.parametros import grupo
from cuentas.texto import normalizar
from dictamenes.congelado import Encabezado, Persona
from dictamenes.textos import escudo


def encabezado(anio: int, en: datetime) -> Encabezado:
    """El membrete: lo capturado como parámetro, la leyenda de ese año, si la hay, y el escudo que regía entonces."""
    institucion = grupo("institucion")
    return {
        "dependencia": institucion["dependencia"],
        "subsecretaria": institucion["subsecretaria"],
        "direccion": institucion["direccion"],
        "leyenda_anual": institucion["leyenda_anual"].get(str(anio), ""),
        "lugar": institucion["lugar"],
        "escudo": escudo.vigente(en),
    }


def de_quien_firma(membrete: Encabezado, firma: Persona) -> Encabezado:
    """El membrete, hasta la unidad de quien firma: lo que está bajo su cargo no encabeza lo que suscribe."""
    firma_la_unidad = normalizar(membrete.get("subsecretaria", "")).split(" ")[0] in normalizar(firma["cargo"])
    sobra = ("direccion",) if firma_la_unidad else ()
    return cast(Encabezado, {clave: valor for clave, valor in membrete.items() if clave not in sobra})
