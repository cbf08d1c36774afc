"""Todo PDF que sale del sistema lleva al pie la última ancla de la bitácora, y el que se rehace lleva siempre la misma."""

import io
import zipfile
from datetime import date

import pypdf
import pytest

from bitacora.cadena import cabeza, ultima_ancla
from bitacora.models import Ancla
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.documento import documentos, oficio, para_firma, testado
from dictamenes.documento.redaccion import sin_lo_testado
from flujos.expediente.exportacion.actos import exportar
from flujos.expediente.exportacion.certificar import certificar
from flujos.recorrido import actos
from indicadores.cedula import impresion
from indicadores.cifra.recalculo import correr
from tests.herramientas import verapdf
from tests.herramientas.dosis import COMPLETA

pytestmark = pytest.mark.django_db
PREVENIR = {"causal": "anexo", "observaciones": [("general", "Falta algo.")]}


def _anclar(en):
    """Un ancla en la cabeza de hoy, como la que dejaría el trabajador; aquí no importa su firma."""
    n, eslabon = cabeza()
    return Ancla.objects.create(numero=Ancla.objects.count() + 1, n=n, eslabon=eslabon, raiz="0" * 64,
                                anterior="0" * 64, en=en, cms=b"-", guardada="-")


def _indice(solicitud, mundo):
    with exportar(solicitud, "ente", por=mundo.presenta, en=mundo.en).archivo as paquete:
        return zipfile.ZipFile(io.BytesIO(paquete.read())).read("indice.pdf")


def _cedula(mundo):
    return impresion.pdf(impresion.congelar(mundo.publicar_cedula(), correr(2026, date(2026, 3, 2))))


def _certificacion(mundo, solicitud):
    mundo.credenciales()
    datos = {"alcance": "ente", "para": "Órgano Interno de Control", "fundamentos": []}
    return certificar(solicitud, por=mundo.coordinacion, en=mundo.en, **datos).caratula.leer()


def _copia_digital(datos):
    copia = {"firmo": "Ana", "cargo": "Subsecretaria", "firmado_en": "2026-03-02T16:00:00+00:00", "ubicacion": "Estante 4",
             "hojas": 4, "cotejo": "Escaneo cotejado, trazo detectado.", "escaneo": "a" * 64, "original": "b" * 64}
    de_ella = {clave: datos[clave] for clave in ("version", "rotulo", "encabezado", "dictamen", "asunto", "ancla")}
    return oficio.redactar_copia_digital({**de_ella, "copia": copia}, b"%PDF-1.4").contenido


def _todos(mundo, borrador):
    """Cada documento como lo produce el sistema, por el nombre de quien lo redacta."""
    presentada, dictaminada = mundo.presentada(), mundo.sin_documentos()
    presentacion, datos = presentada.presentaciones.get(), dictaminada.dictamen.datos
    parte = testado.Fragmento("Es idóneo", "Artículo 1", "Dato reservado")
    testada = sin_lo_testado(dictaminada.dictamen, [parte], mundo.en)
    de_papel = documentos.oficio_para_firma(borrador, para_firma.clave(borrador), por=mundo.presenta, en=mundo.en)
    hechos = {
        "redactar_acuse": [documentos.acuse(presentacion)],
        "redactar_solicitud": [de_papel, documentos.oficio_de_solicitud(presentacion)],
        "redactar_dictamen": [documentos.borrador(datos), documentos.borrador(testada)],
        "redactar_contingencia": [documentos.formato_de_contingencia(2026)],
        "redactar_indice": [_indice(presentada, mundo)],
        "redactar_certificacion": [_certificacion(mundo, presentada)],
        "redactar_cedula": [_cedula(mundo)],
        "redactar_copia_digital": [_copia_digital(datos)],
    }
    prevenida = actos.ejecutar(tramite.prevenir, presentada, por=mundo.recepcion, en=mundo.en, **PREVENIR)
    hechos["redactar_prevencion"] = [documentos.oficio_de_prevencion(prevenida.prevenciones.get())]
    return hechos | {"redactar_inventario": [documentos.inventario(mundo.transferida(prevenida))]}


def test_todo_pdf_lleva_en_cada_hoja_la_ultima_ancla(mundo, en):
    borrador = mundo.borrador()  # que la bitácora tenga algo que anclar
    ancla = _anclar(en)
    with detenido_en(en):
        hechos = _todos(mundo, borrador)
    assert set(hechos) == {nombre for nombre in oficio.__all__ if nombre.startswith("redactar_")}
    dicho = f"Bitácora firmada hasta el evento {ancla.n}, eslabón {ancla.eslabon}"
    sin_ella = [
        f"{nombre}, hoja {hoja}"
        for nombre, suyos in hechos.items() for suyo in suyos
        for hoja, pagina in enumerate(pypdf.PdfReader(io.BytesIO(suyo)).pages, start=1)
        if dicho not in " ".join(pagina.extract_text().split())
    ]
    assert sin_ella == []
    if COMPLETA:  # en `make probar`, la muestra de test_verapdf.py
        verapdf.preparar()
        suyos = {f"{nombre} {n}": suyo for nombre, todos in hechos.items() for n, suyo in enumerate(todos)}
        assert {papel: mal for papel, mal in verapdf.validar(suyos).items() if any(mal.values())} == {}


def test_lo_que_se_rehace_no_cambia_porque_despues_se_ancle(mundo, en):
    with detenido_en(en):
        presentada, cedula = mundo.presentada(), mundo.publicar_cedula()
        primera = _anclar(en)
        actos.ejecutar(tramite.admitir, presentada, por=mundo.recepcion, en=en, areas=[])
        corrida = correr(2026, date(2026, 3, 2))
        antes = _indice(presentada, mundo), impresion.pdf(impresion.congelar(cedula, corrida))
        ultima = _anclar(en)
        assert antes == (_indice(presentada, mundo), impresion.pdf(impresion.congelar(cedula, corrida)))
        assert (ultima_ancla()["n"], ultima_ancla(antes_de=ultima.n)["n"]) == (ultima.n, primera.n)
