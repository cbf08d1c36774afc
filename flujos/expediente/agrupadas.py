"""«Se estudia junto con…»: reunir expedientes, sacarlos, y lo que cada quien ve del grupo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.models import Agrupacion, Pertenencia, Solicitud

OPERACION = "solicitud.agrupar"


def agrupar(
    solicitud: Solicitud, otras: Iterable[Solicitud], *, por: Usuario, en: datetime, **datos: Any
) -> Agrupacion:
    """Reúne el expediente con otros; el rechazo queda en la bitácora. Lanza lo que lance `tramite.agrupar`."""
    with con_constancia(OPERACION, solicitud, por=por, en=en):
        return tramite.agrupar([solicitud, *otras], por=por, en=en, **datos)


def separar(solicitud: Solicitud, *, por: Usuario, en: datetime, motivo: str) -> None:
    """La saca de su grupo; el rechazo queda en la bitácora. Lanza lo que lance `tramite.separar`."""
    with con_constancia(OPERACION, solicitud, por=por, en=en):
        tramite.separar(solicitud, por=por, en=en, motivo=motivo)


def pertenencia_de(solicitud: Solicitud) -> Pertenencia | None:
    """A qué grupo pertenece, o None si se estudia sola."""
    return getattr(solicitud, "pertenencia", None)


def junto_con(solicitud: Solicitud, usuario: Usuario, mirada: str) -> dict[str, Any]:
    """Los otros expedientes del grupo que la persona alcanza; vacío si no hay nada que decirle.

    Al ente, sólo los suyos y sin el nombre del grupo: lo escribió la Subsecretaría y puede ser de varios entes.
    """
    pertenencia = pertenencia_de(solicitud)
    if pertenencia is None:
        return {}
    del_grupo = Solicitud.objects.filter(pertenencia__agrupacion=pertenencia.agrupacion_id).exclude(pk=solicitud.pk)
    otras = list(del_grupo.visibles_para(usuario).select_related("ente").order_by("folio"))
    if mirada == "ente":
        return {"otras": otras} if otras else {}
    return {
        "otras": otras, "nombre": pertenencia.agrupacion.nombre, "motivo": pertenencia.agrupacion.motivo,
        "turnar": _turnar_junto(pertenencia, usuario),
    }


def _turnar_junto(pertenencia: Pertenencia, usuario: Usuario) -> str:
    if not puede(usuario, "revision.turnar"):
        return ""
    return f"{reverse('flujos:lote')}?accion=turnar&grupo={pertenencia.agrupacion_id}"
