"""Poner el escaneo encima de su original: por los códigos de las esquinas y, después, por lo impreso en cada parte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from statistics import median
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from verificador.escaneo.plano import Par, Plano, Punto, ajustar, llevar, sin_disparates

Esquinas = Mapping[str, tuple[Punto, ...]]  # las cuatro de cada código, por dónde va impreso
Desvios = dict[tuple[int, int], tuple[float | None, float | None]]  # de cada celda, cuánto le falta para casar

CELDA = 64  # pixeles
PASOS = ((4, 6, 1.5), (2, 4, 1.0))  # cuánto se reduce, cuánto se busca a cada lado y qué desvío se tolera
FINO = ((3, Image.Resampling.BILINEAR), (2, Image.Resampling.BICUBIC))  # la segunda mira lo que dejó la primera
MINIMAS = 6  # celdas con tinta, para decir dónde está una hoja
AMPLIA = [max(0, min(255, 4 * v - 40)) for v in range(256)]  # el promedio de una celda es entero: que no se pierda
DECIDE = 0.08  # de lo que cambia de un corrimiento a otro
TINTA_MINIMA = 4  # de 255, en promedio: una celda casi blanca no dice dónde está


class NoCasa(Exception):
    """Los códigos dicen que es la hoja, pero lo impreso no se pudo poner encima de lo impreso."""


def alinear(
    original: Image.Image, suyas: Esquinas, escaneo: Image.Image, halladas: Esquinas
) -> tuple[Image.Image, float]:
    """El escaneo en el plano del original y cuántos pixeles del escaneo hay por cada uno del original.

    Lanza `NoCasa`.
    """
    fijos = [par for esquina in halladas if esquina in suyas
             for par in zip(suyas[esquina], halladas[esquina], strict=True)]
    plano = _de_un_codigo(fijos) if len(fijos) == 4 else ajustar(fijos)
    for reduce, busca, tolera in PASOS:
        plano = _afinar(original, escaneo, plano, fijos, reduce, busca, tolera)
    escala = _escala(plano, original.size)
    if escala > 1.2:
        escaneo = escaneo.filter(ImageFilter.GaussianBlur(0.35 * escala))
    return _por_celdas(original, escaneo, plano), escala


def _de_un_codigo(pares: list[Par]) -> Plano:
    """Con un solo código no hay con qué saber el sesgo: sólo giro y escala."""
    (x, y), (u, v) = (tuple(sum(p[k][j] for p in pares) / 4 for j in (0, 1)) for k in (0, 1))
    a = b = largo = 0.0
    for (px, py), (qu, qv) in pares:
        dx, dy, du, dv = px - x, py - y, qu - u, qv - v
        a, b, largo = a + dx * du + dy * dv, b + dx * dv - dy * du, largo + dx * dx + dy * dy
    a, b = a / largo, b / largo
    return (a, -b, u - a * x + b * y, b, a, v - b * x - a * y, 0.0, 0.0)


def _escala(plano: Plano, tamano: tuple[int, int]) -> float:
    ancho, alto = tamano
    (x1, y1), (x2, y2) = llevar(plano, (0, 0)), llevar(plano, (ancho, alto))
    return float((((x2 - x1) ** 2 + (y2 - y1) ** 2) / (ancho**2 + alto**2)) ** 0.5)


def _afinar(
    original: Image.Image, escaneo: Image.Image, plano: Plano, fijos: list[Par], reduce: int, busca: int, tolera: float
) -> Plano:
    """Otro plano, con lo que cada parte de la hoja dice de dónde está. El de antes, si dicen muy poco."""
    chico = original.reduce(reduce)
    puesto = escaneo.transform(
        chico.size, Image.Transform.PERSPECTIVE, _reducido(plano, reduce), Image.Resampling.BILINEAR, fillcolor=255,
    )
    desvios = _desvios(chico, puesto, busca)
    pares: list[Par] = []
    for (columna, fila), (dx, dy) in desvios.items():
        if dx is None or dy is None:
            continue
        x, y = (columna + 0.5) * CELDA * reduce, (fila + 0.5) * CELDA * reduce
        pares.append(((x, y), llevar(plano, (x + dx * reduce, y + dy * reduce))))
    if len(pares) < MINIMAS:
        return plano
    buenos = sin_disparates([*pares, *fijos], con_fuga=True, tolera=tolera * reduce)
    return ajustar(buenos, con_fuga=True)


def _reducido(plano: Plano, reduce: int) -> Plano:
    """El mismo plano, desde el original reducido; cada pixel se toma en su centro."""
    a, b, c, d, e, f, g, h = plano
    return (a * reduce, b * reduce, c, d * reduce, e * reduce, f, g * reduce, h * reduce)


def _desvios(original: Image.Image, puesto: Image.Image, busca: int) -> Desvios:
    """De cada celda con tinta, el corrimiento con que más se parece; las que no se deciden no dicen nada."""
    oscuro, suyo = (ImageChops.invert(imagen).filter(ImageFilter.BoxBlur(1)) for imagen in (original, puesto))
    columnas, filas = oscuro.width // CELDA, oscuro.height // CELDA  # las de la orilla, incompletas, no
    ancho, tinta = -(-oscuro.width // CELDA), oscuro.reduce(CELDA).tobytes()
    cuanto = range(-busca, busca + 1)
    difieren = {
        (dx, dy): ImageChops.difference(oscuro, ImageChops.offset(suyo, -dx, -dy)).point(AMPLIA).reduce(CELDA).tobytes()
        for dx in cuanto for dy in cuanto
    }
    hallados: Desvios = {}
    for fila in range(filas):
        for columna in range(columnas):
            donde = fila * ancho + columna
            if tinta[donde] < TINTA_MINIMA:
                continue
            dx, dy = min(difieren, key=lambda corrido: (difieren[corrido][donde], abs(corrido[0]) + abs(corrido[1])))
            menor, media = difieren[dx, dy][donde], sum(d[donde] for d in difieren.values()) / len(difieren)
            if max(abs(dx), abs(dy)) == busca or menor > 0.75 * media:
                continue
            exige = max(1.0, DECIDE * (media - menor))
            hallados[columna, fila] = (
                _fondo(dx, [difieren[x, dy][donde] for x in range(dx - 1, dx + 2)], exige),
                _fondo(dy, [difieren[dx, y][donde] for y in range(dy - 1, dy + 2)], exige),
            )
    return hallados


def _fondo(centro: int, tres: Sequence[int], exige: float) -> float | None:
    """El fondo de la parábola que pasa por los tres; None si es llana: una raya no dice dónde está a lo largo."""
    antes, medio, despues = tres
    if (curva := antes - 2 * medio + despues) < exige:
        return None
    return centro + max(-0.5, min(0.5, (antes - despues) / (2 * curva)))


def _por_celdas(original: Image.Image, escaneo: Image.Image, plano: Plano) -> Image.Image:
    """El escaneo puesto con el plano y, celda por celda, con lo poco que el papel se estiró. Lanza `NoCasa`."""
    puesto = escaneo.transform(
        original.size, Image.Transform.PERSPECTIVE, plano, Image.Resampling.BILINEAR, fillcolor=255)
    columnas, filas = -(-original.width // CELDA), -(-original.height // CELDA)
    nudos = {(c, f): (0.0, 0.0) for c in range(columnas + 1) for f in range(filas + 1)}
    for busca, como in FINO:
        desvios = _desvios(original, puesto, busca)
        if len(desvios) < MINIMAS:
            raise NoCasa
        for nudo, (x, y) in nudos.items():
            dx, dy = _en_el_nudo(desvios, *nudo)
            nudos[nudo] = (x + dx, y + dy)
        malla = [_pieza(plano, nudos, c, f) for c in range(columnas) for f in range(filas)]
        puesto = escaneo.transform(
            (columnas * CELDA, filas * CELDA), Image.Transform.MESH, malla, como, fillcolor=255,
        ).crop((0, 0, *original.size))
    return puesto


def _pieza(plano: Plano, nudos: Mapping[tuple[int, int], Punto], c: int, f: int) -> tuple[Any, tuple[float, ...]]:
    """Una celda del original y, de sus cuatro nudos, dónde están en el escaneo."""
    cuatro = ((c, f), (c, f + 1), (c + 1, f + 1), (c + 1, f))
    return (
        (c * CELDA, f * CELDA, (c + 1) * CELDA, (f + 1) * CELDA),
        tuple(lado for nudo in cuatro for lado in _llevado(plano, nudo, nudos[nudo])),
    )


def _llevado(plano: Plano, nudo: tuple[int, int], desvio: Punto) -> Punto:
    return llevar(plano, (nudo[0] * CELDA + desvio[0], nudo[1] * CELDA + desvio[1]))


def _en_el_nudo(desvios: Desvios, columna: int, fila: int) -> Punto:
    """De cada lado, la mediana de lo que dicen las celdas de alrededor; si ninguna dice, más lejos."""
    x = y = None
    for lejos in (2, 4, 8):
        lugares = product(range(columna - lejos, columna + lejos), range(fila - lejos, fila + lejos))
        cerca = [desvios[lugar] for lugar in lugares if lugar in desvios]
        x = _mediana(dx for dx, _ in cerca) if x is None else x
        y = _mediana(dy for _, dy in cerca) if y is None else y
        if x is not None and y is not None:
            break
    return x or 0.0, y or 0.0


def _mediana(dichos: Iterable[float | None]) -> float | None:
    claros = [dicho for dicho in dichos if dicho is not None]
    return median(claros) if claros else None
