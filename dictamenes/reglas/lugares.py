"""A qué parte de la solicitud se refiere una observación, en clave y en palabras."""

from __future__ import annotations

from dictamenes.generales import POR_APARTADO
from dictamenes.models import Solicitud
from dictamenes.textos.formularios.definicion import nombres_de_anexos, preguntas

GENERALES = {"general": "La solicitud en general"} | {c.nombre: c.rotulo for c in POR_APARTADO if c.observable}


def opciones(solicitud: Solicitud) -> list[tuple[str, list[tuple[str, str]]]]:
    """Los lugares posibles, agrupados como los pide un selector."""
    definicion = solicitud.formulario.definicion
    conceptos = solicitud.conceptos.values_list("orden", "descripcion")
    return [
        ("Datos generales", list(GENERALES.items())),
        ("Conceptos", [(f"concepto-{orden}", f"Concepto {orden}: {texto[:60]}") for orden, texto in conceptos]),
        ("Anexos", [(f"anexo-{c}", f"Anexo: {nombre}") for c, nombre in nombres_de_anexos(definicion).items()]),
        ("Preguntas", [(p["clave"], p["texto"]) for p in preguntas(definicion)]),
    ]


def en_palabras(solicitud: Solicitud) -> dict[str, str]:
    """Nombre de cada lugar de la solicitud."""
    return {clave: texto for _, grupo in opciones(solicitud) for clave, texto in grupo}
