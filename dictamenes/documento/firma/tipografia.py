"""Una fuente TrueType incrustada como fuente simple WinAnsi, para el texto visible de la firma.

El sello que pyHanko trae de fábrica usa Courier sin incrustar y rompe PDF/A y PDF/UA. Aquí se incrusta entera una
fuente ya reducida a los caracteres latinos (`fuentes/NotoSans-Latina.ttf`, 12 KB comprimida).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

FUENTE_DE_FIRMA = Path(__file__).parent / "fuentes" / "NotoSans-Latina.ttf"
PRIMER_CODIGO, ULTIMO_CODIGO = 32, 255
CODIFICACION = "cp1252"
NO_SIMBOLICA = 32


@dataclass(frozen=True)
class Fuente:
    """Medidas en milésimas de em (las unidades de un PDF) y los bytes del archivo TrueType."""

    nombre: str
    archivo: bytes
    anchos: tuple[int, ...]
    caja: tuple[int, int, int, int]
    ascenso: int
    descenso: int

    def ancho(self, texto: str, cuerpo: float) -> float:
        """Ancho del texto en puntos, con letra de `cuerpo` puntos."""
        return sum(self.anchos[codigo - PRIMER_CODIGO] for codigo in codificar(texto)) * cuerpo / 1000

    def renglones(self, texto: str, cuerpo: float, ancho: float) -> list[str]:
        """Parte el texto en renglones que caben en `ancho` puntos, sin partir palabras."""
        renglones: list[str] = []
        for palabra in texto.split():
            tentativo = f"{renglones[-1]} {palabra}" if renglones else palabra
            if renglones and self.ancho(tentativo, cuerpo) <= ancho:
                renglones[-1] = tentativo
            else:
                renglones.append(palabra)
        return renglones

    def incrustar(self, escritor: BasePdfFileWriter) -> generic.IndirectObject:
        descriptor = escritor.add_object(self._descriptor(escritor))
        return escritor.add_object(
            _diccionario(
                Type=pdf_name("/Font"),
                Subtype=pdf_name("/TrueType"),
                BaseFont=pdf_name(f"/{self.nombre}"),
                Encoding=pdf_name("/WinAnsiEncoding"),
                FirstChar=generic.NumberObject(PRIMER_CODIGO),
                LastChar=generic.NumberObject(ULTIMO_CODIGO),
                Widths=_arreglo(self.anchos),
                FontDescriptor=descriptor,
            )
        )

    def _descriptor(self, escritor: BasePdfFileWriter) -> generic.DictionaryObject:
        programa = generic.StreamObject(
            _diccionario(Length1=generic.NumberObject(len(self.archivo))), stream_data=self.archivo
        )
        programa.compress()
        return _diccionario(
            Type=pdf_name("/FontDescriptor"),
            FontName=pdf_name(f"/{self.nombre}"),
            Flags=generic.NumberObject(NO_SIMBOLICA),
            FontBBox=_arreglo(self.caja),
            ItalicAngle=generic.NumberObject(0),
            Ascent=generic.NumberObject(self.ascenso),
            Descent=generic.NumberObject(self.descenso),
            CapHeight=generic.NumberObject(self.ascenso),
            StemV=generic.NumberObject(80),
            FontFile2=escritor.add_object(programa),
        )


def codificar(texto: str) -> bytes:
    """Bytes WinAnsi imprimibles; lo que la fuente no tiene se vuelve «?»."""
    return bytes(max(codigo, PRIMER_CODIGO) for codigo in texto.encode(CODIFICACION, "replace"))


@lru_cache(maxsize=4)
def leer_fuente(ruta: Path = FUENTE_DE_FIRMA) -> Fuente:
    """Fuente de un TrueType estático con `cmap` de formato 4; ValueError si no lo es."""
    datos = ruta.read_bytes()
    tablas = _tablas(datos)
    (por_em,) = struct.unpack_from(">H", tablas["head"], 18)
    ascenso, descenso = struct.unpack_from(">hh", tablas["hhea"], 4)
    caja = struct.unpack_from(">4h", tablas["head"], 36)
    escala = [round(valor * 1000 / por_em) for valor in (*caja, ascenso, descenso, *_anchos(tablas))]
    return Fuente(
        nombre=ruta.stem,
        archivo=datos,
        anchos=tuple(escala[6:]),
        caja=tuple(escala[:4]),
        ascenso=escala[4],
        descenso=escala[5],
    )


def _tablas(datos: bytes) -> dict[str, bytes]:
    cuantas = struct.unpack_from(">H", datos, 4)[0]
    registros = (struct.unpack_from(">4sIII", datos, 12 + 16 * n) for n in range(cuantas))
    return {etiqueta.decode("ascii"): datos[lugar : lugar + largo] for etiqueta, _, lugar, largo in registros}


def _anchos(tablas: dict[str, bytes]) -> list[int]:
    """Ancho, en unidades de la fuente, de cada código WinAnsi imprimible."""
    con_ancho = struct.unpack_from(">H", tablas["hhea"], 34)[0]
    glifos = _glifos(tablas["cmap"])
    anchos = []
    for codigo in range(PRIMER_CODIGO, ULTIMO_CODIGO + 1):
        caracter = bytes([codigo]).decode(CODIFICACION, "replace")
        glifo = min(glifos.get(ord(caracter), 0), con_ancho - 1)
        anchos.append(struct.unpack_from(">H", tablas["hmtx"], 4 * glifo)[0])
    return anchos


def _glifos(cmap: bytes) -> dict[int, int]:
    """Carácter → glifo, de la primera subtabla Unicode de formato 4 (ISO/IEC 14496-22 §5.2)."""
    for n in range(struct.unpack_from(">H", cmap, 2)[0]):
        lugar = struct.unpack_from(">I", cmap, 4 + 8 * n + 4)[0]
        if struct.unpack_from(">H", cmap, lugar)[0] == 4:
            return dict(_segmentos(cmap, lugar))
    raise ValueError("La fuente no tiene una tabla de caracteres de formato 4.")


def _segmentos(cmap: bytes, lugar: int) -> Iterator[tuple[int, int]]:
    doble = struct.unpack_from(">H", cmap, lugar + 6)[0]
    fines, inicios, deltas, saltos = (lugar + 14, lugar + 16 + doble, lugar + 16 + 2 * doble, lugar + 16 + 3 * doble)
    for n in range(0, doble, 2):
        fin, inicio, delta, salto = (
            struct.unpack_from(">H", cmap, base + n)[0] for base in (fines, inicios, deltas, saltos)
        )
        for caracter in range(inicio, min(fin, 0xFFFE) + 1):
            glifo = caracter
            if salto:
                glifo = struct.unpack_from(">H", cmap, saltos + n + salto + 2 * (caracter - inicio))[0]
            yield caracter, (glifo + delta) % 65536 if glifo or not salto else 0


def _diccionario(**valores: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{llave}"): valor for llave, valor in valores.items()})


def _arreglo(numeros: tuple[int, ...]) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, numeros))
