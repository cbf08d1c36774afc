"""Páginas de una lista: lo que pide `componentes/paginacion.html`."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import QueryDict


def pagina_de(pagina: Page, consulta: QueryDict) -> dict[str, Any]:
    """De qué fila a qué fila, cuántas hay y a dónde llevan «Anteriores» y «Siguientes», conservando la búsqueda."""
    return {
        "desde": pagina.start_index(),
        "hasta": pagina.end_index(),
        "total": pagina.paginator.count,
        "anterior_url": _con_pagina(consulta, pagina.previous_page_number()) if pagina.has_previous() else "",
        "siguiente_url": _con_pagina(consulta, pagina.next_page_number()) if pagina.has_next() else "",
    }


def _con_pagina(consulta: QueryDict, numero: int) -> str:
    copia = consulta.copy()
    copia["page"] = str(numero)
    return f"?{copia.urlencode()}"


class ConPaginasMixin:
    """Para un `ListView` con `paginate_by`: deja `pagina` en el contexto."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """El contexto del `ListView` y la paginación."""
        contexto = super().get_context_data(**kwargs)
        return contexto | {"pagina": pagina_de(contexto["page_obj"], self.request.GET)}
