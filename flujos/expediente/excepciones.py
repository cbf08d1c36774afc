"""Las excepciones a cláusulas en el expediente: las que hay, y lo que quien mira puede hacer con ellas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.models import Solicitud
from dictamenes.models.constancia import consta
from dictamenes.reglas import excepciones
from flujos.expediente.asunto import hay_excepciones
from flujos.recorrido import actos


def en_expediente(solicitud: Solicitud, usuario: Usuario, mirada: str) -> dict[str, Any]:
    """Las filas y, si procede, a dónde se va a pedir otra."""
    procede = solicitud.estado in tramite.pedir_excepcion.desde
    resuelve = procede and puede(usuario, "excepcion.resolver", solicitud.ente) and mirada != "ente"
    pide = procede and puede(usuario, "excepcion.pedir", solicitud.ente)
    halladas = excepciones.de(solicitud) if hay_excepciones(solicitud) else []
    filas = [{"excepcion": e, "resolver": resuelve and e.resuelta_en is None} for e in halladas]
    por_pedir = pide and bool(excepciones.pedibles(solicitud))
    return {"filas": filas, "pedir": reverse("flujos:excepcion_pedir", args=[solicitud.pk]) if por_pedir else ""}


def pedir_lo_escrito(solicitud: Solicitud, *, por: Usuario, en: datetime) -> None:
    """Ya entregada, pide las excepciones cuya razón se escribió junto a su concepto; las ya pedidas no se repiten."""
    if not puede(por, consta(tramite.pedir_excepcion.operacion), solicitud.ente):
        return
    for pedible, razon in excepciones.escritas(solicitud):
        actos.ejecutar(tramite.pedir_excepcion, solicitud, por=por, en=en, cual=pedible.llave, razon=razon)
