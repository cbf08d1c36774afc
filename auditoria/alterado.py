"""Cuando algo no se usó porque ya no es lo que la bitácora dice que se registró, lo sabe quien audita."""

from __future__ import annotations

from bitacora.atado import ContenidoAlterado
from bitacora.models import Evento


def avisar(evento: Evento) -> None:
    """Si ese evento cuenta un rechazo así, un aviso al día por lo mismo."""
    if (porque := _porque(evento)) is None:
        return
    from auditoria.anclas import dudas  # trae lo que lee sellos: sólo cuando hay de qué avisar

    asunto = "Algo en la base ya no es lo que se registró"
    texto = f"{porque} Está en el evento {evento.n}. Compruébelo con «manage.py invariantes» antes de tocar nada."
    dudas.decir("contenido.alterado", asunto, texto, f"{evento.accion}:{evento.objeto}", evento.en)


def _porque(evento: Evento) -> str | None:
    datos = evento.datos_evento.datos
    if evento.accion == "credencial.rechazada":
        return f"{datos['porque']}."
    if evento.accion == "acceso.rechazado" and datos["clase"] == ContenidoAlterado.__name__:
        return str(datos["motivo"])
    return None
