"""De qué asunto es un archivo según su nombre: el folio, con ceros o sin ellos y con el separador que sea. Sin base."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cuentas.texto import normalizar

TROZOS = re.compile(r"[a-z]+|[0-9]+")
MINIMO_DE_TROZOS = 2  # un folio que sólo es «12» aparece en cualquier nombre


class Folios:
    """Los folios del registro, por sus trozos: «DT-2023-0012» y «dt 2023 12» son los mismos."""

    def __init__(self, folios: Iterable[tuple[int, str]]) -> None:
        self._por_trozos: dict[tuple[str, ...], set[int]] = {}
        for pk, folio in folios:
            self._por_trozos.setdefault(_trozos(folio), set()).add(pk)
        self._largo = max(map(len, self._por_trozos), default=0)

    def hallar(self, nombre: str) -> int | None:
        """El asunto cuyo folio trae ese nombre; None si ninguno o si más de uno."""
        trozos = _trozos(nombre.rpartition(".")[0] or nombre)
        for largo in range(min(self._largo, len(trozos)), MINIMO_DE_TROZOS - 1, -1):
            vistos = (trozos[k : k + largo] for k in range(len(trozos) - largo + 1))
            hallados = {pk for visto in vistos for pk in self._por_trozos.get(visto, ())}
            if hallados:
                return hallados.pop() if len(hallados) == 1 else None
        return None


def _trozos(texto: str) -> tuple[str, ...]:
    return tuple(trozo.lstrip("0") or "0" for trozo in TROZOS.findall(normalizar(texto)))
