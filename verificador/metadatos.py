"""Los datos generales (/Info y XMP) no cambian después de firmar, salvo la fecha y el programa que añadió la revisión.

pyHanko acepta cualquier cambio de título, autor o asunto; un visor los muestra como parte del documento.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from verificador.veredictos import Rechazo

Hechos = frozenset[tuple[str, str]]

LIBRES_EN_INFO = frozenset({"/ModDate", "/Producer"})
LIBRES_EN_XMP = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
    }
)
ESPACIOS_DE_FORMA = ("{adobe:ns:meta/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://www.w3.org/XML/")


def revisar_metadatos(lector: PdfFileReader, desde: int) -> None:
    """Compara /Info y XMP de la revisión `desde` (la primera firmada) con los de cada una posterior."""
    base = _retrato(lector, desde)
    for revision in range(desde + 1, lector.xrefs.total_revisions):
        if _retrato(lector, revision) != base:
            raise Rechazo("Se cambiaron los datos generales del PDF (título, autor, asunto…) después de firmarlo.")


def _retrato(lector: PdfFileReader, revision: int) -> tuple[Hechos, Hechos]:
    historia = lector.get_historical_resolver(revision)
    return _info(historia), _xmp(historia)


def _de_esa_revision(
    historia: HistoricalResolver, diccionario: generic.DictionaryObject, llave: str
) -> generic.PdfObject | None:
    """El remolque histórico apunta al lector presente: hay que resolver la referencia en su revisión."""
    referencia = diccionario.get_value_as_reference(llave, optional=True)
    return historia(referencia) if referencia is not None else None


def _info(historia: HistoricalResolver) -> Hechos:
    info = _de_esa_revision(historia, historia.trailer_view, "/Info")
    if not isinstance(info, generic.DictionaryObject):
        return frozenset()
    return frozenset((str(llave), repr(info[llave])) for llave in info if llave not in LIBRES_EN_INFO)


def _xmp(historia: HistoricalResolver) -> Hechos:
    flujo = _de_esa_revision(historia, historia.root, "/Metadata")
    if not isinstance(flujo, generic.StreamObject):
        return frozenset()
    analizador = etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
    return frozenset(_hechos(etree.fromstring(flujo.read_data(DecodePurpose.XMP_METADATA), parser=analizador)))


def _hechos(arbol: etree._Element) -> Iterator[tuple[str, str]]:
    """Cada texto y atributo con su etiqueta: resiste que otro programa reordene o reescriba el mismo XMP."""
    for elemento in arbol.iter(etree.Element):
        if elemento.tag in LIBRES_EN_XMP:
            continue
        texto = (elemento.text or "").strip()
        if texto:
            yield elemento.tag, texto
        for nombre, valor in elemento.attrib.items():
            if nombre not in LIBRES_EN_XMP and not nombre.startswith(ESPACIOS_DE_FORMA) and valor.strip():
                yield nombre, valor.strip()
