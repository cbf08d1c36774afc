"""Juntar HTML escapando lo que no es HTML: lo que hace `format_html`, a la tercera parte de su costo.

`format_html` prepara cada argumento por si fuera un texto diferido; una revisión junta miles de pedazos y casi todos
son texto o HTML ya hecho. Lo que no sea ninguna de las dos cosas lo escapa Django.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString


def escapado(valor: object) -> str:
    """El valor, listo para ir en el texto o en un atributo entre comillas dobles."""
    if type(valor) is SafeString:
        return valor
    return escape(valor) if type(valor) is str else format_html("{}", valor)


def html(molde: str, *valores: object) -> SafeString:
    """El molde con sus valores escapados; el molde, siempre escrito en el código."""
    return SafeString(molde.format(*map(escapado, valores)))


def unir(molde: str, filas: Iterable[tuple[object, ...]], con: str = "") -> SafeString:
    """Un molde por fila, uno tras otro."""
    return SafeString(con.join(molde.format(*map(escapado, fila)) for fila in filas))
