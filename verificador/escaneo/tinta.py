"""Qué tinta sobra y qué tinta falta en una hoja ya puesta encima de su original, y si se firmó donde se firma."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from PIL import Image, ImageChops, ImageFilter, ImageStat

Caja = tuple[int, int, int, int]  # pixeles del original: izquierda, arriba, derecha, abajo
Celda = tuple[int, int]

MARGEN = 60  # de 255: lo que el papel, el ruido y el borde de una letra pueden diferir sin ser tinta
DIFIERE = 11  # de tres por tres pixeles, en promedio y quitado el margen: un escaneo bueno no llega
CLARO = 20  # de ahí en adelante no queda duda
CELDA = 16
CHICA = 4  # celdas de lado: lo que ocupan unas cuantas letras
SUELTA = 2  # celdas: una mota de polvo en lo blanco no es una marca
NEGRO = 150
GRIS = 175
TRAZO_MINIMO = 0.004  # del área donde se firma
ALTO_DE_TRAZO, ANCHO_DE_TRAZO = 0.15, 0.12
ALREDEDOR = (45, 40, 45, 110)  # pixeles: una firma no cabe siempre en su recuadro
IGUALES, SIN_GRANO = 18, 0.1  # de 255: el borde de las letras de lo que pasó por papel difiere más, y su blanco varía
PARCHE = 9
ORILLA, ARRIBA = 44, 72  # el pie llega a 56 pixeles de abajo; arriba, hasta el rótulo de que no vale
MUCHAS = 60  # con más, no se trata de que un pedazo quedara mal puesto
MEJORA, YA_CASA = 0.85, 8
PASITOS = (0, -0.7, 0.7, -1.4, 1.4)


@dataclass(frozen=True)
class Mancha:
    """Un lugar donde el escaneo no dice lo que el original, en pixeles, y cuánto difiere."""

    caja: Caja
    cuanto: int
    falta: bool
    junto_a_lo_impreso: bool

    @property
    def es_diferencia(self) -> bool:
        """Si cambia lo impreso: falta tinta, o la que sobra es del tamaño de unas letras y va entre ellas."""
        izquierda, arriba, derecha, abajo = self.caja
        corta = max(derecha - izquierda, abajo - arriba) <= CHICA * CELDA
        return self.falta or (corta and self.junto_a_lo_impreso)

    @property
    def es_polvo(self) -> bool:
        izquierda, arriba, derecha, abajo = self.caja
        lado = max(derecha - izquierda, abajo - arriba)
        return not self.falta and not self.junto_a_lo_impreso and lado <= SUELTA * CELDA and self.cuanto < 3 * CLARO


@dataclass(frozen=True)
class Comparada:
    """Las manchas de una hoja; si se firmó, donde se firma; si la firma parece pegada y si la hoja nunca fue papel."""

    manchas: list[Mancha]
    firmada: bool
    pegada: bool
    sin_papel: bool


def comparar(original: Image.Image, puesto: Image.Image, zona: Caja | None, codigos: Iterable[Caja]) -> Comparada:
    """`puesto` es el escaneo en el plano del original; `zona`, donde se firma, si es en esta hoja.

    Los `codigos` no se comparan: ya se leyeron.
    """
    parejo = _con_fondo_blanco(puesto)
    impreso, hallado = _oscuros(original, parejo)
    cerca = _ensanchada(impreso)
    sobra, falta = _de_mas(hallado, cerca), _de_mas(impreso, _ensanchada(hallado))
    firmada = zona is not None and _hay_trazo(sobra.crop(zona))
    fuera = sobra.copy()
    if zona is not None:
        fuera.paste(0, _crecida(zona, original.size))
    for caja in (*codigos, *_orillas(original.size)):
        fuera.paste(0, caja)
        falta.paste(0, caja)
    halladas = [*_manchas(fuera, cerca, falta=False), *_manchas(falta, cerca, falta=True)]
    manchas = [mancha for mancha in halladas if not mancha.es_polvo]
    if len(manchas) <= MUCHAS:
        manchas = [mancha for mancha in manchas if not _era_de_lugar(mancha, impreso, hallado)]
    return Comparada(
        manchas, firmada,
        zona is not None and firmada and _pegada(puesto, sobra, cerca, zona),
        _nunca_fue_papel(original, puesto, parejo, cerca, zona),
    )


def _orillas(tamano: tuple[int, int]) -> tuple[Caja, ...]:
    """Lo que un escaneo inclinado recorta o llena con la sombra de la tapa: ahí nada se imprime que importe."""
    ancho, alto = tamano
    acostadas = ((0, 0, ancho, ARRIBA), (0, alto - ORILLA, ancho, alto))
    return (*acostadas, (0, 0, ORILLA, alto), (ancho - ORILLA, 0, ancho, alto))


def _era_de_lugar(mancha: Mancha, impreso: Image.Image, hallado: Image.Image) -> bool:
    """Si corriendo ese pedazo menos de dos pixeles ya casa: la hoja no quedó bien puesta ahí, y nada cambió."""
    izquierda, arriba, derecha, abajo = mancha.caja
    if max(derecha - izquierda, abajo - arriba) > CHICA * CELDA:
        return False
    ventana = (izquierda - 3 * CELDA, arriba - 2 * CELDA, derecha + 3 * CELDA, abajo + 2 * CELDA)
    debido, suyo = impreso.crop(ventana), hallado.crop(ventana)
    dentro = (2 * CELDA, CELDA, debido.width - 2 * CELDA, debido.height - CELDA)
    cerca, como_esta = debido.filter(ImageFilter.MaxFilter(3)), _se_apartan(debido, suyo)
    for dx, dy in product(PASITOS, PASITOS):
        corrido = suyo.transform(suyo.size, Image.Transform.AFFINE, (1, 0, dx, 0, 1, dy), Image.Resampling.BICUBIC)
        if _se_apartan(debido, corrido) > MEJORA * como_esta:  # lo de junto no mejora: no era de lugar
            continue
        mapas = (_de_mas(corrido, cerca), _de_mas(debido, corrido.filter(ImageFilter.MaxFilter(3))))
        if all(_maximo(m.filter(ImageFilter.BoxBlur(1)).crop(dentro)) <= YA_CASA for m in mapas):
            return True
    return False


def _ensanchada(imagen: Image.Image) -> Image.Image:
    """Cada pixel, el más claro de los nueve de alrededor: lo de `MaxFilter(3)`, por renglón y por columna."""
    for dx, dy in ((1, 0), (0, 1)):
        antes, despues = imagen.copy(), imagen.copy()
        antes.paste(imagen, (dx, dy))
        despues.paste(imagen, (-dx, -dy))
        imagen = ImageChops.lighter(imagen, ImageChops.lighter(antes, despues))
    return imagen


def _maximo(imagen: Image.Image) -> int:
    """El pixel más claro de una imagen en gris."""
    extremos: Any = imagen.getextrema()
    return int(extremos[1])


def _se_apartan(uno: Image.Image, otro: Image.Image) -> float:
    return float(ImageStat.Stat(ImageChops.difference(uno, otro)).mean[0])


def _con_fondo_blanco(puesto: Image.Image) -> Image.Image:
    """Quita la sombra del papel: lo más claro de alrededor pasa a ser blanco."""
    fondo = puesto.reduce(CELDA).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    fondo = fondo.resize(puesto.size, Image.Resampling.BILINEAR)
    return ImageChops.add(puesto, ImageChops.invert(fondo))


def _oscuros(original: Image.Image, parejo: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Cuánta tinta hay en cada pixel de los dos, con el mismo negro."""
    impreso = ImageChops.invert(original.filter(ImageFilter.GaussianBlur(0.6)))
    hallado = ImageChops.invert(parejo)
    negros = impreso.point([255 if v > NEGRO else 0 for v in range(256)])
    if not negros.getbbox():
        return impreso, hallado
    cuanto = ImageStat.Stat(impreso, negros).mean[0] / max(1.0, ImageStat.Stat(hallado, negros).mean[0])
    hallado = hallado.point([min(255, round(v * min(cuanto, 3))) for v in range(256)])
    return _realzado(impreso, gris := _letra_gris(impreso)), _realzado(hallado, gris)


def _letra_gris(impreso: Image.Image) -> Image.Image:
    """Dónde lo más oscuro de alrededor no llega a negro: ahí una cifra cambiada pesa menos."""
    chico = (impreso.width // 3, impreso.height // 3)
    vecino = _ensanchada(impreso).resize(chico, Image.Resampling.NEAREST)
    vecino = vecino.filter(ImageFilter.MaxFilter(5)).resize(impreso.size, Image.Resampling.NEAREST)
    return vecino.point([255 if MARGEN < v < GRIS else 0 for v in range(256)])


def _realzado(imagen: Image.Image, gris: Image.Image) -> Image.Image:
    return Image.composite(imagen.point([min(255, round(1.4 * v)) for v in range(256)]), imagen, gris)


def _de_mas(esto: Image.Image, que_esto: Image.Image) -> Image.Image:
    return ImageChops.subtract(esto, que_esto).point([max(0, v - MARGEN) for v in range(256)])


def _hay_trazo(sobra: Image.Image) -> bool:
    """Tinta bastante y extendida: ni un punto ni una raya."""
    trazo = sobra.filter(ImageFilter.BoxBlur(1)).point([255 if v > DIFIERE else 0 for v in range(256)])
    caja = trazo.getbbox()
    if caja is None:
        return False
    area = ImageStat.Stat(trazo).mean[0] / 255
    ancho, alto = (caja[2] - caja[0]) / sobra.width, (caja[3] - caja[1]) / sobra.height
    return area >= TRAZO_MINIMO and ancho >= ANCHO_DE_TRAZO and alto >= ALTO_DE_TRAZO


def _crecida(zona: Caja, tamano: tuple[int, int]) -> Caja:
    izquierda, arriba, derecha, abajo = ALREDEDOR
    return (max(0, zona[0] - izquierda), max(0, zona[1] - arriba),
            min(tamano[0], zona[2] + derecha), min(tamano[1], zona[3] + abajo))


def _manchas(mapa: Image.Image, cerca: Image.Image, *, falta: bool) -> list[Mancha]:
    """Las celdas que difieren, juntas las que se tocan; `cerca`, dónde hay algo impreso."""
    difiere = mapa.filter(ImageFilter.BoxBlur(1))
    if _maximo(difiere) <= DIFIERE:
        return []
    columnas = -(-mapa.width // CELDA)
    # Un solo pixel que pase basta para señalar su celda: al reducir, 255 entre 256 se redondea a uno.
    marcadas = difiere.point([255 if v > DIFIERE else 0 for v in range(256)]).reduce(CELDA)
    celdas = {divmod(n, columnas) for n, v in enumerate(marcadas.tobytes()) if v}
    return [_mancha(grupo, difiere, cerca, falta) for grupo in _juntas(celdas)]


def _mancha(grupo: Iterable[Celda], difiere: Image.Image, cerca: Image.Image, falta: bool) -> Mancha:
    filas, columnas = zip(*grupo, strict=True)
    caja = (min(columnas) * CELDA, min(filas) * CELDA, (max(columnas) + 1) * CELDA, (max(filas) + 1) * CELDA)
    junto = (caja[0] - CELDA // 2, caja[1] - CELDA // 4, caja[2] + CELDA // 2, caja[3] + CELDA // 4)
    return Mancha(caja, _maximo(difiere.crop(caja)), falta, _maximo(cerca.crop(junto)) > 2 * MARGEN)


def _juntas(celdas: set[Celda]) -> list[list[Celda]]:
    grupos, faltan = [], set(celdas)
    while faltan:
        grupo = [faltan.pop()]
        for fila, columna in grupo:
            vecinas = {(f, c) for f in range(fila - 1, fila + 2) for c in range(columna - 1, columna + 2)} & faltan
            faltan -= vecinas
            grupo += vecinas
        grupos.append(grupo)
    return grupos


def _pegada(puesto: Image.Image, sobra: Image.Image, cerca: Image.Image, zona: Caja) -> bool:
    """Si el papel de debajo de la firma no es el de la hoja: otro tono, u otro grano."""
    trazo = sobra.crop(zona).filter(ImageFilter.MaxFilter(7)).point([255 if v else 0 for v in range(256)])
    caja = trazo.getbbox()
    if caja is None:
        return False
    limpio = ImageChops.invert(ImageChops.lighter(
        trazo, cerca.crop(zona).point([255 if v > MARGEN // 2 else 0 for v in range(256)])))
    dentro = Image.new("L", trazo.size, 0)
    dentro.paste(limpio.crop(caja), caja)
    fuera = limpio.copy()
    fuera.paste(0, caja)
    aqui, alla = (ImageStat.Stat(puesto.crop(zona), mascara) for mascara in (dentro, fuera))
    if min(aqui.count[0], alla.count[0]) < 2000:
        return False
    if abs(aqui.median[0] - alla.median[0]) > PARCHE:
        return True
    menor, mayor = sorted((aqui.stddev[0] + 0.3, alla.stddev[0] + 0.3))
    return mayor > 3 * menor and mayor > 2


def _nunca_fue_papel(
    original: Image.Image, puesto: Image.Image, parejo: Image.Image, cerca: Image.Image, zona: Caja | None
) -> bool:
    """Si, sin contar la firma, el blanco no tiene ningún grano y las letras casi no difieren."""
    tinta = cerca.point([255 if v > MARGEN else 0 for v in range(256)])
    blanco = _ensanchada(_ensanchada(cerca)).point([0 if v > 2 else 255 for v in range(256)])
    if zona is not None:
        tinta.paste(0, _crecida(zona, original.size))
        blanco.paste(0, _crecida(zona, original.size))
    if not tinta.getbbox() or not blanco.getbbox() or ImageStat.Stat(puesto, blanco).stddev[0] > SIN_GRANO:
        return False
    return float(ImageStat.Stat(ImageChops.difference(original, parejo), tinta).mean[0]) < IGUALES
