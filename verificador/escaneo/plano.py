"""Llevar una hoja escaneada al plano de su original: la transformación que mejor lleva unos puntos a otros."""

from __future__ import annotations

from collections.abc import Sequence

Punto = tuple[float, float]
Par = tuple[Punto, Punto]  # un punto del original y el suyo en el escaneo
Plano = tuple[float, ...]  # ocho coeficientes: (ax+by+c)/(gx+hy+1), (dx+ey+f)/(gx+hy+1), del original al escaneo

MINIMOS_CON_FUGA = 12  # con menos pares, sólo giro, escala y sesgo: la fuga de una foto pide más


def ajustar(pares: Sequence[Par], *, con_fuga: bool = False) -> Plano:
    """El plano que mejor lleva los puntos del original a los del escaneo, por mínimos cuadrados."""
    incognitas = 8 if con_fuga and len(pares) >= MINIMOS_CON_FUGA else 6
    filas: list[list[float]] = []
    for (x, y), (u, v) in pares:
        filas.append([x, y, 1, 0, 0, 0, -u * x, -u * y][:incognitas] + [u])
        filas.append([0, 0, 0, x, y, 1, -v * x, -v * y][:incognitas] + [v])
    hallado = _resolver(filas, incognitas)
    return (*hallado, *(0.0,) * (8 - incognitas))


def llevar(plano: Plano, punto: Punto) -> Punto:
    """A dónde va ese punto del original."""
    a, b, c, d, e, f, g, h = plano
    x, y = punto
    divisor = g * x + h * y + 1
    return (a * x + b * y + c) / divisor, (d * x + e * y + f) / divisor


def sin_disparates(pares: Sequence[Par], *, con_fuga: bool, tolera: float) -> list[Par]:
    """Los pares que casan con los demás: se ajusta, se quitan los que quedan lejos y se ajusta otra vez."""
    quedan = list(pares)
    for _ in range(3):
        plano = ajustar(quedan, con_fuga=con_fuga)
        lejos = [_lejos(plano, par) for par in quedan]
        limite = max(tolera, 2.5 * sorted(lejos)[len(lejos) // 2])
        buenos = [par for par, cuanto in zip(quedan, lejos, strict=True) if cuanto <= limite]
        if len(buenos) == len(quedan) or len(buenos) < 4:
            break
        quedan = buenos
    return quedan


def _lejos(plano: Plano, par: Par) -> float:
    (u, v), (x, y) = llevar(plano, par[0]), par[1]
    return float(((u - x) ** 2 + (v - y) ** 2) ** 0.5)


def _resolver(filas: list[list[float]], n: int) -> list[float]:
    """Ecuaciones normales, con las columnas escaladas, por eliminación con pivote."""
    escala = [max(abs(fila[j]) for fila in filas) or 1.0 for j in range(n)]
    escaladas = [[fila[j] / escala[j] for j in range(n)] + [fila[n]] for fila in filas]
    matriz = [[sum(f[i] * f[j] for f in escaladas) for j in range(n + 1)] for i in range(n)]
    for i in range(n):
        pivote = max(range(i, n), key=lambda r: abs(matriz[r][i]))
        matriz[i], matriz[pivote] = matriz[pivote], matriz[i]
        if abs(matriz[i][i]) < 1e-12:
            raise ValueError("los puntos no determinan el plano")
        for r in range(n):
            if r != i and (factor := matriz[r][i] / matriz[i][i]):
                matriz[r] = [a - factor * b for a, b in zip(matriz[r], matriz[i], strict=True)]
    return [matriz[i][n] / matriz[i][i] / escala[i] for i in range(n)]
