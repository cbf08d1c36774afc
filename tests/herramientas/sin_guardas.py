"""Quita guardas en un servidor de prueba, para demostrar que sin ellas la carrera sí ocurre. Nunca en el producto.

`SIN_GUARDAS` dice cuáles, separadas por coma: `candados`, `ficha`, `folios`. `PAUSA_DE_PRUEBA` (segundos) abre la
ventana entre leer y escribir; se pone igual con guardas y sin ellas, para que la comparación sea justa.
`ESPERA_DE_PRUEBA` (milisegundos) acorta lo que se espera un candado.

    servidor(arranque=["tests.herramientas.sin_guardas:preparar"], entorno={"SIN_GUARDAS": "candados"})
"""

from __future__ import annotations

import os
import time
import uuid
from typing import Any

PREPARAR = "tests.herramientas.sin_guardas:preparar"


def preparar() -> None:
    """Aplica lo que digan las variables de entorno."""
    quitar = {"candados": _sin_candados, "ficha": _sin_ficha, "folios": _sin_folios}
    for guarda in filter(None, os.environ.get("SIN_GUARDAS", "").split(",")):
        quitar[guarda]()
    if pausa := float(os.environ.get("PAUSA_DE_PRUEBA", "0")):
        _con_pausa(pausa)
    if espera := int(os.environ.get("ESPERA_DE_PRUEBA", "0")):
        _esperar_menos(espera)


def _sin_candados() -> None:
    """Ni el candado del proceso, ni el de la solicitud, ni el IMMEDIATE de SQLite."""
    from django.db.models import QuerySet
    from viewflow.workflow.lock import no_lock

    from flujos.flows import DictamenFlow

    DictamenFlow.lock_impl = no_lock
    QuerySet.select_for_update = lambda consulta, *args, **kwargs: consulta.all()
    opciones = _opciones()
    if "transaction_mode" in opciones:
        opciones |= {"transaction_mode": "DEFERRED"}


def _sin_ficha() -> None:
    """Cada envío parece distinto."""
    from cuentas.interfaz.envio import DeUnaVezMixin

    DeUnaVezMixin.envio = lambda vista: uuid.uuid4().hex


def _sin_folios() -> None:
    """El folio se calcula leyendo el último, como quien no sabe de concurrencia."""
    from cuentas.reloj import dia_de
    from dictamenes.models import Folio
    from dictamenes.reglas import folios

    def siguiente(serie: str, en: Any) -> str:
        contador, _ = Folio.objects.get_or_create(serie=serie, anio=dia_de(en).year)
        contador.ultimo += 1
        time.sleep(0.02)
        contador.save()
        return f"{serie}-{contador.anio}-{contador.ultimo:0{folios.CIFRAS.get(serie, 4)}d}"

    folios.siguiente = siguiente


def _con_pausa(segundos: float) -> None:
    """Detiene cada acto entre lo que leyó y lo que va a escribir."""
    from cuentas.personas import nombramientos
    from dictamenes.expediente import captura
    from dictamenes.tramite import molde

    for modulo, nombre in ((molde, "participar"), (captura, "participar"), (nombramientos, "_exigir_que_administre")):
        setattr(modulo, nombre, _pausado(getattr(modulo, nombre), segundos))


def _pausado(funcion: Any, segundos: float) -> Any:
    def pausada(*args: Any, **kwargs: Any) -> Any:
        resultado = funcion(*args, **kwargs)
        time.sleep(segundos)
        return resultado

    return pausada


def _esperar_menos(milisegundos: int) -> None:
    opciones = _opciones()
    if "timeout" in opciones:
        opciones["timeout"] = milisegundos / 1000
    else:
        opciones["options"] = f"-c lock_timeout={milisegundos}"


def _opciones() -> dict[str, Any]:
    from django.db import connections

    return connections.settings["default"]["OPTIONS"]
