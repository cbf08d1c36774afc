"""Archivos mínimos, buenos y hostiles, hechos a mano para las pruebas de revisión."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from config.demostracion.muestra import pdf_de_muestra

MB = 1024 * 1024
# Partida para que el antivirus de quien desarrolla no se lleve este archivo.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-" + b"FILE!$H+H*"
OFICINA = "application/vnd.openxmlformats-officedocument."
RELACION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PRINCIPALES = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml",
             f"<w:document {W}><w:body><w:p><w:r><w:t>Anexo</w:t></w:r></w:p></w:body></w:document>"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml", f"<workbook {S}><sheets/></workbook>"),
}


def pdf(cambiar=None, **guardar) -> bytes:
    """La hoja de muestra, cambiada con pikepdf."""
    with pikepdf.open(io.BytesIO(pdf_de_muestra("Anexo"))) as documento:
        if cambiar:
            cambiar(documento)
        destino = io.BytesIO()
        documento.save(destino, deterministic_id=True, **guardar)
    return destino.getvalue()


def con_accion(accion: Dictionary, **guardar) -> bytes:
    """Un PDF que hace eso al abrirse."""
    copia = accion.unparse()  # lo que ya fue de un PDF no puede ser de otro
    return pdf(lambda d: d.Root.__setitem__("/OpenAction", d.make_indirect(pikepdf.Object.parse(copia))), **guardar)


def con_anotacion(**campos) -> bytes:
    """Un PDF con una anotación así en su página."""
    def poner(documento):
        nota = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **campos)
        documento.pages[0].obj.Annots = Array([documento.make_indirect(nota)])
    return pdf(poner)


def con_adjunto(datos: bytes, tipo: str, asociado: bool = True) -> bytes:
    """Un PDF con un archivo embebido."""
    def poner(documento):
        archivo = documento.make_stream(datos)
        archivo.Type, archivo.Subtype = Name.EmbeddedFile, Name("/" + tipo)
        ficha = Dictionary(Type=Name.Filespec, F=String("a"), EF=Dictionary(F=archivo))
        if asociado:
            ficha.AFRelationship = Name.Source
        documento.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), documento.make_indirect(ficha)])))
    return pdf(poner)


def con_flujo(crudo: bytes, **campos) -> bytes:
    """Un PDF cuyo contenido de página es ese flujo ya comprimido."""
    def poner(documento):
        flujo = documento.make_stream(b"")
        flujo.write(crudo, filter=campos.pop("Filter", Name.FlateDecode), type_check=False)
        for clave, valor in campos.items():
            flujo[f"/{clave}"] = valor
        documento.pages[0].obj.Contents = flujo
    return pdf(poner, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def ceros_comprimidos(megas: int, con_cabeza: bool = True) -> bytes:
    """`megas` de ceros en deflate, sin gastar en comprimirlos: un bloque independiente, repetido."""
    compresor = zlib.compressobj(9, zlib.DEFLATED, -15)
    bloque = compresor.compress(bytes(MB)) + compresor.flush(zlib.Z_FULL_FLUSH)
    return (b"\x78\xda" if con_cabeza else b"") + bloque * megas + b"\x03\x00" + (bytes(4) if con_cabeza else b"")


def oficina(extension: str, partes=None, relaciones: str = "", tipos: str = "", **cambios) -> bytes:
    """Un DOCX o XLSX mínimo: `partes` se agregan, `cambios` sustituye principal=…, clase=…, relaciones se suman."""
    principal, clase, cuerpo = PRINCIPALES[extension]
    carpeta, _, hoja = principal.rpartition("/")
    contenido = {
        "[Content_Types].xml":
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/x-otro"/>'
            f'<Override PartName="/{principal}" ContentType="{cambios.get("clase", OFICINA + clase)}"/>{tipos}</Types>',
        "_rels/.rels": _relaciones(f'<Relationship Id="r1" Type="{RELACION}officeDocument" Target="{principal}"/>'),
        principal: cambios.get("principal", cuerpo),
        f"{carpeta}/_rels/{hoja}.rels": _relaciones(relaciones),
        **(partes or {}),
    }
    return comprimir({n: c for n, c in contenido.items() if c is not None})


def relacion(tipo: str, destino: str, externa: bool = True) -> str:
    """Un renglón de relaciones."""
    modo = ' TargetMode="External"' if externa else ""
    return f'<Relationship Id="x" Type="{RELACION}{tipo}" Target="{destino}"{modo}/>'


def _relaciones(renglones: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{renglones}</Relationships>'


def comprimir(partes: dict[str, str | bytes]) -> bytes:
    """Un ZIP con esas partes."""
    destino = io.BytesIO()
    with zipfile.ZipFile(destino, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in partes.items():
            paquete.writestr(nombre, contenido)
    return destino.getvalue()


def con_parte_cruda(base: bytes, nombre: str, comprimido: bytes, declarado: int, crc: int = 0, veces: int = 1) -> bytes:
    """El ZIP con una parte más, ya comprimida, de la que el directorio dice lo que se le mande; `veces` la encima."""
    fin = base.rindex(b"PK\x05\x06")
    entradas, largo, inicio = struct.unpack_from("<HII", base, fin + 10)
    comun = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, len(comprimido), declarado, len(nombre), 0)
    local = b"PK\x03\x04" + comun + nombre.encode() + comprimido
    directorio = base[inicio : inicio + largo]
    for n in range(veces):
        otro = f"{nombre[:-1]}{n}" if n else nombre
        directorio += b"PK\x01\x02" + struct.pack("<H", 20) + comun + struct.pack("<HHHII", 0, 0, 0, 0, inicio) + otro.encode()
    cierre = struct.pack("<HHHHIIH", 0, 0, entradas + veces, entradas + veces, len(directorio), inicio + len(local), 0)
    return base[:inicio] + local + directorio + b"PK\x05\x06" + cierre


def imagen(formato: str = "PNG", lado: int = 40) -> bytes:
    """Una imagen de un color."""
    destino = io.BytesIO()
    Image.new("RGB", (lado, lado), "teal").save(destino, formato)
    return destino.getvalue()


def png_que_dice_medir(ancho: int, alto: int) -> bytes:
    """Un PNG chico que declara un tamaño enorme."""
    def trozo(clase: bytes, datos: bytes) -> bytes:
        return struct.pack(">I", len(datos)) + clase + datos + struct.pack(">I", zlib.crc32(clase + datos))
    cabeza = struct.pack(">IIBBBBB", ancho, alto, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + trozo(b"IHDR", cabeza) + trozo(b"IDAT", zlib.compress(bytes(1000))) + trozo(b"IEND", b"")
