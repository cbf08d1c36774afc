"""El rótulo de un documento que no vale: el texto que su sitio le puso al congelarlo, vacío si sí vale."""

from __future__ import annotations

import re

from dictamenes.congelado import Congelado

DE_DEMOSTRACION = "Documento de demostración · sin validez oficial"
_SEPARADOR = re.compile(r" [·—] ")


def rotulo_de(datos: Congelado) -> str:
    """El que llevan los datos congelados; los de antes sólo decían si eran de la demostración."""
    return datos.get("rotulo", DE_DEMOSTRACION if datos.get("demostracion") else "")


def marca_de_agua(rotulo: str) -> str:
    """Lo que cruza la hoja: la última palabra de su primera parte («ENSAYO — sin validez» → ENSAYO)."""
    return _SEPARADOR.split(rotulo)[0].split()[-1].upper()
