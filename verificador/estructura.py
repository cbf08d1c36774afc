"""La forma del PDF: lo que pyHanko no mira y por donde entran los ataques publicados a firmas de PDF.

Todas las funciones reciben material ajeno: lanzan Rechazo con el motivo, o lo que lance pyHanko ante un archivo roto.
"""

from __future__ import annotations

import re

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import parser
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from verificador.lector import Lector
from verificador.veredictos import Excedido, Rechazo

MAXIMO_DE_BYTES = 64 * 1024 * 1024
MAXIMO_DE_OBJETOS = 250_000
MAXIMO_DE_PAGINAS = 50_000
MAXIMO_DE_REVISIONES = 60
FIN_DE_ARCHIVO = re.compile(rb"%%EOF[\r\n \t]*\Z")
HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f]*)>")
ACCIONES_INOFENSIVAS = frozenset({"/GoTo", "/Named"})


def valor(diccionario: generic.DictionaryObject, llave: str) -> generic.PdfObject | None:
    """Valor ya resuelto de la llave, o None. El `.get` de pyHanko es el de dict: devuelve la referencia sin seguirla, y
    una acción escondida detrás de una referencia pasaría sin verse."""
    return diccionario[llave] if llave in diccionario and not _es_nulo(diccionario.raw_get(llave)) else None


def _es_nulo(objeto: generic.PdfObject) -> bool:
    return isinstance(objeto.get_object(), generic.NullObject)


def abrir(datos: bytes) -> PdfFileReader:
    """Lector estricto de pyHanko, ya pasada la envoltura y los límites baratos."""
    if not datos:
        raise Rechazo("El archivo está vacío.")
    if len(datos) > MAXIMO_DE_BYTES:
        raise Excedido(f"El archivo pesa más de {MAXIMO_DE_BYTES // 1024 // 1024} MB.")
    if not datos.startswith(b"%PDF-"):
        raise Rechazo("No es un PDF: no empieza con la marca %PDF-.")
    if not FIN_DE_ARCHIVO.search(datos[-1024:]):
        raise Rechazo("El PDF está truncado o trae bytes agregados después de su final (%%EOF).")
    lector = Lector(datos)
    _revisar_cabos(lector)
    return lector


def _revisar_cabos(lector: PdfFileReader) -> None:
    if "/Encrypt" in lector.trailer_view:
        raise Rechazo("El PDF está cifrado; un dictamen nunca lo está.")
    tamano = lector.trailer_view.raw_get("/Size")
    if not isinstance(tamano, int) or tamano <= 0:
        raise Rechazo("El PDF no dice cuántos objetos tiene.")
    if tamano > MAXIMO_DE_OBJETOS:
        raise Excedido("El PDF declara demasiados objetos.")
    if lector.xrefs.total_revisions > MAXIMO_DE_REVISIONES:
        raise Excedido("El PDF trae demasiadas revisiones.")
    if lector.xrefs.hybrid_xrefs_present:
        raise Rechazo("El PDF usa referencias híbridas, que permiten mostrar contenidos distintos según el lector.")


def revisar_paginas(lector: PdfFileReader) -> None:
    """Recorre el árbol de páginas sin recursión: ni ciclos, ni páginas compartidas, ni de más."""
    pendientes = [lector.root.raw_get("/Pages")]
    vistos: set[generic.Reference] = set()
    hojas = 0
    while pendientes:
        indirecto = pendientes.pop()
        if not isinstance(indirecto, generic.IndirectObject) or indirecto.reference in vistos:
            raise Rechazo("El árbol de páginas del PDF es circular o está mal formado.")
        vistos.add(indirecto.reference)
        nodo = indirecto.get_object()
        if "/Kids" in nodo:
            pendientes.extend(nodo["/Kids"])
        else:
            hojas += 1
            _sin_acciones_automaticas(nodo)
        if hojas > MAXIMO_DE_PAGINAS or len(vistos) + len(pendientes) > 2 * MAXIMO_DE_PAGINAS:
            raise Excedido(f"El PDF tiene más de {MAXIMO_DE_PAGINAS:,} páginas.")
    if not hojas:
        raise Rechazo("El PDF no tiene páginas.")


def revisar_catalogo(lector: PdfFileReader) -> None:
    """Nada que se ejecute al abrir: ni acciones automáticas ni guiones."""
    raiz = lector.root
    _sin_acciones_automaticas(raiz)
    accion = valor(raiz, "/OpenAction")
    if isinstance(accion, generic.DictionaryObject) and valor(accion, "/S") not in ACCIONES_INOFENSIVAS:
        raise Rechazo("El PDF ejecuta una acción al abrirse.")
    nombres = valor(raiz, "/Names")
    if isinstance(nombres, generic.DictionaryObject) and "/JavaScript" in nombres:
        raise Rechazo("El PDF trae guiones (JavaScript).")


def _sin_acciones_automaticas(diccionario: generic.DictionaryObject) -> None:
    if "/AA" in diccionario:
        raise Rechazo("El PDF trae acciones automáticas.")


def revisar_hueco(datos: bytes, firma: EmbeddedPdfSignature) -> int:
    """Lo firmado es todo menos, exactamente, el valor hexadecimal de /Contents. Devuelve dónde termina lo firmado.

    Cierra la falsificación universal (rangos faltantes, cero, negativos o encimados) y el envoltorio (rango partido).
    """
    inicio, corte, reanuda, resto = _rango(firma)
    fin = reanuda + resto
    if inicio != 0 or corte <= 0 or resto <= 0 or reanuda <= corte or fin > len(datos):
        raise Rechazo("El rango de bytes firmado está alterado.")
    hueco = HEXADECIMAL.fullmatch(datos[corte:reanuda])
    if hueco is None or bytes.fromhex(hueco.group(1).decode("ascii")) != firma.pkcs7_content:
        raise Rechazo("El rango de bytes firmado no rodea exactamente a la firma.")
    if not FIN_DE_ARCHIVO.search(datos[max(reanuda, fin - 1024) : fin]):
        raise Rechazo("El rango de bytes firmado no llega al final de una revisión del PDF.")
    _revisar_lugar(datos, firma, corte)
    _revisar_relleno(firma.pkcs7_content)
    return fin


def _rango(firma: EmbeddedPdfSignature) -> tuple[int, int, int, int]:
    rango = firma.byte_range
    if not isinstance(rango, generic.ArrayObject) or len(rango) != 4:
        raise Rechazo("El rango de bytes firmado no tiene la forma que pide la norma.")
    if not all(isinstance(valor, generic.NumberObject) for valor in rango):
        raise Rechazo("El rango de bytes firmado no tiene la forma que pide la norma.")
    desde, largo, hueco, resto = (int(valor) for valor in rango)
    return desde, largo, hueco, resto


def _revisar_lugar(datos: bytes, firma: EmbeddedPdfSignature, corte: int) -> None:
    """El hueco está dentro del propio objeto de firma y justo después de la llave /Contents."""
    referencia = firma.sig_field.raw_get("/V").reference
    posicion = firma.reader.xrefs.get_historical_ref(referencia, firma.signed_revision)
    if not isinstance(posicion, int) or not 0 < posicion < corte:
        raise Rechazo("El objeto de la firma no está donde dice el rango de bytes firmado.")
    antes = datos[posicion:corte]
    if b"endobj" in antes or not antes.rstrip().endswith(b"/Contents"):
        raise Rechazo("El rango de bytes firmado deja fuera algo más que la firma.")


def _revisar_relleno(contenido: bytes) -> None:
    _, _, _, encabezado, cuerpo, cola = parser.parse(contenido)
    usados = len(encabezado) + len(cuerpo) + len(cola)
    if contenido[usados:].strip(b"\0"):
        raise Rechazo("El espacio de la firma trae datos escondidos después de ella.")
