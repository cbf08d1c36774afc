"""Las excepciones a cláusulas en el expediente: las que hay, y lo que quien mira puede hacer con ellas."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.models import Solicitud
from dictamenes.reglas import excepciones
from flujos.expediente.asunto import hay_excepciones


def en_expediente(solicitud: Solicitud, usuario: Usuario, mirada: str) -> dict[str, Any]:
    """Las filas y, si procede, a dónde se va a pedir otra."""
    procede = solicitud.estado in tramite.pedir_excepcion.desde
    resuelve = procede and puede(usuario, "excepcion.resolver", solicitud.ente) and mirada != "ente"
    pide = procede and puede(usuario, "excepcion.pedir", solicitud.ente)
    halladas = excepciones.de(solicitud) if hay_excepciones(solicitud) else []
    filas = [{"excepcion": e, "resolver": resuelve and e.resuelta_en is None} for e in halladas]
    por_pedir = pide and bool(excepciones.pedibles(solicitud))
    return {"filas": filas, "pedir": reverse("flujos:excepcion_pedir", args=[solicitud.pk]) if por_pedir else ""}
