"""Cada puerta que abre un archivo × cada bomba: se rechaza con una frase, nada se guarda y a la web no le crece la memoria.

Las puertas se hallan recorriendo las páginas; si alguna clase de formulario con archivo no recibe ninguna, la prueba falla.
"""

from __future__ import annotations

import resource
import sys
import zlib
from io import StringIO

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.forms.forms import BaseForm
from lxml import html

from archivos.models import Archivo
from tests.archivos.hostiles import MB, ceros_comprimidos, con_flujo, con_parte_cruda, oficina, png_que_dice_medir
from tests.archivos.test_revision_de_oficina_e_imagenes import RISAS
from tests.herramientas.dosis import dosis, muestra
from tests.seguridad.recorrido_urls import deshecho, navegador

pytestmark = [pytest.mark.django_db, pytest.mark.larga]
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CRECE_A_LO_MAS = 200 * MB  # el cliente de prueba, el servidor y el archivo viven en este mismo proceso: unas copias de 25 MB
CODIGOS = {200, 302, 400, 413, 422, 429, 503}


def _zip_mentiroso(extension: str) -> bytes:
    crudo = ceros_comprimidos(3000, con_cabeza=False)
    return con_parte_cruda(oficina(extension), "xl/media/a.bin", crudo, MB, crc=zlib.crc32(bytes(MB)))


def _filas_vacias() -> bytes:
    filas = b"".join(b'<row r="%d"/>' % n for n in range(1, 1_000_001))
    hoja = f"<worksheet {S}><sheetData>".encode() + filas + b"</sheetData></worksheet>"
    libro = f'<workbook {S} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    relacion = ('<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
                'Target="worksheets/sheet1.xml"/>')
    tipo = '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    return oficina("xlsx", {"xl/worksheets/sheet1.xml": hoja}, relaciones=relacion, tipos=tipo, principal=libro)


BOMBAS = {
    "flate.pdf": lambda: con_flujo(ceros_comprimidos(3000)),
    "zip.xlsx": lambda: _zip_mentiroso("xlsx"),
    "risas.xlsx": lambda: oficina("xlsx", principal=RISAS),
    "vacias.xlsx": _filas_vacias,
    "hondo.json": lambda: b'{"releases":' + b"[" * 5_000_000,
    "ancho.json": lambda: b'{"releases":[' + b'{"a":[[[[]]]]},' * 600_000 + b"{}]}",
    "linea.csv": lambda: b"a," * 5_000_000,
    "comillas.csv": lambda: b'a,b\n"' + b"x\n" * 5_000_000,
    "pixeles.png": lambda: png_que_dice_medir(30_000, 30_000),
    "zip.zip": lambda: ceros_comprimidos(3000, con_cabeza=False),
}
ADMISIBLES = {"vacias.xlsx"}
"""Un XLSX en regla, aunque vacío y largo: como anexo puede entrar; como tabla, se dice que no trae nada."""


def _puertas(hallados):
    """(formulario, campo) de cada control de archivo."""
    return [(forma, campo) for forma in hallados for campo, clase in forma.campos.items() if clase == "file" and forma.metodo == "post"]


def _con_archivo():
    """Las clases de formulario de la casa que reciben un archivo."""
    de, vistas = [BaseForm], set()
    while de:
        clase = de.pop()
        de += clase.__subclasses__()
        campos = getattr(clase, "base_fields", {})
        if not clase.__module__.startswith(("django.", "tests.", "config.muestras")) and any(isinstance(c, forms.FileField) for c in campos.values()):
            vistas.add(clase)
    return {clase for clase in vistas if not any(otra is not clase and issubclass(otra, clase) for otra in vistas)}


@pytest.fixture
def atendieron(monkeypatch):
    """Qué clases de formulario recibieron algún archivo."""
    suyas, limpiar = set(), BaseForm.full_clean

    def anotar(formulario):
        if formulario.is_bound and formulario.files:
            suyas.update(type(formulario).__mro__)
        return limpiar(formulario)

    monkeypatch.setattr(BaseForm, "full_clean", anotar)
    return suyas


def _memoria() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1024 if sys.platform.startswith("linux") else 1)


def _frases(respuesta) -> str:
    """Lo que la página le dice a la persona de lo que envió."""
    if respuesta.status_code == 302 or "text/html" not in respuesta["Content-Type"]:
        return "redirige"
    pagina = html.fromstring(respuesta.content)
    dichas = pagina.xpath("//*[contains(@class, 'error') or contains(@class, 'notification') or contains(@class, 'inset') or contains(@class, 'warning')]")
    return " ".join(" ".join(d.text_content().split()) for d in dichas) or " ".join(h.text_content() for h in pagina.xpath("//h1"))


def test_cada_puerta_rechaza_cada_bomba_con_una_frase(recorrido, atendieron):
    hechas = {nombre: fabricar() for nombre, fabricar in BOMBAS.items()}
    puertas = _puertas(recorrido.hallados)
    casos = [(forma, campo, nombre) for forma, campo in puertas for nombre in hechas]
    elegidos = muestra(casos, dosis(8, 10**9), "bombas")
    fallas, antes = [], _memoria()
    for forma, campo, nombre in elegidos:
        archivo = SimpleUploadedFile(nombre, hechas[nombre])
        with deshecho():
            habia = Archivo.objects.count()
            respuesta = forma.enviar({campo: [archivo]}, navegador(forma.persona))
            guardo = Archivo.objects.count() > habia
        dicho = f"{forma.accion} {campo}={nombre}: {respuesta.status_code}"
        if respuesta.status_code not in CODIGOS or not _frases(respuesta):
            fallas.append(f"{dicho} «{_frases(respuesta)[:80]}»")
        elif guardo and nombre not in ADMISIBLES:
            fallas.append(f"{dicho}: se guardó")
    assert not fallas, "\n".join(fallas)
    assert _memoria() - antes < CRECE_A_LO_MAS, (_memoria() - antes) // MB
    if len(elegidos) == len(casos):
        assert _con_archivo() - atendieron == set(), "puertas que ninguna página recorrida enseña"


# De las órdenes que leen un archivo: con qué argumentos se les da. Una que se agregue sin su renglón hace fallar la prueba.
ESTANDAR = str(settings.RAIZ / "datos" / "estandares_ilustrativos.csv")
ORDENES = {
    "importar_estandar": lambda ruta, mundo: [ruta, "--emisor", "Prueba"],
    "importar_historico": lambda ruta, mundo: [ruta, "--montos", "total"],
    "evaluar_conceptos": lambda ruta, mundo: [ruta, "--estandar", ESTANDAR],
    "cargar_abiertos": lambda ruta, mundo: [ruta, "--por", mundo.recepcion.correo, "--ensayo"],
    "verificar_pdf": lambda ruta, mundo: [ruta],
}
ESCRIBEN = {"exportar_bitacora", "practica_exportar"}
DE_LA_CASA = {"practica_importar": "lee lo que exportó el otro sitio de la casa"}


def test_toda_orden_que_lee_un_archivo_esta_en_la_tabla():
    leen = set()
    for nombre, app in get_commands().items():
        if isinstance(app, str) and not app.startswith(("django", "viewflow", "guardian", "allauth")):
            lector = load_command_class(app, nombre).create_parser("manage.py", nombre)
            leen |= {nombre for accion in lector._actions if not accion.option_strings and accion.dest in ("archivo", "archivos", "conceptos")}
    assert leen - ESCRIBEN - set(DE_LA_CASA) <= set(ORDENES)


@pytest.mark.parametrize("orden", sorted(ORDENES))
def test_cada_orden_que_lee_un_archivo_dice_que_no(orden, tmp_path, recorrido):
    for nombre in muestra(sorted(set(BOMBAS)), dosis(1, 10**9), orden):
        ruta = tmp_path / nombre
        ruta.write_bytes(BOMBAS[nombre]())
        dicho = StringIO()
        with deshecho(), pytest.raises((CommandError, SystemExit)) as salio:
            call_command(orden, *ORDENES[orden](str(ruta), recorrido.mundo), stdout=dicho, stderr=dicho)
        assert str(salio.value) not in ("", "0"), nombre
