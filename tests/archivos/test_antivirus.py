"""Lo subido espera al antivirus: limpio se libera, infectado se rechaza y avisa, y con el escáner caído nada se pierde.

Contra clamd de verdad si está en la máquina; si no, contra un servidor que habla su protocolo (tests/herramientas).
"""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archivos import antivirus
from archivos.entrada import guardar, recibir
from archivos.models import Archivo
from archivos.paginas import SinPaginas, cuantas
from bitacora.models import Evento
from config import entorno
from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.expediente import captura
from dictamenes.reglas import requisitos
from dictamenes.reglas.requisitos import RequisitosIncompletos
from flujos.captura.revision_de_archivos import revisar_pendientes
from flujos.recorrido import actos
from tests.archivos.hostiles import EICAR, comprimir, con_flujo, oficina
from tests.herramientas.clamd import FIRMA, TOPE, ServidorPropio, con_clamd

DE_PDF = "application/pdf"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory, record_testsuite_property):
    """La dirección de un antivirus que conoce EICAR."""
    with con_clamd(tmp_path_factory.mktemp("clamd"), EICAR) as (url, cual):
        record_testsuite_property("antivirus", cual)
        print(f"antivirus: {cual}")
        yield url


@pytest.fixture
def con_antivirus(settings, clamd):
    settings.CLAMAV_URL = clamd


def _infectado():
    """Un PDF que se puede abrir, con EICAR en el contenido de su página."""
    return con_flujo(EICAR, Filter=None)


def _subir(nombre, contenido, tipo=DE_PDF):
    return recibir(SimpleUploadedFile(nombre, contenido, tipo), 25)[0]


def _con_anexo(mundo, contenido, nombre="anexo.pdf"):
    solicitud = mundo.borrador()
    archivo = _subir(nombre, contenido)
    return captura.anexar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, clase="otro",
                          nombre=nombre, archivo=archivo, subido=True), archivo


@pytest.mark.parametrize(
    "trozos",
    [
        [EICAR], [pdf_de_muestra("a") + EICAR], [oficina("docx", {"word/a.bin": EICAR})],
        [comprimir({"a.zip": comprimir({"b.txt": EICAR})})], [bytes(antivirus.TROZO - 30) + EICAR], [EICAR[:9], EICAR[9:]],
    ],
    ids=["directo", "dentro de un pdf", "dentro de un docx", "zip en zip", "partido entre trozos", "partido en la fuente"],
)  # fmt: skip
def test_eicar_se_halla_en_todas_sus_formas(clamd, trozos):
    assert FIRMA in antivirus.escanear(trozos, clamd)


def test_lo_limpio_esta_limpio_y_lo_que_rebasa_el_tope_no_tiene_veredicto(clamd):
    assert antivirus.escanear([pdf_de_muestra("limpio")], clamd) == ""
    assert antivirus.escanear([], clamd) == ""
    with pytest.raises((antivirus.SinVeredicto, antivirus.EscanerCaido)):
        antivirus.escanear([bytes(TOPE)] * 3, clamd)


@pytest.mark.parametrize(
    ("modo", "falla"),
    [("corta", antivirus.EscanerCaido), ("calla", antivirus.EscanerCaido), ("a_medias", antivirus.EscanerCaido),
     ("error", antivirus.SinVeredicto)],
)
def test_un_escaner_que_no_contesta_bien_nunca_dice_que_esta_limpio(modo, falla):
    with ServidorPropio(EICAR, modo) as propio, pytest.raises(falla):
        antivirus.escanear([bytes(antivirus.TROZO)] * 20, propio.url)


def test_un_puerto_donde_no_hay_nadie_es_un_escaner_caido():
    with socket.socket() as nadie:
        nadie.bind(("127.0.0.1", 0))
        puerto = nadie.getsockname()[1]
        for url in (f"tcp://127.0.0.1:{puerto}", "unix:///no/existe.sock"):
            with pytest.raises(antivirus.EscanerCaido):
                antivirus.escanear([b"x"], url)


@pytest.mark.parametrize("url", ["http://clamav.invalid", "tcp://", "unix://", "127.0.0.1:3310"])
def test_una_direccion_que_no_se_entiende_detiene_el_arranque(monkeypatch, url):
    monkeypatch.setenv("CLAMAV_URL", url)
    with pytest.raises(ImproperlyConfigured, match="CLAMAV_URL"):
        entorno.antivirus()


@pytest.mark.django_db
def test_lo_que_produce_la_casa_no_espera_y_sin_antivirus_nadie_espera(settings, clamd):
    settings.CLAMAV_URL = ""
    assert _subir("a.pdf", pdf_de_muestra("a")).disponible
    settings.CLAMAV_URL = clamd
    assert guardar(pdf_de_muestra("de la casa"), DE_PDF).disponible
    assert not _subir("b.pdf", pdf_de_muestra("b")).disponible


@pytest.mark.django_db
@pytest.mark.usefixtures("con_antivirus")
def test_pendiente_no_se_descarga_ni_se_dibuja_ni_se_presenta_y_limpio_si(mundo, client, settings, en):
    solicitud, archivo = _con_anexo(mundo, pdf_de_muestra("limpio"))
    client.force_login(mundo.elabora, backend=settings.AUTHENTICATION_BACKENDS[0])
    anexo = solicitud.anexos.get(archivo=archivo)
    respuesta = client.get(reverse("flujos:anexo", args=[anexo.pk]))
    assert (respuesta.status_code, "se está revisando" in respuesta.content.decode()) == (422, True)
    assert "se está revisando" in client.get(reverse("flujos:anexos", args=[solicitud.pk])).content.decode()
    with pytest.raises(SinPaginas):
        cuantas(archivo)
    assert ["se está revisando" in f.mensaje for f in requisitos.revisar(solicitud)] == [True]
    with pytest.raises(RequisitosIncompletos):
        actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=en)
    assert revisar_pendientes(en) == 1
    assert client.get(reverse("flujos:anexo", args=[anexo.pk])).status_code == 200
    assert requisitos.revisar(solicitud) == []
    assert actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=en).folio


@pytest.mark.django_db
@pytest.mark.usefixtures("con_antivirus")
def test_infectado_se_rechaza_una_vez_avisa_y_se_reemplaza(mundo, client, settings, en):
    solicitud, archivo = _con_anexo(mundo, _infectado())
    assert [revisar_pendientes(en), revisar_pendientes(en)] == [1, 0]
    archivo.refresh_from_db()
    assert (archivo.estado, FIRMA in archivo.motivo) == ("rechazado", True)
    assert Evento.objects.filter(accion="archivo.rechazado").count() == 1
    assert Evento.objects.de(solicitud).filter(accion="anexo.rechazado").count() == 1
    avisados = set(Aviso.objects.filter(clave__startswith="archivo-rechazado").values_list("persona", flat=True))
    assert avisados == {mundo.elabora.pk, mundo.auditor.pk}
    client.force_login(mundo.elabora, backend=settings.AUTHENTICATION_BACKENDS[0])
    anexo = solicitud.anexos.get(archivo=archivo)
    assert FIRMA in client.get(reverse("flujos:anexos", args=[solicitud.pk])).content.decode()
    assert client.get(reverse("flujos:anexo", args=[anexo.pk])).status_code == 422
    assert "adjunte otro" in requisitos.revisar(solicitud)[0].mensaje
    captura.retirar_anexo(solicitud, version=solicitud.version, por=mundo.elabora, en=en, anexo_id=anexo.pk)
    assert requisitos.revisar(solicitud) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("con_antivirus")
def test_el_mismo_contenido_rechazado_se_vuelve_a_rechazar_sin_esperar(en):
    _subir("a.pdf", _infectado())
    revisar_pendientes(en)
    with pytest.raises(ValidationError, match="ya se había rechazado"):
        _subir("otro nombre.pdf", _infectado())
    assert Archivo.objects.count() == 1


@pytest.mark.django_db
def test_con_el_escaner_caido_todo_espera_y_despues_sale_en_orden(settings, en):
    with ServidorPropio(EICAR, "corta") as propio:
        settings.CLAMAV_URL = propio.url
        contenidos = [pdf_de_muestra(f"anexo {n}") for n in range(3)]
        for contenido in contenidos:
            _subir("a.pdf", contenido)
        assert revisar_pendientes(en) == 0
        assert Archivo.objects.filter(estado="pendiente", intentar_en=None).count() == 3
        propio.modo = "normal"
        assert revisar_pendientes(en) == 3
        assert propio.recibidos == contenidos


@pytest.mark.django_db
def test_el_archivo_con_el_que_no_puede_espera_y_deja_pasar_a_los_demas(settings, en):
    with ServidorPropio(EICAR, "error") as propio:
        settings.CLAMAV_URL = propio.url
        malo = _subir("a.pdf", pdf_de_muestra("atorado"))
        assert revisar_pendientes(en) == 0
        propio.modo = "normal"
        _subir("b.pdf", pdf_de_muestra("b"))
        assert revisar_pendientes(en) == 1
        malo.refresh_from_db()
        assert malo.estado == "pendiente"
        assert revisar_pendientes(en + timedelta(minutes=10)) == 1


@pytest.mark.django_db
def test_si_se_quita_el_antivirus_lo_pendiente_sigue_pendiente(settings, clamd, en):
    settings.CLAMAV_URL = clamd
    archivo = _subir("a.pdf", _infectado())
    settings.CLAMAV_URL = ""
    assert revisar_pendientes(en) == 0
    archivo.refresh_from_db()
    assert archivo.estado == "pendiente"
