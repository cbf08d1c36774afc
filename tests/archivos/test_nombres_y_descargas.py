"""El nombre que trae un archivo no decide nada: se limpia al entrar y sale en una cabecera que no se puede partir."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from archivos.entrada import nombre_limpio, recibir, validar
from archivos.models import Archivo
from archivos.salida import como_descarga, descarga
from config.demostracion.muestra import pdf_de_muestra
from tests.archivos.hostiles import imagen, oficina

PDF = pdf_de_muestra("Anexo")
HOSTILES = {
    "../../etc/passwd.pdf": "passwd.pdf", "..\\..\\windows\\x.pdf": "x.pdf", "/etc/shadow.pdf": "shadow.pdf",
    "fac\u202efdp.exe.pdf": "facfdp.exe.pdf", "a\u200b\u2066b.pdf": "ab.pdf", "a\r\nSet-Cookie: x=1.pdf": "aSet-Cookie x=1.pdf",
    "a\0.pdf": "a.pdf", "..pdf": "pdf", "...": "archivo", "": "archivo", "CON.pdf": "_CON.pdf", "nul": "_nul",
    "com1.tar.pdf": "_com1.tar.pdf", "Constancia.pdf": "Constancia.pdf", "a<b>:\"|?*c;%0d.pdf": "abc0d.pdf",
    "  oficio   núm. 5 .pdf": "oficio núm. 5.pdf", "a\u2028b.pdf": "a b.pdf", "x" * 300 + ".pdf": "x" * 110 + ".pdf",
}


@pytest.mark.parametrize(("nombre", "limpio"), HOSTILES.items())
def test_un_nombre_hostil_queda_inofensivo(nombre, limpio):
    assert nombre_limpio(nombre) == limpio


@pytest.mark.parametrize("nombre", [*HOSTILES, 'a".pdf', "ñandú \u202e.pdf"])
def test_la_cabecera_de_descarga_no_se_parte_y_lo_ajeno_sale_aislado(nombre):
    respuesta = como_descarga(io.BytesIO(b"x"), nombre_limpio(nombre), "application/pdf")
    cabecera = respuesta["Content-Disposition"]
    assert cabecera.startswith("attachment; filename")
    assert not set(cabecera) & set("\r\n\0\u202e")
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in respuesta["Content-Security-Policy"]
    assert respuesta["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(("extension", "tipo"), [
    ("csv", "text/csv; charset=utf-8"), ("json", "application/json; charset=utf-8"), ("pdf", "application/pdf"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
])  # fmt: skip
def test_lo_que_escribe_el_sistema_se_guarda_con_su_nombre_y_su_tipo(extension, tipo):
    respuesta = descarga(b"x", f"conceptos-2.0.{extension}")
    assert (respuesta.content, dict(respuesta.headers)) == (b"x", {
        "Content-Disposition": f'attachment; filename="conceptos-2.0.{extension}"', "Content-Type": tipo,
        "X-Content-Type-Options": "nosniff",
    })


@pytest.mark.django_db
def test_la_clave_del_almacen_es_la_huella_y_no_el_nombre():
    archivo, nombre = recibir(SimpleUploadedFile("x.pdf", PDF, "application/pdf"), 25)
    assert archivo.contenido.name == f"{archivo.sha256[:2]}/{archivo.sha256}"
    assert nombre == "x.pdf"


@pytest.mark.parametrize(
    ("nombre", "contenido", "declarado", "se_admite"),
    [
        ("a.pdf", PDF, "application/pdf", True), ("a.pdf", PDF, "application/octet-stream", True), ("a.PDF", PDF, "", True),
        ("a.pdf", PDF, "Application/PDF; charset=binary", True), ("a.pdf", PDF, "text/html", False),
        ("a.pdf", PDF, "image/png", False), ("a.docx", oficina("docx"), "application/zip", True),
        ("a.png", imagen(), "image/svg+xml", False), ("a.jpg", imagen("JPEG"), "image/pjpeg", True),
    ],
)  # fmt: skip
def test_el_tipo_que_declara_el_navegador_concuerda_o_es_generico(nombre, contenido, declarado, se_admite):
    if se_admite:
        assert validar(nombre, contenido, 25, declarado)
        return
    with pytest.raises(ValidationError, match="declarado como otra cosa"):
        validar(nombre, contenido, 25, declarado)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "nombre", ["pagina.html", "dibujo.svg", "a.pdf.exe", "macro.docm", "hoja.xlsm", "viejo.doc", "a.zip", "a.pdf\u202e.exe"]
)
def test_lo_que_no_esta_en_la_lista_no_entra(nombre):
    with pytest.raises(ValidationError, match="no se admite"):
        recibir(SimpleUploadedFile(nombre, PDF, "application/pdf"), 25)
    assert not Archivo.objects.exists()
