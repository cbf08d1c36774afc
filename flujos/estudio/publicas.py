"""Publicar la versión testada: redactarla y sellarla fuera de la transacción, y entonces el acto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.documento.redaccion import sin_lo_testado
from dictamenes.documento.testado import MARCA, Fragmento, apariciones, textos
from dictamenes.models import Dictamen, Solicitud
from flujos.recorrido import actos


@dataclass(frozen=True)
class Vista:
    """Cómo quedaría: de cada fragmento, en qué partes está; y los textos que cambian, ya con su marca."""

    fragmentos: list[tuple[Fragmento, list[str]]]
    quedan: list[tuple[str, str]]


def vista_de(dictamen: Dictamen, fragmentos: Sequence[Fragmento], en: datetime) -> Vista:
    """La vista previa; no guarda nada. Lanza `DatosInvalidos`."""
    antes = set(textos(dictamen.para_publico))
    despues = textos(sin_lo_testado(dictamen, fragmentos, en))
    quedan = [par for par in despues if par not in antes and MARCA.search(par[1])]
    partes = [(f, list(dict.fromkeys(apariciones(dictamen.para_publico, f.texto)))) for f in fragmentos]
    return Vista(partes, quedan)


def testar(
    solicitud: Solicitud, fragmentos: Sequence[Fragmento], *, por: Usuario, en: datetime, leido: str
) -> Solicitud:
    """Redacta, sella y publica sin los fragmentos. Lanza `AccesoDenegado` o lo que lance el acto."""
    with con_constancia("dictamen.testar", solicitud, por=por, en=en):
        exigir(por, "dictamen.testar")
    dictamen = solicitud.dictamen
    sin_lo_testado(dictamen, fragmentos, en)  # lo que no se puede testar se dice antes de pedir el sello
    publico, sellado = documentos.publico(dictamen, en, fragmentos)
    return actos.ejecutar(
        tramite.testar, solicitud, por=por, en=en, fragmentos=fragmentos, publico=publico, sellado=sellado, leido=leido
    )
