"""Qué Word, qué Excel y qué imagen se admiten; cada causa dice qué hacer."""

from __future__ import annotations

import io

import openpyxl
import pytest
from PIL import Image

from archivos.revision import NoAdmitido
from archivos.revision import imagen as imagenes
from archivos.revision.ofimatica import revisar
from config.demostracion.muestra import pdf_de_muestra
from tests.archivos.hostiles import (
    EICAR,
    OFICINA,
    S,
    W,
    comprimir,
    con_parte_cruda,
    imagen,
    oficina,
    png_que_dice_medir,
    relacion,
)

MACRO = '<Override PartName="/{}/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
RISAS = '<!DOCTYPE r [<!ENTITY a "ja">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
) + f"]><w:document {W}><w:p>&j;</w:p></w:document>"
EXTERNA = f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}>&a;</w:document>'


def _documento(cuerpo):
    return oficina("docx", principal=f"<w:document {W}><w:body>{cuerpo}</w:body></w:document>")


def _campo(*trozos):
    partes = "".join(f"<w:r><w:instrText>{t}</w:instrText></w:r>" for t in trozos)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{partes}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _formula(texto):
    hoja = f"<worksheet {S}><sheetData><row><c><f>{texto}</f></c></row></sheetData></worksheet>"
    return oficina("xlsx", {"xl/worksheets/sheet1.xml": hoja})


def _libro():
    libro, destino = openpyxl.Workbook(), io.BytesIO()
    libro.active["A1"], libro.active["A2"] = "=SUM(1,2)", '=IF(A1>2,"a|b","c")'
    libro.active["A3"].hyperlink = "https://ejemplo.invalid"
    libro.save(destino)
    return destino.getvalue()


@pytest.mark.parametrize(
    ("extension", "contenido"),
    [
        ("docx", oficina("docx", relaciones=relacion("hyperlink", "https://ejemplo.invalid"))),
        ("docx", oficina("docx", relaciones=relacion("hyperlink", "mailto:alguien@ejemplo.invalid"))),
        ("docx", _documento(_campo(" PAGE ") + _campo("IF ", "1=1 ") + "<w:f>|x|</w:f>")),
        ("docx", oficina("docx", {"word/media/image1.png": imagen()})),
        ("xlsx", oficina("xlsx")),
        ("xlsx", _libro()),
    ],
)  # fmt: skip
def test_lo_de_todos_los_dias_se_admite(extension, contenido):
    revisar(contenido, extension)


@pytest.mark.parametrize(
    ("extension", "contenido", "causa"),
    [
        ("docx", oficina("docx", {"word/vbaProject.bin": b"x"}, tipos=MACRO.format("word")), "macros"),
        ("docx", oficina("docx", {"word/otro.bin": b"x"}, relaciones=relacion("vbaProject", "otro.bin", externa=False)), "macros"),
        ("docx", oficina("docx", clase="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        ("xlsx", oficina("xlsx", {"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
        ("docx", oficina("docx", {"word/embeddings/oleObject1.bin": b"x"}), "objetos de otro programa"),
        ("docx", oficina("docx", {"word/inocente.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), "objetos de otro programa"),
        ("docx", oficina("docx", {"word/inocente.bin": b"MZ\x90"}), "objetos de otro programa"),
        ("docx", oficina("docx", {"word/media/a.png": comprimir({"a": "b"})}), "objetos de otro programa"),
        ("docx", oficina("docx", {"word/activeX/activeX1.xml": "<a/>"}), "objetos de otro programa"),
        ("docx", oficina("docx", relaciones=relacion("attachedTemplate", "http://ejemplo.invalid/t.dotm")), "de otro lugar"),
        ("docx", oficina("docx", relaciones=relacion("image", "http://ejemplo.invalid/a.png")), "de otro lugar"),
        ("docx", oficina("docx", relaciones=relacion("aFChunk", "a.htm", externa=False)), "de otro lugar"),
        ("docx", oficina("docx", relaciones=relacion("hyperlink", "file:///c:/x.exe")), "vínculo a un archivo"),
        ("docx", oficina("docx", relaciones=relacion("hyperlink", "\\\\10.0.0.1\\x")), "vínculo a un archivo"),
        ("docx", oficina("docx", relaciones=relacion("hyperlink", "ms-msdt:/id")), "vínculo a un archivo"),
        ("xlsx", oficina("xlsx", {"xl/externalLinks/externalLink1.xml": "<a/>"}), "de otro lugar"),
        ("xlsx", oficina("xlsx", {"xl/connections.xml": "<a/>"}), "de otro lugar"),
        ("docx", _documento(_campo("DDEAUTO c:\\\\x")), "DDE"),
        ("docx", _documento(_campo(" DD", "E", "AUTO x")), "DDE"),
        ("docx", _documento('<w:fldSimple w:instr=" DDE x y"/>'), "DDE"),
        ("docx", _documento(f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{_campo("QUOTE 68 68 69")}'), "DDE"),
        ("xlsx", _formula("cmd|'/c calc'!A0"), "DDE"),
        ("xlsx", _formula('WEBSERVICE("http://ejemplo.invalid")'), "DDE"),
        ("docx", oficina("docx", principal=RISAS), "entidades o un DTD"),
        ("docx", oficina("docx", principal=EXTERNA), "entidades o un DTD"),
        ("docx", oficina("docx", {"docProps/core.xml": "<!DOCTYPE a><a/>"}), "entidades o un DTD"),
        ("docx", oficina("docx", {"word/x.bin": "<!DOCTYPE a><a/>"}, tipos='<Override PartName="/word/x.bin" ContentType="a/b+xml"/>'), "entidades"),
        ("docx", _documento("<w:p>" * 300 + "</w:p>" * 300), "dañado"),
        ("docx", _documento("<w:p>"), "dañado"),
        ("docx", oficina("docx", {"../../etc/passwd": "x"}), "fuera de su lugar"),
        ("docx", oficina("docx", {"/etc/passwd": "x"}), "fuera de su lugar"),
        ("docx", oficina("docx", {"C:/x": "x"}), "fuera de su lugar"),
        ("docx", oficina("xlsx"), "dañado"),
        ("xlsx", oficina("docx"), "dañado"),
        ("docx", comprimir({"a.txt": "hola"}), "dañado"),
        ("docx", oficina("docx", {"_rels/.rels": None}), "dañado"),
        ("docx", oficina("docx") + b"cola", "dañado"),
        ("docx", b"PK\x03\x04" + oficina("docx"), "dañado"),
        ("docx", oficina("docx")[:-30], "dañado"),
        ("docx", oficina("docx", {f"word/p{n}.xml": "<a/>" for n in range(5001)}), "se expande demasiado"),
        ("docx", con_parte_cruda(oficina("docx"), "word/a.bin", b"\x03\x00", 0, veces=2), "dañado"),
        ("docx", con_parte_cruda(oficina("docx"), "word/a.bin", b"\x03\x00", 99), "dañado"),
        ("docx", con_parte_cruda(oficina("docx"), "word/a.bin", b"\x03\x00", 0, crc=7), "dañado"),
    ],
    ids=lambda valor: valor if isinstance(valor, str) else "",
)  # fmt: skip
def test_lo_que_no_solo_se_lee_no_se_admite(extension, contenido, causa):
    with pytest.raises(NoAdmitido, match=causa):
        revisar(contenido, extension)


def test_una_imagen_se_admite_y_la_del_telefono_con_otra_pegada_tambien():
    imagenes.revisar(imagen("PNG"), "png")
    foto = imagen("JPEG")
    for contenido in (foto, foto + foto, foto + b"\x00" * 8):
        imagenes.revisar(contenido, "jpg")


def _girada():
    destino = io.BytesIO()
    Image.new("RGB", (20, 20)).save(destino, "GIF")
    return destino.getvalue()


@pytest.mark.parametrize(
    ("extension", "contenido", "causa"),
    [
        ("png", imagen() + b"<?php", "datos pegados"),
        ("jpg", imagen("JPEG") + EICAR, "datos pegados"),
        ("jpg", imagen("JPEG") + pdf_de_muestra("x"), "datos pegados|dañado"),
        ("png", imagen() + comprimir({"a": "b"}), "ZIP"),
        ("jpg", imagen("JPEG") + comprimir({"a": "b"}), "ZIP"),
        ("jpg", b"\xff\xd8\xff\xfe\x00\x20%PDF-1.4" + imagen("JPEG")[2:], "dañado"),
        ("png", imagen()[:-40], "dañado"),
        ("jpg", imagen("JPEG", 400)[:-300], "dañado"),
        ("png", imagen("JPEG"), "dañado"),
        ("png", _girada(), "dañado"),
        ("png", png_que_dice_medir(50_000, 50_000), "demasiados pixeles"),
        ("png", png_que_dice_medir(8_000, 8_000), "demasiados pixeles"),
        ("png", png_que_dice_medir(800, 800), "dañado"),
    ],
    ids=lambda valor: valor if isinstance(valor, str) else "",
)  # fmt: skip
def test_una_imagen_que_es_otra_cosa_no_se_admite(extension, contenido, causa):
    with pytest.raises(NoAdmitido, match=causa):
        imagenes.revisar(contenido, extension)


def test_la_clase_principal_es_la_de_su_extension():
    with pytest.raises(NoAdmitido):
        revisar(oficina("docx", clase=f"{OFICINA}wordprocessingml.template.main+xml"), "docx")
