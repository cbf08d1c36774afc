"""El oficio de solicitud se genera antes de presentar, regresa firmado como anexo y se sabe si ya no corresponde."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from archivos.entrada import guardar
from bitacora.models import Evento
from dictamenes import tramite
from dictamenes.documento import documentos, para_firma
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.expediente import captura
from flujos.recorrido import actos
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def elabora(mundo):
    cliente = Client()
    cliente.force_login(mundo.elabora, backend=settings.AUTHENTICATION_BACKENDS[0])
    return cliente


def generar(cliente, solicitud):
    return cliente.post(reverse("flujos:oficio_para_firma", args=[solicitud.pk]))


def adjuntar_firmado(mundo, solicitud):
    solicitud.refresh_from_db()
    return captura.anexar(solicitud, version=None, por=mundo.elabora, en=mundo.en, clase="oficio", nombre="firmado.pdf",
                          archivo=guardar(b"%PDF-1.4 firmado", "application/pdf"))


def test_se_genera_con_su_clave_y_el_qr_de_donde_se_adjunta(mundo, elabora):
    solicitud = mundo.borrador(perfil=mundo.estandar())
    r = generar(elabora, solicitud)
    clave = para_firma.clave(solicitud)
    texto = texto_de(r.content)
    for dicho in (clave, f"/solicitudes/{solicitud.pk}/anexos/?clase=oficio", mundo.presenta.nombre, "UTIC-001/2026",
                  "Portátil administrativa", "mercado.pdf"):
        assert dicho in texto
    assert "oficio.pdf" not in texto
    generar(elabora, solicitud)
    assert Evento.objects.filter(accion="oficio.generado").count() == 1
    version = solicitud.version
    solicitud.refresh_from_db()
    assert (solicitud.version, solicitud.oficio_clave) == (version, clave)


def test_el_firmado_se_liga_y_avisa_si_la_captura_cambia_despues(mundo, elabora):
    solicitud = mundo.borrador()
    revisar = reverse("flujos:presentar", args=[solicitud.pk])
    generar(elabora, solicitud)
    adjuntar_firmado(mundo, solicitud)
    assert solicitud.anexos.get(nombre="firmado.pdf").oficio_clave == para_firma.clave(solicitud)
    assert para_firma.NO_CORRESPONDE not in elabora.get(revisar).text
    solicitud.refresh_from_db()
    captura.guardar(solicitud, version=None, por=mundo.elabora, en=mundo.en, campos={"proyecto": "Otro nombre"})
    assert para_firma.NO_CORRESPONDE in elabora.get(revisar).text
    generar(elabora, solicitud)
    assert para_firma.NO_CORRESPONDE in elabora.get(revisar).text
    anexo = solicitud.anexos.get(nombre="firmado.pdf")
    captura.retirar_anexo(solicitud, version=None, por=mundo.elabora, en=mundo.en, anexo_id=anexo.pk)
    adjuntar_firmado(mundo, solicitud)
    assert para_firma.NO_CORRESPONDE not in elabora.get(revisar).text


@pytest.mark.parametrize("cambia", [False, True])
def test_recepcion_ve_si_lo_firmado_respalda_otra_cosa(mundo, elabora, cambia):
    solicitud = mundo.borrador()
    generar(elabora, solicitud)
    captura.retirar_anexo(solicitud, version=None, por=mundo.elabora, en=mundo.en,
                          anexo_id=solicitud.anexos.get(clase="oficio").pk)
    adjuntar_firmado(mundo, solicitud)
    if cambia:
        captura.guardar(solicitud, version=None, por=mundo.elabora, en=mundo.en, campos={"proyecto": "Otro nombre"})
    solicitud.refresh_from_db()
    presentada = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    recibe = Client()
    recibe.force_login(mundo.recepcion, backend=settings.AUTHENTICATION_BACKENDS[0])
    pagina = recibe.get(reverse("flujos:requisitos", args=[presentada.pk])).text
    assert ("se generó con otra captura" in pagina) is cambia


def test_el_oficio_propio_que_no_se_genero_aqui_no_avisa(mundo, elabora):
    solicitud = mundo.borrador()
    captura.guardar(solicitud, version=None, por=mundo.elabora, en=mundo.en, campos={"proyecto": "Otro nombre"})
    assert para_firma.ya_no_corresponde(solicitud) == []


def test_cualquier_cosa_que_respalda_cambia_la_clave(mundo):
    solicitud = mundo.borrador()
    antes = para_firma.clave(solicitud)
    comun = {"version": None, "por": mundo.elabora, "en": mundo.en}
    cambios = (
        lambda: captura.guardar(solicitud, respuestas={"necesidad": "Otra necesidad."}, **comun),
        lambda: captura.guardar_concepto(solicitud, datos={"declarado": {"ram": {"valor": "8", "unidad": "GB"}}},
                                         concepto_id=solicitud.conceptos.get().pk, **comun),
        lambda: captura.anexar(solicitud, clase="otro", nombre="x.pdf", archivo=guardar(b"%PDF-1.4 x", "application/pdf"), **comun),
    )
    for cambiar in cambios:
        cambiar()
        solicitud.refresh_from_db()
        assert (ahora := para_firma.clave(solicitud)) != antes
        antes = ahora


def test_sin_numero_de_oficio_ni_quien_presente_dice_que_falta_y_presentada_ya_no(mundo, elabora):
    vacia = captura.iniciar(mundo.ente, "bienes", "adquisicion", "A medias", por=mundo.elabora, en=mundo.en)
    assert generar(elabora, vacia).url == reverse("flujos:presentar", args=[vacia.pk])
    solicitud = mundo.borrador()
    mundo.presenta.nombramientos.all().update(hasta=mundo.en.date().replace(year=2025))
    with pytest.raises(DatosInvalidos):
        documentos.oficio_para_firma(solicitud, "x", por=mundo.elabora, en=mundo.en)


def test_presentada_ya_no_se_genera_y_el_de_su_acuse_trae_clave_y_qr(mundo):
    solicitud = actos.ejecutar(tramite.presentar, mundo.borrador(), por=mundo.presenta, en=mundo.en)
    with pytest.raises(EstadoEquivocado):
        captura.generar_oficio(solicitud, por=mundo.elabora, en=mundo.en)
    presentacion = solicitud.presentaciones.get()
    assert presentacion.clave in texto_de(documentos.oficio_de_solicitud(presentacion))
