"""El remate del PDF con pikepdf: estructura etiquetada, PDF/A-3a, PDF/UA-1 y los datos embebidos.

Sin reloj: las fechas llegan por argumento y el identificador se deriva del contenido, así que los mismos datos dan
los mismos bytes. Referencias: ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), RFC 8785 (JSON canónico).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from dictamenes.congelado import Congelado
from dictamenes.documento.oficio.documento import Caja
from dictamenes.documento.oficio.trazo.campo import agregar_campo
from dictamenes.documento.oficio.trazo.etiquetas import Lienzo, Nodo
from dictamenes.documento.oficio.trazo.marcadores import poner_marcadores
from verificador.cadena import canonico
from verificador.escaneo.codigo import ZONA

PRODUCTOR = "ReportLab y pikepdf"
CREADOR = "Dictámenes de TIC"


@dataclass(frozen=True, slots=True)
class Adjunto:
    """Otro archivo que el PDF lleva dentro, ligado a él (AF)."""

    nombre: str
    tipo: str
    que_es: str
    contenido: bytes


@dataclass(frozen=True, slots=True)
class Ficha:
    """Metadatos del PDF: `fecha` es el momento, con zona, que el propio documento declara."""

    titulo: str
    autor: str
    asunto: str
    fecha: datetime
    nombre_datos: str
    adjunto: Adjunto | None = None


def rematar(
    crudo: bytes, ficha: Ficha, datos: Congelado, raiz: Nodo, lienzo: Lienzo, *, con_marcadores: bool = False,
    con_zona: bool = False,
) -> bytes:
    """Devuelve el PDF/A-3a y PDF/UA-1 con `datos` embebidos como JSON canónico (RFC 8785) y, si se pide, su índice y,
    con el nombre `ZONA`, el lugar donde se firma a mano.
    """
    with pikepdf.open(BytesIO(crudo)) as pdf:
        elementos = _etiquetar(pdf, raiz, lienzo)
        if lienzo.caja_firma:
            agregar_campo(pdf, lienzo.caja_firma, elementos[id(lienzo.nodo_firma)])
        _catalogo(pdf)
        if con_marcadores:
            poner_marcadores(pdf, lienzo.marcadores)
        _metadatos(pdf, ficha)
        _color(pdf)
        _embeber(pdf, ficha, canonico(datos))
        if con_zona and lienzo.zona_firma:
            _nombrar_zona(pdf, lienzo.zona_firma)
        destino = BytesIO()
        pdf.save(destino, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return destino.getvalue()


def _catalogo(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("es-MX")
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for sobrante in ("/PageMode", "/Outlines"):
        if sobrante in pdf.Root:
            del pdf.Root[sobrante]
    for pagina in pdf.pages:
        # reportlab deja una transición vacía en cada página, y PDF/A no admite transiciones.
        if "/Trans" in pagina.obj:
            del pagina.obj["/Trans"]
        pagina.obj.Tabs = Name.S


def _etiquetar(pdf: pikepdf.Pdf, raiz: Nodo, lienzo: Lienzo) -> dict[int, pikepdf.Object]:
    arbol = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    elementos: dict[int, pikepdf.Object] = {}
    arbol.K = Array([_elemento(pdf, raiz, arbol, elementos)])
    numeros = Array()
    for pagina, nodos in sorted(lienzo.marcas_por_pagina.items()):
        pdf.pages[pagina].obj.StructParents = pagina
        numeros.append(pagina)
        numeros.append(pdf.make_indirect(Array([elementos[id(nodo)] for nodo in nodos])))
    arbol.ParentTree = pdf.make_indirect(Dictionary(Nums=numeros))
    arbol.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = arbol
    return elementos


def _elemento(
    pdf: pikepdf.Pdf, nodo: Nodo, padre: pikepdf.Object, elementos: dict[int, pikepdf.Object]
) -> pikepdf.Object:
    elemento = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + nodo.tipo), P=padre))
    elementos[id(nodo)] = elemento
    hijos: list[pikepdf.Object] = [
        Dictionary(Type=Name.MCR, Pg=pdf.pages[pagina].obj, MCID=numero) for pagina, numero in nodo.marcas
    ]  # fmt: skip
    hijos += [_elemento(pdf, hijo, elemento, elementos) for hijo in nodo.hijos if _se_escribe(hijo)]
    elemento.K = Array(hijos)
    _atributos(elemento, nodo)
    return elemento


def _se_escribe(nodo: Nodo) -> bool:
    # Una celda vacía también se escribe: sin ella las filas de la tabla quedarían disparejas.
    return nodo.tipo in ("TD", "TH", "Form") or nodo.tiene_contenido()


def _atributos(elemento: pikepdf.Object, nodo: Nodo) -> None:
    if nodo.descripcion:
        elemento.Alt = String(nodo.descripcion)
    if nodo.recuadro:
        esquinas = Array([round(valor, 2) for valor in nodo.recuadro])
        elemento.A = Dictionary(O=Name.Layout, BBox=esquinas, Placement=Name.Block)
    if nodo.tipo in ("TH", "TD"):
        atributos = Dictionary(O=Name.Table)
        if nodo.alcance:
            atributos.Scope = Name("/" + nodo.alcance)
        if nodo.columnas > 1:
            atributos.ColSpan = nodo.columnas
        elemento.A = atributos


def _metadatos(pdf: pikepdf.Pdf, ficha: Ficha) -> None:
    xmp = pikepdf.Stream(pdf, _xmp(ficha))
    xmp.Type, xmp.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(xmp)
    momento = _fecha_pdf(ficha.fecha)
    pdf.trailer.Info = pdf.make_indirect(Dictionary(
        Title=String(ficha.titulo), Author=String(ficha.autor), Subject=String(ficha.asunto),
        Creator=String(CREADOR), Producer=String(PRODUCTOR),
        CreationDate=String(momento), ModDate=String(momento),
    ))  # fmt: skip


def _fecha_pdf(momento: datetime) -> str:
    desfase = momento.strftime("%z")
    return f"D:{momento:%Y%m%d%H%M%S}{desfase[:3]}'{desfase[3:5]}'"


def _color(pdf: pikepdf.Pdf) -> None:
    perfil = pikepdf.Stream(pdf, (files("pikepdf") / "pdfa" / "data" / "sRGB.icc").read_bytes())
    perfil.N = 3
    nombre = String("sRGB IEC61966-2.1")
    pdf.Root.OutputIntents = Array([Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=nombre, Info=nombre,
        DestOutputProfile=pdf.make_indirect(perfil),
    )])  # fmt: skip


def _embeber(pdf: pikepdf.Pdf, ficha: Ficha, contenido: bytes) -> None:
    datos = Adjunto(
        ficha.nombre_datos, "application/json",
        "Datos con los que se redactó este documento (JSON canónico, RFC 8785)", contenido,
    )  # fmt: skip
    referencias = [_ligar(pdf, ficha, datos, Name.Source)]
    if ficha.adjunto:
        referencias.append(_ligar(pdf, ficha, ficha.adjunto, Name.Supplement))
    nombres = [lado for referencia in referencias for lado in (referencia.F, referencia)]
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(nombres)))
    pdf.Root.AF = Array(referencias)


def _ligar(pdf: pikepdf.Pdf, ficha: Ficha, adjunto: Adjunto, relacion: pikepdf.Object) -> pikepdf.Object:
    archivo = pikepdf.Stream(pdf, adjunto.contenido)
    archivo.Type, archivo.Subtype = Name.EmbeddedFile, Name("/" + adjunto.tipo)
    # MD5 es lo que pide ISO 32000 para CheckSum; no protege nada, la integridad la dan la firma y SHA-256.
    resumen = hashlib.md5(adjunto.contenido, usedforsecurity=False).digest()
    momento = String(_fecha_pdf(ficha.fecha))
    archivo.Params = Dictionary(Size=len(adjunto.contenido), CheckSum=String(resumen), ModDate=momento)
    nombre = String(adjunto.nombre)
    return pdf.make_indirect(Dictionary(
        Type=Name.Filespec, F=nombre, UF=nombre, AFRelationship=relacion, Desc=String(adjunto.que_es),
        EF=Dictionary(F=pdf.make_indirect(archivo), UF=archivo),
    ))  # fmt: skip


def _nombrar_zona(pdf: pikepdf.Pdf, zona: Caja) -> None:
    """Un destino con nombre: quien coteja el escaneo busca ahí la tinta de la firma."""
    numero, *esquinas = zona
    destino = Array([pdf.pages[numero].obj, Name.FitR, *esquinas])
    pdf.Root.Names.Dests = Dictionary(Names=Array([String(ZONA), destino]))


def _xmp(ficha: Ficha) -> bytes:
    texto = {campo: escape(getattr(ficha, campo)) for campo in ("titulo", "autor", "asunto")}
    return _PLANTILLA_XMP.format(
        **texto, momento=ficha.fecha.isoformat(), creador=escape(CREADOR), productor=escape(PRODUCTOR)
    ).encode()


_PLANTILLA_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titulo}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{autor}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{asunto}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>es-MX</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{momento}</xmp:CreateDate><xmp:ModifyDate>{momento}</xmp:ModifyDate>
<xmp:CreatorTool>{creador}</xmp:CreatorTool><pdf:Producer>{productor}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
