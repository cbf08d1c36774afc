"""La copia certificada: qué dice su carátula, que se reconoce al verificarla y quién la expide y la descarga."""

import hashlib
import io

import pypdf
import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.reloj import detenido_en, dia_de
from dictamenes.documento import verificacion
from dictamenes.models import CopiaCertificada
from flujos.expediente.exportacion import fojas
from flujos.expediente.exportacion.certificar import certificar
from tests.archivos import hostiles

pytestmark = pytest.mark.django_db
PARA = "Órgano Interno de Control"


@pytest.fixture
def solicitud(mundo, en):
    mundo.credenciales()
    with detenido_en(en):
        yield mundo.presentada()


def _expedir(solicitud, por, en, **cambios):
    datos = {"alcance": "ente", "para": PARA, "fundamentos": [], **cambios}
    return certificar(solicitud, por=por, en=en, **datos)


def test_la_caratula_dice_quien_cuantas_fojas_de_que_huella_y_para_quien(mundo, solicitud, en):
    copia = _expedir(solicitud, mundo.coordinacion, en)
    impreso = "".join(hoja.extract_text() for hoja in pypdf.PdfReader(io.BytesIO(copia.caratula.leer())).pages)
    corrido = "".join(impreso.split())
    paquete = copia.paquete.leer()
    assert hashlib.sha256(paquete).hexdigest() == copia.paquete.sha256
    for dicho in (copia.folio, copia.paquete.sha256, PARA, mundo.coordinacion.nombre, "CERTIFICA"):
        assert "".join(dicho.split()) in corrido, dicho
    resumen = copia.datos["copia"]
    assert (resumen["fojas"], resumen["sin_fojas"]) == (1, solicitud.anexos.count())  # el acuse; los anexos no son PDF
    assert b"SELLO" in copia.caratula.leer()
    assert list(Evento.objects.filter(accion__startswith="copia.").values_list("accion", flat=True)) == [
        "copia.certificada", "copia.sellada"]


def test_verificar_reconoce_la_caratula_y_el_expediente_y_lo_alterado(mundo, solicitud, en):
    copia, hoy = _expedir(solicitud, mundo.coordinacion, en), dia_de(en)
    for archivo, ejemplar in ((copia.caratula, "caratula"), (copia.paquete, "paquete")):
        hallado = verificacion.por_archivo(archivo.leer(), hoy=hoy)
        assert (hallado.veredicto, hallado.ejemplar, hallado.documento.folio) == ("copia_exacta", ejemplar, copia.folio)
    assert verificacion.por_clave(copia.clave, hoy=hoy).veredicto == "registrado"
    tocado = verificacion.por_archivo(copia.caratula.leer() + b"\n", hoy=hoy)
    assert (tocado.veredicto, tocado.documento.folio) == ("alterado", copia.folio)


def test_se_certifica_y_se_descarga_en_pantalla_y_el_ente_solo_conoce_la_suya(mundo, solicitud, client):
    client.force_login(mundo.coordinacion)
    url = reverse("flujos:certificar", args=[solicitud.pk])
    assert client.post(url, {"alcance": "ente", "para": ""}).status_code == 422
    for alcance in ("ente", "central"):
        assert client.post(url, {"alcance": alcance, "para": PARA}).status_code == 302
    assert client.post(url, {"alcance": "ente", "para": PARA, "ficha_de_envio": "otra"}).status_code == 302
    suya, interna, otra = CopiaCertificada.objects.order_by("pk")
    assert suya.paquete == otra.paquete  # certificar no cambia lo que se certifica
    archivo = reverse("flujos:archivo", args=[solicitud.pk])
    assert interna.folio in client.get(archivo).content.decode()
    publica = client.get(reverse("dictamenes:verificar_clave", args=[suya.clave])).content.decode()
    assert suya.paquete.sha256 in publica
    assert PARA not in publica
    client.force_login(mundo.presenta)
    pagina = client.get(archivo).content.decode()
    assert suya.folio in pagina
    assert interna.folio not in pagina
    for cual in ("copia_caratula", "copia_paquete"):
        assert client.get(reverse(f"flujos:{cual}", args=[solicitud.pk, suya.pk])).status_code == 200
        assert client.get(reverse(f"flujos:{cual}", args=[solicitud.pk, interna.pk])).status_code == 404
    assert client.get(url).status_code == 403


def test_las_fojas_son_las_paginas_y_lo_que_no_se_lee_no_se_inventa():
    assert fojas.de(hostiles.pdf(), "application/pdf") == 1
    assert fojas.de(b"\x89PNG", "image/png") == 1
    assert fojas.de(b"%PDF-1.4 roto", "application/pdf") is None
    assert fojas.de(b"PK", "application/zip") is None
