"""Geometría de la gráfica de barras por mes: números que entran, rectángulos que salen.

No dibuja: `templates/componentes/grafica_barras.html` pinta lo que aquí se calcula. Unidades: las
del `viewBox` (700 × 300), que el navegador escala.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cuentas.interfaz.formatos import MESES

ANCHO, ALTO = 700, 300
IZQUIERDA, DERECHA, ARRIBA, ABAJO = 44, 6, 18, 34
BASE = ALTO - ABAJO
TOPES = (4, 8, 12, 16, 20, 24, 32, 40, 60, 80, 100)
ABREVIADOS = tuple(mes[:3].capitalize() for mes in MESES)


@dataclass(frozen=True)
class Barra:
    """Un rectángulo con su valor ya escrito."""

    x: float
    y: float
    ancho: float
    alto: float
    valor: int

    @property
    def centro(self) -> float:
        """Abscisa del rótulo del valor."""
        return round(self.x + self.ancho / 2, 1)

    @property
    def rotulo_y(self) -> float:
        """Ordenada del rótulo del valor, apenas arriba de la barra."""
        return round(self.y - 4, 1)


def tope(mayor: int) -> int:
    """Máximo redondo del eje que alcanza a `mayor`: siempre múltiplo de 4, para rotular cuatro guías enteras."""
    escala = 1
    while mayor > TOPES[-1] * escala:
        escala *= 10
    return next(redondo * escala for redondo in TOPES if mayor <= redondo * escala)


def barras_por_mes(series: Sequence[Sequence[int]], rotulos: Sequence[str] = ABREVIADOS) -> dict[str, Any]:
    """Coloca una o dos series con los mismos rótulos, lado a lado.

    Devuelve `ancho`, `alto`, `base`, `izquierda`, `derecha`, `barras` (una lista de `Barra` por serie), `ejes`
    ({texto, x}) y `guias` ({valor, y}). Lanza `ValueError` si una serie no mide lo que los rótulos.
    """
    if any(len(serie) != len(rotulos) for serie in series):
        raise ValueError("Cada serie necesita un valor por rótulo.")
    maximo = tope(max((valor for serie in series for valor in serie), default=0))
    paso = (ANCHO - IZQUIERDA - DERECHA) / len(rotulos)
    grueso = paso * 0.76 / max(len(series), 1)

    def ordenada(valor: float) -> float:
        return round(BASE - (BASE - ARRIBA) * valor / maximo, 1)

    def barra(indice: int, orden: int, valor: int) -> Barra:
        x = IZQUIERDA + paso * indice + paso * 0.12 + grueso * orden
        return Barra(round(x, 1), ordenada(valor), round(grueso - 1.5, 1), round(BASE - ordenada(valor), 1), valor)

    return {
        "ancho": ANCHO,
        "alto": ALTO,
        "base": BASE,
        "izquierda": IZQUIERDA,
        "derecha": ANCHO - DERECHA,
        "barras": [[barra(i, orden, valor) for i, valor in enumerate(serie)] for orden, serie in enumerate(series)],
        "ejes": [{"texto": texto, "x": round(IZQUIERDA + paso * (i + 0.5), 1)} for i, texto in enumerate(rotulos)],
        "guias": [{"valor": maximo * cuarto // 4, "y": ordenada(maximo * cuarto / 4)} for cuarto in range(1, 5)],
    }
