"""«Se estudia junto con…»: lo que cada quien ve del grupo de un expediente."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cuentas.acceso import puede
from cuentas.models import Usuario
from dictamenes.models import Pertenencia, Solicitud


def junto_con(solicitud: Solicitud, usuario: Usuario, mirada: str) -> dict[str, Any]:
    """Los otros expedientes del grupo que la persona alcanza; vacío si no hay nada que decirle.

    Al ente, sólo los suyos y sin el nombre del grupo: lo escribió la Subsecretaría y puede ser de varios entes.
    """
    pertenencia = Pertenencia.objects.filter(solicitud=solicitud).select_related("agrupacion").first()
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
