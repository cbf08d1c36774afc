"""Páginas de una lista, por número (lo que pide `componentes/paginacion.html`) o por la llave de su último renglón."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

PK_MAYOR = 10**18  # lo que cabe en la columna


def pagina_de(pagina: Page, consulta: QueryDict, nombre: str = "page") -> dict[str, Any]:
    """De qué fila a qué fila, cuántas hay y a dónde llevan «Anteriores» y «Siguientes», conservando la búsqueda.

    `nombre`: el de la página en la dirección; el de una segunda lista es también el lugar de la página donde está.
    """
    def hacia(numero: int) -> str:
        copia = consulta.copy()
        copia[nombre] = str(numero)
        return f"?{copia.urlencode()}" + ("" if nombre == "page" else f"#{nombre}")

    return {
        "desde": pagina.start_index(),
        "hasta": pagina.end_index(),
        "total": pagina.paginator.count,
        "anterior_url": hacia(pagina.previous_page_number()) if pagina.has_previous() else "",
        "siguiente_url": hacia(pagina.next_page_number()) if pagina.has_next() else "",
    }


def llave_de(momento: datetime, pk: int) -> str:
    """Un renglón de una lista ordenada por momento y número, como viaja en la dirección."""
    cruda = json.dumps([momento.isoformat(), pk]).encode()
    return base64.urlsafe_b64encode(cruda).decode().rstrip("=")


def leer_llave(llave: str) -> tuple[datetime, int] | None:
    """El momento (UTC) y el número de esa llave; None si no se entiende, o no caben."""
    try:
        momento, pk = json.loads(base64.urlsafe_b64decode(llave.encode() + b"=="))
        leido = datetime.fromisoformat(momento)
        return (leido.astimezone(UTC), int(pk)) if leido.tzinfo and abs(int(pk)) < PK_MAYOR else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


class ConPaginasMixin:
    """Para un `ListView` con `paginate_by`: deja `pagina` en el contexto."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """El contexto del `ListView` y la paginación."""
        contexto = super().get_context_data(**kwargs)
        return contexto | {"pagina": pagina_de(contexto["page_obj"], self.request.GET)}
