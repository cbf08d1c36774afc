"""Los formularios por tipo como listas con versión: leer lo pegado, redactar, publicar y saber si hay una más nueva.

Fuente: DOMINIO §5. Quien empezó una solicitud con una versión la conserva; pasar a la nueva es un acto de la captura.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from cuentas.models import Usuario
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Formulario, Solicitud
from dictamenes.models.solicitud import Estado
from dictamenes.textos import pegado, publicacion
from dictamenes.textos.formularios import validacion
from dictamenes.textos.formularios.validacion import DefinicionInvalida

CARPETA = Path(__file__).parent / "definiciones"


class DefinicionConFaltas(DatosInvalidos):
    """Lo pegado no se puede usar; `faltas` trae todo lo que lo impide."""

    def __init__(self, faltas: list[str]) -> None:
        super().__init__(". ".join(faltas))
        self.faltas = faltas


def definiciones() -> Iterator[dict[str, Any]]:
    """Las que trae el producto, ya revisadas. Lanza `DefinicionInvalida`."""
    for archivo in sorted(CARPETA.glob("*.json")):
        definicion = json.loads(archivo.read_text(encoding="utf-8"))
        if faltas := validacion.faltas(definicion, archivo.stem):
            raise DefinicionInvalida(f"{archivo.name}: {'. '.join(faltas)}")
        yield definicion


def vigente(tipo: str) -> Formulario:
    """El último publicado de ese tipo. Lanza `Formulario.DoesNotExist` si no se sembró ninguno."""
    formulario: Formulario = Formulario.objects.publicadas(tipo=tipo).latest("numero")
    return formulario


def mas_nuevo(solicitud: Solicitud) -> Formulario | None:
    """El que rige, si es otro que el de la solicitud y todavía puede pasar a él: sólo en borrador."""
    if solicitud.estado != Estado.BORRADOR:
        return None
    rige = vigente(solicitud.tipo)
    return rige if rige.numero > solicitud.formulario.numero else None


def leer(texto: str, tipo: str) -> dict[str, Any]:
    """Una definición escrita en JSON. Lanza `DefinicionConFaltas`, o `DatosInvalidos` si no es JSON."""
    definicion = pegado.leer(texto)
    if faltas := validacion.faltas(definicion, tipo):
        raise DefinicionConFaltas(faltas)
    return dict(definicion)


def escribir(definicion: dict[str, Any]) -> str:
    """En JSON, como se descarga y se vuelve a pegar: lo que `leer` entiende."""
    return json.dumps(definicion, ensure_ascii=False, indent=1)


def redactar(
    tipo: str, definicion: dict[str, Any], *, por: Usuario | None, en: datetime, envio: str | None = None,
    leida: str | None = None,
) -> Formulario:
    """Corrige el borrador de ese tipo o, si no lo hay, abre la versión siguiente.

    Lanza `DefinicionConFaltas` o lo que `publicacion.redactar`.
    """
    if faltas := validacion.faltas(definicion, tipo):
        raise DefinicionConFaltas(faltas)
    suya = {llave: valor for llave, valor in definicion.items() if llave != "numero"}  # el número es de la versión
    return publicacion.redactar(Formulario, {"tipo": tipo}, {"definicion": suya}, que="formulario", por=por, en=en,
                                envio=envio, leida=leida)


def publicar(formulario: Formulario, *, por: Usuario | None, en: datetime, leida: str | None = None) -> Formulario:
    """Rige desde ahora para lo que se empiece. Lanza lo que `publicacion.publicar`."""
    return publicacion.publicar(formulario, que="formulario", objeto=formulario, por=por, en=en, leida=leida)
