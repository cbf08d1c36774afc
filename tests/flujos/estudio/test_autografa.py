"""Firmar a mano: el escaneo se coteja al entregarlo, lo dudoso lo ve otra persona y nada se sube dos veces."""

from __future__ import annotations

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import ImageDraw

from archivos.entrada import guardar
from archivos.models import Archivo, EstadoDeArchivo
from bitacora.models import Evento
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.models import Dictamen, EscaneoFirmado
from flujos.invariantes import revisar
from flujos.recorrido import actos
from tests.escaneo import fabrica
from tests.seguridad.recorrido_urls import navegador
from verificador.escaneo import cotejo, lectura, puerta

pytestmark = pytest.mark.django_db
JUICIO = {"cotejado": [], "dudoso": ["Hoja 2: trae marcas."], "rechazado": ["Falta la hoja 2 de 3."]}


@pytest.fixture
def por_firmar(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia(), forma_firma="autografa")
    mundo.credenciales()
    mundo.trabajar()
    mundo.leer(solicitud)
    return Dictamen.objects.select_related("solicitud", "sellado").get(solicitud=solicitud)


@pytest.fixture
def dicta(monkeypatch):
    """Lo que dirá el cotejo, sin hacerlo: lo que mira se prueba en tests/escaneo."""
    def decir(veredicto):
        hojas = [cotejo.Juicio(1, veredicto, JUICIO[veredicto], 0, 0)]
        monkeypatch.setattr(puerta, "cotejar", lambda *_: cotejo.Cotejo(veredicto, JUICIO[veredicto], hojas))

    return decir


def _entregar(mundo, dictamen, contenido=b"", **mas):
    datos = {"visto": dictamen.sellado.sha256, "contrasena": "contrasena-de-prueba", "ubicacion_original": "Caja 12"}
    if contenido:
        datos["escaneo"] = SimpleUploadedFile("escaneo.pdf", contenido, "application/pdf")
    return navegador(mundo.firmante).post(reverse("flujos:firma", args=[dictamen.solicitud_id]), datos | mas, follow=True)


def _otro(dictamen, n=1):
    return dictamen.sellado.leer() + b"\n" * n


def test_el_cotejado_firma_y_queda_en_el_evento(mundo, por_firmar, dicta):
    dicta("cotejado")
    assert "Escaneo cotejado, trazo detectado" in _entregar(mundo, por_firmar, _otro(por_firmar)).content.decode()
    por_firmar.refresh_from_db()
    assert (por_firmar.estado, por_firmar.ubicacion_original) == ("firmado", "Caja 12")
    assert Evento.objects.get(accion="dictamen.firmado").datos_evento.datos["cotejo"] == "cotejado"
    assert revisar() == []


def test_el_rechazado_dice_por_que_y_no_firma(mundo, por_firmar, dicta):
    dicta("rechazado")
    respuesta = _entregar(mundo, por_firmar, _otro(por_firmar))
    assert respuesta.status_code == 422
    assert "Falta la hoja 2 de 3." in respuesta.content.decode()
    assert Dictamen.objects.get().estado == "por_firmar"


def test_el_dudoso_lo_ve_otra_persona_y_despues_se_firma_sin_subirlo_otra_vez(mundo, por_firmar, dicta):
    dicta("dudoso")
    assert "dejó dudas" in _entregar(mundo, por_firmar, _otro(por_firmar)).content.decode()
    assert Aviso.objects.filter(persona=mundo.coordinacion, tema="escaneo_en_duda").exists()
    assert Dictamen.objects.get().estado == "por_firmar"
    assert "dejó dudas" in _entregar(mundo, por_firmar).content.decode(), "insistir no lo firma"
    assert Evento.objects.filter(accion="dictamen.escaneo_en_duda").count() == 1
    url, cliente = reverse("flujos:escaneo", args=[por_firmar.solicitud_id]), navegador(mundo.coordinacion)
    pagina = cliente.get(url).content.decode()
    assert "Hoja 2: trae marcas." in pagina
    for cual in ("original", "escaneo"):
        imagen = cliente.get(reverse("flujos:hoja_de_escaneo", args=[por_firmar.solicitud_id, cual, 1]))
        assert imagen.content.startswith(b"\x89PNG")
    escaneo = EscaneoFirmado.objects.get()
    resuelto = {"visto": escaneo.archivo.sha256, "decision": "confirmar", "motivo": "Es una rúbrica al margen.",
                "ficha": "", "confirma": "on"}
    assert cliente.post(url, resuelto, follow=True).status_code == 200
    escaneo.refresh_from_db()
    assert (escaneo.confirmado, escaneo.resuelto_por) == (True, mundo.coordinacion)
    assert Aviso.objects.filter(persona=mundo.firmante, tema="escaneo_resuelto").exists()
    _entregar(mundo, por_firmar)
    por_firmar.refresh_from_db()
    assert (por_firmar.estado, por_firmar.firmado) == ("firmado", escaneo.archivo)
    assert revisar() == []


def test_rechazado_por_otra_persona_se_pide_de_nuevo(mundo, por_firmar, dicta):
    dicta("dudoso")
    _entregar(mundo, por_firmar, _otro(por_firmar))
    visto = EscaneoFirmado.objects.get().archivo.sha256
    actos.ejecutar(tramite.rechazar_escaneo, por_firmar.solicitud, mundo.coordinacion, mundo.en, visto=visto,
                   motivo="No se alcanza a ver la hoja 2.")
    assert "Adjunte el escaneo" in _entregar(mundo, por_firmar).content.decode()
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.confirmar_escaneo, por_firmar.solicitud, mundo.coordinacion, mundo.en, visto=visto,
                       motivo="Siempre sí.")


def test_quien_lo_entrego_no_lo_resuelve(mundo, por_firmar, dicta):
    dicta("dudoso")
    _entregar(mundo, por_firmar, _otro(por_firmar))
    with pytest.raises(IntegrityError):
        EscaneoFirmado.objects.update(
            confirmado=True, resuelto_por=mundo.firmante, resuelto_en=mundo.en, motivo="Yo digo.")


def test_con_el_antivirus_en_cola_no_se_sube_dos_veces(mundo, por_firmar, dicta, monkeypatch):
    dicta("cotejado")
    monkeypatch.setattr("archivos.antivirus.hay", lambda: True)
    respuesta = _entregar(mundo, por_firmar, _otro(por_firmar))
    assert "No hay que subirlo otra vez" in respuesta.content.decode()
    Archivo.objects.filter(estado=EstadoDeArchivo.PENDIENTE).update(estado=EstadoDeArchivo.DISPONIBLE)
    pagina = navegador(mundo.firmante).get(reverse("flujos:firma", args=[por_firmar.solicitud_id])).content.decode()
    assert "Ya se recibió «escaneo.pdf»" in pagina
    _entregar(mundo, por_firmar)
    assert Dictamen.objects.get().estado == "firmado"


def test_el_acto_no_firma_lo_que_nadie_cotejo(mundo, por_firmar):
    archivo = guardar(b"%PDF-1.4 sin cotejar %%EOF", "application/pdf")
    with pytest.raises(DatosInvalidos, match="no se ha cotejado"):
        actos.ejecutar(
            tramite.firmar, por_firmar.solicitud, por=mundo.firmante, en=mundo.en, firmado=archivo, forma="autografa",
            visto=por_firmar.sellado.sha256, ubicacion_original="Caja 12")


def test_de_verdad_en_fotos_por_hoja(mundo, por_firmar):
    """El camino entero sin remedos: fotos sueltas y en desorden de lo que este sistema redactó; y una marca deja duda."""
    original, azar = por_firmar.sellado.leer(), random.Random(1)
    hojas = [fabrica.firmada(original, n, azar) for n in range(lectura.cuantas(original))]
    ImageDraw.Draw(hojas[0]).line([(600, 900), (1350, 1200), (1050, 975)], fill=30, width=14)
    fotos = [SimpleUploadedFile(f"{n}.jpg", fabrica.escaneada(hoja, azar), "image/jpeg") for n, hoja in enumerate(hojas)]
    _entregar(mundo, por_firmar, escaneo=fotos[::-1])
    escaneo = EscaneoFirmado.objects.get()
    assert escaneo.cotejo["motivos"] == ["Hoja 1: trae marcas o tinta fuera de donde se firma."]
    assert escaneo.espera_a_otra_persona
    assert lectura.cuantas(escaneo.archivo.leer()) == len(hojas)
