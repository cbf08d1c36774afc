"""El almacén S3 caído, mudo o que trunca; el disco sin espacio: se espera, no se pierde y nunca se repite."""

from __future__ import annotations

import io
import resource
import signal
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter

from archivos.entrada import guardar
from archivos.excepciones import AlmacenNoDisponible
from bitacora.models import Evento
from config.almacen import carpeta
from cuentas.parametros import parametro
from dictamenes.models import Dictamen
from flujos.invariantes import revisar
from flujos.recorrido import detenidos, trabajos
from tests.herramientas.dosis import dosis, muestra
from tests.herramientas.parametros import poner
from tests.herramientas.proceso_aparte import en_otro_proceso
from tests.herramientas.proxy_toxico import cable
from tests.herramientas.s3_de_prueba import ajustes_s3, servidor_s3
from tests.seguridad.recorrido_urls import navegador

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]


@pytest.fixture
def s3(tmp_path, settings, monkeypatch):
    """El almacén de la prueba es un S3 de verdad al otro lado de un cable que se puede cortar."""
    monkeypatch.setattr("config.almacen.s3.LECTURA_SEGUNDOS", 0.5)
    with servidor_s3(tmp_path) as destino, cable(destino) as tendido:
        settings.STORAGES = {**settings.STORAGES, "default": ajustes_s3(tendido.url)}
        yield tendido


def _pdf():
    hoja, salida = PdfWriter(), io.BytesIO()
    hoja.add_blank_page(600, 800)
    hoja.write(salida)
    return SimpleUploadedFile("otro.pdf", salida.getvalue(), "application/pdf")


@pytest.mark.larga
@pytest.mark.parametrize("modo", muestra(["cortado", "mudo"], 1))
def test_diez_minutos_sin_s3_los_documentos_esperan_y_salen_en_orden(mundo, s3, modo):
    mundo.credenciales()
    poner("trabajo.intentos", dosis(2, 8))
    vueltas, tres = dosis(4, 20), [mundo.proponer(mundo.en_estrategia()) for _ in range(3)]
    s3.poner(modo)
    ahora = timezone.now()
    s3.conexiones = 0
    for _ in range(vueltas):
        assert trabajos.correr_pendientes(ahora) == 0
        ahora += timedelta(seconds=trabajos.ESPERA_DE_FUERA)
    assert s3.conexiones < vueltas * 10, "se tantea con uno, no con todos"
    assert revisar(rapido=True) == []
    assert not detenidos.rendidos().exists(), "una caída de fuera no gasta intentos"
    assert {d.causa for d in detenidos.listar(ahora + detenidos.DEMORA)} >= {detenidos.CAUSAS["AlmacenNoDisponible"]}
    s3.poner("pasa")
    assert trabajos.correr_pendientes(ahora + timedelta(minutes=1)) == 3
    preparados = Evento.objects.filter(accion="dictamen.preparado").order_by("n").values_list("objeto", flat=True)
    assert list(preparados) == [f"solicitud:{s.pk}" for s in tres], "en su orden y una vez cada uno"
    folios = Dictamen.objects.order_by("solicitud").values_list("folio", flat=True)
    assert list(folios) == sorted(folios)
    assert revisar() == []


def test_sin_s3_la_web_lo_dice_y_no_pierde_lo_escrito(mundo, s3):
    solicitud = mundo.borrador()
    anexo = solicitud.anexos.first()
    cliente: Client = navegador(mundo.elabora)
    subir, clase = reverse("flujos:anexos", args=[solicitud.pk]), anexo.clase
    antes = solicitud.anexos.count()
    s3.poner("cortado")
    archivo = _pdf()
    respuesta = cliente.post(subir, {"clase": clase, "archivo": archivo})
    assert respuesta.status_code == 503
    assert "El almacén de documentos no responde" in respuesta.content.decode()
    bajada = cliente.get(reverse("flujos:anexo", args=[anexo.pk]))
    assert (bajada.status_code, bajada["Retry-After"]) == (503, "5")
    assert "vuelva a intentar" in bajada.content.decode()
    assert solicitud.anexos.count() == antes
    s3.poner("pasa")
    assert b"".join(cliente.get(reverse("flujos:anexo", args=[anexo.pk])).streaming_content).startswith(b"%PDF")
    assert revisar() == []


def test_al_firmar_sin_s3_no_se_registra_nada_y_lo_escrito_sigue_ahi(mundo, s3):
    solicitud = mundo.por_firmar()
    mundo.leer(solicitud)
    cliente, url = navegador(mundo.firmante), reverse("flujos:firma", args=[solicitud.pk])
    datos = {"visto": solicitud.dictamen.sellado.sha256, "contrasena": "contrasena-de-prueba"}
    assert cliente.get(url).status_code == 200
    s3.poner("cortado")
    assert cliente.post(url, datos).status_code == 503
    assert Dictamen.objects.get().estado == "por_firmar"
    s3.poner("pasa")
    assert cliente.post(url, datos).status_code == 302
    assert Dictamen.objects.get().estado == "firmado"
    assert revisar() == []


def test_una_respuesta_truncada_nunca_se_entrega_ni_se_firma(mundo, s3):
    solicitud = mundo.por_firmar()
    sellado = solicitud.dictamen.sellado
    entero = sellado.leer()
    s3.poner("trunca")
    with pytest.raises(AlmacenNoDisponible):
        sellado.leer()
    with pytest.raises(AlmacenNoDisponible):
        mundo.firmar(solicitud)
    s3.poner("pasa")
    assert sellado.leer() == entero
    assert Dictamen.objects.get().estado == "por_firmar"
    assert revisar() == []


def _con_poco_disco(tope):
    """El límite es del sistema operativo y sólo rige mientras se escribe en el almacén, no en la base."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    escribir, libre = carpeta._escribir, resource.getrlimit(resource.RLIMIT_FSIZE)

    def con_tope(*args):
        resource.setrlimit(resource.RLIMIT_FSIZE, (tope, libre[1]))
        try:
            escribir(*args)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, libre)

    carpeta._escribir = con_tope


def test_con_el_disco_lleno_no_queda_archivo_a_medias_y_el_trabajo_espera(mundo):
    mundo.credenciales()
    mundo.proponer(mundo.en_estrategia())
    ahora = timezone.now()

    def sin_espacio():
        _con_poco_disco(1000)
        for vuelta in range(dosis(3, parametro("trabajo.intentos") + 2)):
            assert trabajos.correr_pendientes(ahora + vuelta * timedelta(minutes=1)) == 0
        with pytest.raises(AlmacenNoDisponible):
            guardar(b"%PDF-1.4 " + b"x" * 5000, "application/pdf")

    assert en_otro_proceso(sin_espacio) == 0
    assert [n for c in default_storage.listdir("")[0] for n in default_storage.listdir(c)[1] if n[0] == "."] == []
    assert Dictamen.objects.get().estado == "en_preparacion"
    assert revisar() == []
    assert trabajos.correr_pendientes(ahora + timedelta(hours=1)) == 1
    assert Dictamen.objects.get().estado == "por_firmar"
    assert revisar() == []


def test_sin_permiso_en_la_carpeta_la_web_lo_dice_y_se_reanuda(mundo, settings, tmp_path):
    """Una carpeta que dejó de serlo: a quien corre como root, un chmod no lo detiene."""
    solicitud = mundo.borrador()
    estorbo = tmp_path / "archivos"
    estorbo.write_text("no es una carpeta")
    opciones = {"location": str(estorbo), "base_url": None}
    propios = settings.STORAGES
    settings.STORAGES = {**propios, "default": {"BACKEND": "config.almacen.AlmacenLocal", "OPTIONS": opciones}}
    cliente, url = navegador(mundo.elabora), reverse("flujos:anexos", args=[solicitud.pk])
    clase = solicitud.anexos.first().clase
    archivo = _pdf()
    assert cliente.post(url, {"clase": clase, "archivo": archivo}).status_code == 503
    settings.STORAGES = propios
    assert revisar() == []
