"""Subir por HTTP: el error sale junto al campo, lo hostil deja constancia, la cuota se respeta y nada se pierde."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pikepdf import Dictionary, Name, String

from archivos.models import Archivo
from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import captura
from tests.archivos.hostiles import EICAR, con_accion, imagen, oficina, relacion
from tests.herramientas.parametros import poner

pytestmark = pytest.mark.django_db
DE_PDF = "application/pdf"
JS = con_accion(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


@pytest.fixture
def subir(mundo, client, settings, en):
    """Sube un archivo a un borrador, como quien lo elabora."""
    client.force_login(mundo.elabora, backend=settings.AUTHENTICATION_BACKENDS[0])
    solicitud = mundo.borrador()

    def _subir(nombre, contenido, tipo=DE_PDF):
        archivo = SimpleUploadedFile(nombre, contenido, tipo)
        return client.post(reverse("flujos:anexos", args=[solicitud.pk]), {"clase": "otro", "archivo": archivo})

    _subir.solicitud, _subir.ver = solicitud, lambda: client.get(reverse("flujos:anexos", args=[solicitud.pk]))
    with reloj.detenido_en(en):
        yield _subir


@pytest.mark.parametrize(
    ("nombre", "contenido", "tipo", "causa"),
    [
        ("a.pdf", JS, DE_PDF, "contiene código JavaScript: imprímalo a PDF de nuevo"),
        ("a.docx", oficina("docx", relaciones=relacion("attachedTemplate", "http://x.invalid")), "", "de otro lugar"),
        ("a.png", imagen() + b"<script>", "image/png", "datos pegados"),
        ("eicar.pdf", EICAR, DE_PDF, "no es un archivo PDF"),
    ],
)
def test_el_error_sale_en_el_formulario_y_nada_se_pierde(subir, nombre, contenido, tipo, causa):
    antes = list(subir.solicitud.anexos.values_list("pk", flat=True))
    guardados = Archivo.objects.count()
    respuesta = subir(nombre, contenido, tipo)
    assert respuesta.status_code == 422
    assert causa in str(respuesta.context["form"].errors["archivo"])
    assert list(subir.solicitud.anexos.values_list("pk", flat=True)) == antes
    assert Archivo.objects.count() == guardados
    assert subir("bueno.pdf", pdf_de_muestra("bueno")).status_code == 302


def test_lo_hostil_deja_constancia_sin_guardarse(subir, mundo):
    subir("a.pdf", JS)
    evento = Evento.objects.de(subir.solicitud).get(accion="anexo.no_admitido")
    assert evento.por == mundo.elabora
    assert "JavaScript" in evento.datos_evento.datos["motivo"]
    subir("a.exe", b"MZ")
    assert Evento.objects.filter(accion="anexo.no_admitido").count() == 1


@pytest.mark.parametrize(
    ("clave", "valor", "causa"),
    [
        ("anexo.por_solicitud_archivos", 1, "hasta {} archivos de anexos: retire alguno"),
        ("anexo.por_solicitud_mb", 1, "hasta 1 MB de anexos: retire alguno"),
        ("anexo.por_persona_al_dia_archivos", 1, "hasta {} archivos por día: continúe mañana"),
        ("anexo.por_persona_al_dia_mb", 1, "hasta 1 MB por día: continúe mañana"),
    ],
)
def test_el_que_rebasa_la_cuota_no_entra_y_se_dice_cual(subir, clave, valor, causa):
    lleva = subir.solicitud.anexos.count()
    tope = lleva + valor if clave.endswith("archivos") else valor
    poner(clave, tope)
    relleno = b"" if clave.endswith("archivos") else b"\n" * 900_000
    assert subir("uno.pdf", pdf_de_muestra("uno") + relleno).status_code == 302
    respuesta = subir("dos.pdf", pdf_de_muestra("dos") + relleno)
    assert respuesta.status_code == 422
    assert causa.format(tope) in str(respuesta.context["form"].errors["archivo"])
    assert subir.solicitud.anexos.count() == lleva + 1


def test_la_cuota_se_vuelve_a_mirar_al_ligar(subir, mundo, en):
    """Dos subidas a la vez pasan la primera mirada; sólo una se liga."""
    poner("anexo.por_solicitud_archivos", subir.solicitud.anexos.count())
    with pytest.raises(DatosInvalidos):
        captura.anexar(
            subir.solicitud, version=subir.solicitud.version, por=mundo.elabora, en=en, clase="otro", nombre="a.pdf",
            archivo=Archivo.objects.first(),
        )


def test_la_cuota_del_dia_se_renueva_en_hermosillo(subir, en):
    from datetime import timedelta

    poner("anexo.por_persona_al_dia_archivos", subir.solicitud.anexos.count())
    assert subir("uno.pdf", pdf_de_muestra("uno")).status_code == 422
    with reloj.detenido_en(en + timedelta(days=1)):
        assert subir("uno.pdf", pdf_de_muestra("uno")).status_code == 302


def test_quien_insiste_sin_parar_espera(subir, monkeypatch):
    monkeypatch.setattr("flujos.expediente.views.con_archivo.INTENTOS", 2)
    codigos = [subir("a.exe", b"MZ").status_code for _ in range(2)]
    respuesta = subir("a.pdf", pdf_de_muestra("x"))
    assert [*codigos, respuesta.status_code] == [422] * 3
    assert "demasiados archivos seguidos" in respuesta.content.decode()
