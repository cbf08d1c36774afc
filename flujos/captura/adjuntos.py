"""La lista de anexos de una captura, en palabras: cómo va cada uno, sus versiones y dónde más está el mismo archivo."""

from __future__ import annotations

from typing import Any

from archivos.models import Archivo
from cuentas.models import Usuario
from dictamenes.expediente import anexos
from dictamenes.models import Anexo, Solicitud
from dictamenes.textos.formularios.definicion import nombre_de_anexo


def con_renglones(clases: list[dict[str, Any]], solicitud: Solicitud, usuario: Usuario) -> list[dict[str, Any]]:
    """Las clases de `avance.anexos_de`, con un renglón por adjunto."""
    adjuntos = [anexo for clase in clases for anexo in clase["adjuntos"]]
    anteriores = anexos.anteriores(adjuntos)
    iguales = anexos.iguales(solicitud, adjuntos, usuario)
    return [
        {**clase, "renglones": [
            {"anexo": a, "anteriores": anteriores.get(a.pk, []), "igual_a": igual_a(solicitud, iguales.get(a.pk))}
            for a in clase["adjuntos"]
        ]}
        for clase in clases
    ]


def otros_lugares(solicitud: Solicitud, usuario: Usuario, clase: str, archivo: Archivo) -> str:
    """En qué otro lugar del ente está lo recién adjunto, en palabras; cadena vacía si en ninguno que se alcance."""
    mismos = list(solicitud.anexos.filter(retirado_en=None, archivo=archivo))
    hallados = anexos.iguales(solicitud, mismos, usuario)
    return next((igual_a(solicitud, hallados.get(anexo.pk)) for anexo in mismos if anexo.clase == clase), "")


def igual_a(solicitud: Solicitud, otro: Anexo | None) -> str:
    """«Es el mismo archivo que se adjuntó como «…» en SGD-…»; vacía si no hay otro."""
    if otro is None:
        return ""
    clase = nombre_de_anexo(otro.solicitud.formulario.definicion, otro.clase)
    otra = otro.solicitud
    lugar = "esta misma solicitud" if otra == solicitud else otra.folio or f"el borrador «{otra.proyecto}»"
    return f"Es el mismo archivo que se adjuntó como «{clase}» en {lugar}."
