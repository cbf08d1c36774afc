"""Un PDF que sólo se lee: sin código, sin acciones hacia afuera, sin archivos escondidos y sin bombas.

Se mira objeto por objeto con qpdf, que resuelve nombres escapados (`#4aS`) y flujos de objetos (ISO 32000-2 §7.3.5 y
§7.5.7). Los adjuntos JSON y XML asociados de PDF/A-3 se admiten: los llevan los documentos de esta casa y los CFDI.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from archivos.revision import DANADO, NoAdmitido, exigir_que_no_sea_zip
from archivos.revision.xml import recorrer

MAXIMO_DE_OBJETOS = 300_000
MAXIMO_INFLADO = 200 * 1024 * 1024  # bytes, sumando todos los flujos que no son imagen
MAXIMO_PARA_LEER = 100 * 1024 * 1024  # lo mismo, de uno al que sólo se le saca el texto
TROZO = 1024 * 1024
MAXIMO_DE_PIXELES = 120_000_000  # una carta a 900 puntos por pulgada
MAXIMO_DE_ACCIONES = 1_000
MAXIMO_DE_ADJUNTOS, MAXIMO_DE_ADJUNTO = 5, 5 * 1024 * 1024
REIMPRIMA = "imprímalo a PDF de nuevo y adjúntelo"
CODIGO = f"contiene código JavaScript: {REIMPRIMA}"
MULTIMEDIA = f"contiene video, sonido o 3D: {REIMPRIMA}"
INCRUSTADO = "trae otros archivos adentro: sepárelos y adjúntelos uno por uno"
AFUERA = f"abre otro archivo o programa: {REIMPRIMA}"
ENVIA = f"es un formulario que envía o importa datos: {REIMPRIMA}"
CLAVES = {
    "/JS": CODIGO, "/JavaScript": CODIGO, "/XFA": f"es un formulario XFA: {REIMPRIMA}", "/Collection": INCRUSTADO,
    "/RichMediaContent": MULTIMEDIA, "/RichMediaSettings": MULTIMEDIA,
}
ACCIONES = {
    "/JavaScript": CODIGO, "/Launch": AFUERA, "/GoToE": AFUERA, "/GoToR": AFUERA, "/SubmitForm": ENVIA,
    "/ImportData": ENVIA, "/Rendition": MULTIMEDIA, "/Movie": MULTIMEDIA, "/Sound": MULTIMEDIA,
    "/RichMediaExecute": MULTIMEDIA,
}
SOLAS = ("/OpenAction", "/AA")  # lo que se hace sin que nadie lo pida: al abrir, al pasar de página, al cerrar
VISITA = f"abre una dirección de internet sin que se lo pidan: {REIMPRIMA}"
ANOTACIONES = {
    "/RichMedia": MULTIMEDIA, "/Movie": MULTIMEDIA, "/Sound": MULTIMEDIA, "/Screen": MULTIMEDIA, "/3D": MULTIMEDIA,
    "/FileAttachment": INCRUSTADO,
}
VINCULO_MALO = re.compile(r"\s*(javascript|vbscript|file|data|ms-[a-z-]+|search-ms):", re.IGNORECASE)
COMPRESORES = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
ADMITIDOS_ADENTRO = {"/application/json", "/text/xml", "/application/xml"}


def revisar(contenido: bytes) -> None:
    """Lanza `NoAdmitido` con la causa; `MemoryError` si sólo cabe inflado en más memoria de la permitida."""
    _exigir_envoltura(contenido)
    if hallada := _EN_CRUDO.search(contenido):
        raise NoAdmitido(ACCIONES["/" + _sin_escapes(hallada["accion"])])
    try:
        with pikepdf.open(io.BytesIO(contenido)) as documento:
            _exigir_abierto(documento)
            _mirar(documento)
            if not len(documento.pages):
                raise NoAdmitido("no tiene páginas: adjunte el documento completo")
    except pikepdf.PasswordError as error:
        raise NoAdmitido("pide contraseña: guárdelo sin contraseña y adjúntelo") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        raise NoAdmitido(DANADO) from error


def exigir_que_quepa(contenido: bytes) -> None:
    """Antes de sacarle el texto: `NoAdmitido` si inflado no cabe. Pasa lo que qpdf no entiende: otro lo repara."""
    try:
        with pikepdf.open(io.BytesIO(contenido)) as documento:
            inflado = 0
            for objeto in documento.objects:
                if isinstance(objeto, pikepdf.Stream):
                    inflado += _inflado(objeto)
                if inflado > MAXIMO_PARA_LEER:
                    raise NoAdmitido(f"se expande demasiado al abrirse: {REIMPRIMA}")
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return


def _exigir_envoltura(contenido: bytes) -> None:
    if not contenido.startswith(b"%PDF-"):
        raise NoAdmitido(DANADO)
    _, marca, cola = contenido.rpartition(b"%%EOF")
    if not marca or cola.strip(b"\x00\t\n\x0c\r "):
        raise NoAdmitido(f"está incompleto o trae datos pegados al final: {REIMPRIMA}")
    exigir_que_no_sea_zip(contenido)


def _exigir_abierto(documento: pikepdf.Pdf) -> None:
    if documento.is_encrypted:
        raise NoAdmitido("está cifrado o protegido: guárdelo sin protección y adjúntelo")
    if len(documento.objects) > MAXIMO_DE_OBJETOS:
        raise NoAdmitido(f"tiene demasiados objetos para revisarlo: {REIMPRIMA}")


def _mirar(documento: pikepdf.Pdf) -> None:
    inflado, adjuntos = 0, 0
    for objeto in (*documento.objects, documento.trailer):
        for nodo in _diccionarios(objeto):
            _mirar_diccionario(nodo)
            if "/EF" in nodo:
                adjuntos += 1
                _mirar_adjunto(nodo)
            if isinstance(nodo, pikepdf.Stream):
                inflado += _inflado(nodo)
        if inflado > MAXIMO_INFLADO:
            raise NoAdmitido(f"se expande demasiado al abrirse: {REIMPRIMA}")
    if adjuntos > MAXIMO_DE_ADJUNTOS:
        raise NoAdmitido(INCRUSTADO)


def _diccionarios(objeto: Any) -> Iterator[Any]:
    """El objeto y lo que lleva directamente; lo indirecto llega por su cuenta. Sin recursión."""
    pendientes = [objeto]
    while pendientes:
        nodo = pendientes.pop()
        if isinstance(nodo, pikepdf.Array):
            hijos = list(nodo)
        elif isinstance(nodo, pikepdf.Dictionary | pikepdf.Stream):
            yield nodo
            hijos = [valor for _, valor in nodo.items()]
        else:
            continue
        pendientes += [h for h in hijos if isinstance(h, pikepdf.Object) and not h.is_indirect]


def _mirar_diccionario(nodo: Any) -> None:
    for clave in nodo.keys():  # noqa: SIM118 (no es un dict)
        if clave in CLAVES:
            raise NoAdmitido(CLAVES[clave])
    _mirar_accion(nodo)
    if "/Subtype" in nodo and "/Rect" in nodo and (clase := str(nodo["/Subtype"])) in ANOTACIONES:
        raise NoAdmitido(ANOTACIONES[clase])
    if isinstance(nodo, pikepdf.Stream) and "/F" in nodo:
        raise NoAdmitido(AFUERA)


def _mirar_accion(nodo: Any) -> None:
    if "/S" in nodo and (accion := str(nodo["/S"])) in ACCIONES:
        raise NoAdmitido(ACCIONES[accion])
    if "/URI" in nodo and VINCULO_MALO.match(str(nodo["/URI"])):
        raise NoAdmitido(AFUERA)
    for sola in _acciones_solas(nodo):
        if str(sola.get("/S", "")) == "/URI":
            raise NoAdmitido(AFUERA if VINCULO_MALO.match(str(sola.get("/URI", ""))) else VISITA)


def _acciones_solas(nodo: Any) -> Iterator[Any]:
    """Las que corren solas desde ese objeto y las que les siguen (`/Next`), sin dar vueltas."""
    pendientes = [nodo[clave] for clave in SOLAS if clave in nodo]
    if "/AA" in nodo and isinstance(nodo["/AA"], pikepdf.Dictionary):
        pendientes += [accion for _, accion in nodo["/AA"].items()]
    vistas = 0
    while pendientes and vistas < MAXIMO_DE_ACCIONES:
        vistas += 1
        accion = pendientes.pop()
        if isinstance(accion, pikepdf.Array):
            pendientes += list(accion)
        elif isinstance(accion, pikepdf.Dictionary):
            yield accion
            if "/Next" in accion:
                pendientes.append(accion["/Next"])


def _inflado(flujo: Any) -> int:
    """Bytes de un flujo ya inflado; una imagen se mide por sus pixeles."""
    filtros = flujo.get("/Filter", [])
    nombres = [str(f) for f in filtros] if isinstance(filtros, pikepdf.Array) else [str(filtros)]
    if sum(nombre in COMPRESORES for nombre in nombres) > 1:
        raise NoAdmitido(f"trae datos comprimidos dos veces: {REIMPRIMA}")
    if flujo.get("/Subtype") == "/Image":
        if int(flujo.get("/Width", 0)) * int(flujo.get("/Height", 0)) > MAXIMO_DE_PIXELES:
            raise NoAdmitido("trae una imagen con demasiados pixeles: redúzcala y adjúntelo de nuevo")
        return 0
    if nombres[:1] in (["/FlateDecode"], ["/Fl"]):
        return _medir(flujo.read_raw_bytes())
    try:
        return len(flujo.read_bytes())
    except pikepdf.PdfError:  # un filtro que qpdf no infla (DCT, JBIG2): pesa lo que pesa
        return len(flujo.read_raw_bytes())


def _medir(crudo: bytes) -> int:
    """Cuánto mide inflado, sin guardarlo; lo dañado cuenta hasta donde llega, que es lo que un lector mostraría."""
    inflador, medido = zlib.decompressobj(), 0
    try:
        while crudo and not inflador.eof and medido <= MAXIMO_INFLADO:
            medido += len(inflador.decompress(crudo, TROZO))
            crudo = inflador.unconsumed_tail
    except zlib.error:
        pass
    return medido


def _mirar_adjunto(referencia: Any) -> None:
    """Sólo datos asociados de PDF/A-3, en texto y chicos: nada que el lector vaya a abrir con otro programa."""
    for _, flujo in referencia["/EF"].items():
        tipo = str(flujo.get("/Subtype", ""))
        if tipo not in ADMITIDOS_ADENTRO or "/AFRelationship" not in referencia:
            raise NoAdmitido(INCRUSTADO)
        datos = flujo.read_bytes()
        if len(datos) > MAXIMO_DE_ADJUNTO:
            raise NoAdmitido(INCRUSTADO)
        try:
            json.loads(datos) if tipo == "/application/json" else recorrer([datos])
        except (ValueError, RecursionError) as error:
            raise NoAdmitido(INCRUSTADO) from error


def _patron(nombre: str) -> bytes:
    letras = (rb"(?:%s|#(?i:%02x))" % (re.escape(letra.encode()), ord(letra)) for letra in nombre)
    return b"".join(letras)


def _sin_escapes(nombre: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda par: bytes([int(par[1], 16)]), nombre).decode("latin-1")


# Lo que qpdf ya no ve: versiones anteriores que el propio archivo dejó atrás y otro lector puede rescatar.
_EN_CRUDO = re.compile(
    rb"/" + _patron("S") + rb"[\s\x00]*/(?P<accion>"
    + b"|".join(_patron(accion[1:]) for accion in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE"))
    + rb")(?=[\s\x00/<>\[\]()%{}]|$)"
)
