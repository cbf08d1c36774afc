"""Un POST que crea o decide: quién lo envía, a dónde, qué escribe y qué eventos debe dejar, una sola vez."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cuentas.models import Usuario
from tests.mundo import Mundo

Eventos = str | Mapping[str, int]
SIN_LUGAR = 503


@dataclass(frozen=True)
class Envio:
    """Un POST listo: quién, a dónde, qué formulario trae puesto la página y qué se escribe encima."""

    persona: Usuario | None
    url: str
    datos: Mapping[str, Any]
    boton: str = ""
    pagina: str = ""
    seguro: bool = True  # si la página trae el formulario; si no, los datos van solos


@dataclass(frozen=True)
class Accion:
    """Una ruta, cómo se prepara su envío, los eventos que deja y los códigos de quien pierde."""

    ruta: str
    montar: Callable[[Mundo], Envio]
    eventos: Mapping[str, int]
    pierde: frozenset[int]

    def __str__(self) -> str:
        return self.ruta


ACCIONES: list[Accion] = []
SIN_EFECTO: dict[str, str] = {}


def sin_efecto(por_que: str, *rutas: str) -> None:
    """Esas rutas reciben POST y no crean ni deciden, y por qué."""
    SIN_EFECTO.update(dict.fromkeys(rutas, por_que))


def accion(ruta: str, eventos: Eventos, *, pierde: Collection[int] = ()) -> Callable:
    """Registra la acción cuyo envío prepara la función; un evento a secas es uno solo."""

    def registrar(montar: Callable[[Mundo], Envio]) -> Callable[[Mundo], Envio]:
        suyos = {eventos: 1} if isinstance(eventos, str) else eventos
        ACCIONES.append(Accion(ruta, montar, suyos, frozenset({302, 403, 409, *pierde})))
        return montar

    return registrar


def envia(
    ruta: str, eventos: Eventos, papel: str, boton: str = "", *, sobre: Callable[[Mundo], Any] | None = None,
    args: tuple[str, ...] = (), escribe: Callable[[Mundo, Any], Mapping[str, Any]] | None = None, pagina: str = "",
    lista: str = "", pierde: Collection[int] = (), seguro: bool = True, **datos: Any,
) -> None:
    """Registra la acción que cabe en un renglón: quien hace ese papel envía `datos` a la ruta de lo que `sobre` prepara.

    `escribe` saca del objeto lo demás; el formulario está en `ruta`, en `pagina` (la de otra ruta del objeto) o en `lista`.
    """

    def montar(mundo: Mundo) -> Envio:
        objeto = sobre(mundo) if sobre else None
        suyo = [] if objeto is None else [objeto.pk]
        todo = {**datos, **(escribe(mundo, objeto) if escribe else {})}
        persona = mundo.tecnicos[papel] if papel in mundo.tecnicos else getattr(mundo, papel)
        donde = reverse(pagina, args=suyo) if pagina else reverse(lista) if lista else ""
        return Envio(persona, reverse(ruta, args=[*suyo, *args]), todo, boton, donde, seguro)

    accion(ruta, eventos, pierde={*pierde, *sin_lugar(datos)})(montar)


def sin_lugar(datos: Mapping[str, Any]) -> set[int]:
    """Lo que contesta la puerta que abre archivos cuando sus lugares están tomados, si se le envía alguno."""
    return {SIN_LUGAR} if any(map(callable, datos.values())) else set()
