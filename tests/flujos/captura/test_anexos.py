"""Los anexos por HTTP: varios de una vez, fotos, versiones, el mismo archivo en otro lugar y por qué no se admitió."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.models import Usuario
from cuentas.personas.nombramientos import nombrar, revocar
from dictamenes import tramite
from dictamenes.excepciones import YaRegistrado
from dictamenes.expediente import captura
from dictamenes.expediente.anexos import iguales
from dictamenes.models import Anexo, Solicitud
from flujos.recorrido import actos
from tests.archivos.hostiles import imagen
from tests.herramientas.paginas import dentro, en_
from tests.herramientas.parametros import poner

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
BUENO, OTRO = pdf_de_muestra("Uno"), pdf_de_muestra("Otro")


@pytest.fixture(autouse=True)
def _hora(en):
    with reloj.detenido_en(en):
        yield


@pytest.fixture
def elabora(mundo):
    return dentro(mundo.elabora)


def pdf(nombre="a.pdf", contenido=BUENO):
    return SimpleUploadedFile(nombre, contenido, "application/pdf")


def dichos(respuesta):
    return [str(mensaje) for mensaje in respuesta.context["messages"]]


def ligar(mundo, solicitud, contenido, clase="otro", nombre="a.pdf", por=None):
    archivo = guardar(contenido, "application/pdf")
    captura.anexar(solicitud, version=None, por=por or mundo.elabora, en=mundo.en, clase=clase, nombre=nombre, archivo=archivo)
    return solicitud.anexos.get(clase=clase, archivo=archivo, retirado_en=None)


def sustituir(mundo, anexo, contenido, nombre="b.pdf"):
    archivo = guardar(contenido, "application/pdf")
    captura.sustituir_anexo(anexo.solicitud, version=None, por=mundo.elabora, en=mundo.en, anexo_id=anexo.pk, nombre=nombre,
                            archivo=archivo)
    return Anexo.objects.get(sustituye=anexo)


# Varios, fotos y el guion ------------------------------------------------------------------------------------------------


def test_de_varios_elegidos_entran_los_buenos_y_se_dice_cual_no(mundo, elabora):
    solicitud = mundo.borrador()
    archivos = [pdf("uno.pdf"), pdf("falso.pdf", b"MZ"), pdf("otro.pdf", OTRO)]
    respuesta = elabora.post(en_("anexos", solicitud.pk), {"clase": "otro", "archivo": archivos})
    assert respuesta.status_code == 422
    assert respuesta.context["form"].errors["archivo"] == ["«falso.pdf» no es un archivo PDF aunque su nombre lo diga."]
    assert dichos(respuesta) == ["Se adjuntó «uno.pdf».", "Se adjuntó «otro.pdf»."]
    assert {a.nombre for a in solicitud.anexos.filter(clase="otro")} == {"uno.pdf", "otro.pdf"}
    assert "otro.pdf</a>" in respuesta.text  # la lista que acompaña al error ya los trae


def test_sin_guion_se_atienden_hasta_diez_a_la_vez(mundo, elabora):
    solicitud = mundo.borrador()
    respuesta = elabora.post(en_("anexos", solicitud.pk), {"clase": "otro", "archivo": [pdf(f"{n}.pdf", b"MZ") for n in range(11)]})
    assert respuesta.context["form"].errors["archivo"] == ["Adjunte hasta 10 a la vez"]


def test_al_guion_se_le_contesta_que_paso_con_su_archivo(mundo, elabora):
    solicitud = mundo.borrador()
    url, datos = en_("anexos", solicitud.pk), {"clase": "otro"}
    bien = elabora.post(url, {**datos, "archivo": pdf()}, **JSON)
    assert (bien.status_code, bien.json()) == (200, {"texto": "Se adjuntó «a.pdf»."})
    otra_vez = elabora.post(url, {**datos, "archivo": pdf()}, **JSON)
    assert (otra_vez.status_code, otra_vez.json()) == (200, {"texto": "«a.pdf» ya estaba adjunto; no se repitió."})
    mal = elabora.post(url, {**datos, "archivo": pdf("b.pdf", b"MZ")}, **JSON)
    assert (mal.status_code, mal.json()["texto"]) == (422, "«b.pdf» no es un archivo PDF aunque su nombre lo diga.")
    nada = elabora.post(url, datos, **JSON)
    assert (nada.status_code, nada.json()["texto"]) == (422, "Adjunte el archivo o tome una foto")


def test_las_fotos_de_un_documento_quedan_en_orden_y_con_su_hora(mundo, elabora, en):
    solicitud = mundo.borrador()
    for hoja in range(2):
        foto = SimpleUploadedFile("image.jpg", imagen("JPEG", 40 + hoja), "image/jpeg")
        with reloj.detenido_en(en + timedelta(minutes=hoja)):
            respuesta = elabora.post(en_("anexos", solicitud.pk), {"clase": "otro", "foto": foto})
        assert respuesta.url == f"{en_('anexos', solicitud.pk)}?clase=otro#subir"  # falta la hoja que sigue
    primera, segunda = (f"Foto {reloj.dia_de(en)} 09.0{n}.00.jpg" for n in range(2))  # la hora, de Hermosillo
    assert [a.nombre for a in solicitud.anexos.filter(clase="otro")] == [primera, segunda]


# Versiones ---------------------------------------------------------------------------------------------------------------


def test_sustituir_deja_la_anterior_ligada_y_se_puede_descargar(mundo, elabora, en):
    anexo = ligar(mundo, mundo.borrador(), BUENO)
    url = en_("anexo_sustituir", anexo.solicitud_id, anexo.pk)
    assert "a.pdf</strong>" in elabora.get(url).text
    assert elabora.post(url, {"archivo": pdf("b.pdf", OTRO)}).url == en_("anexos", anexo.solicitud_id)
    nueva = anexo.solicitud.anexos.get(clase="otro", retirado_en=None)
    anexo.refresh_from_db()
    assert (nueva.nombre, nueva.version, nueva.sustituye) == ("b.pdf", 2, anexo)
    assert (anexo.retirado_por, anexo.retirado_en) == (mundo.elabora, en)
    evento = Evento.objects.de(anexo.solicitud).last()
    assert (evento.accion, evento.por) == ("anexo.sustituido", mundo.elabora)
    assert evento.datos_evento.datos["anterior"] == anexo.archivo.sha256
    pagina = elabora.get(en_("anexos", anexo.solicitud_id))
    assert dichos(pagina) == ["«b.pdf» sustituyó a «a.pdf»."]
    assert "Versión 2, sustituye a" in pagina.text
    assert b"".join(elabora.get(en_("anexo", anexo.pk)).streaming_content) == BUENO
    assert dentro(mundo.ajena).get(en_("anexo", anexo.pk)).status_code == 404


def test_sustituir_por_lo_mismo_o_lo_ya_sustituido_no_deja_nada(mundo, elabora):
    anexo = ligar(mundo, mundo.borrador(), BUENO)
    url = en_("anexo_sustituir", anexo.solicitud_id, anexo.pk)
    for archivo in (pdf("igual.pdf"), pdf("b.pdf", OTRO), pdf("b.pdf", OTRO)):
        assert elabora.post(url, {"archivo": archivo}).status_code == 302
    assert Evento.objects.filter(accion="anexo.sustituido").count() == 1
    archivo = Archivo.objects.first()
    with pytest.raises(YaRegistrado):
        captura.sustituir_anexo(anexo.solicitud, version=None, por=mundo.elabora, en=mundo.en, anexo_id=anexo.pk, nombre="c",
                                archivo=archivo)


def test_con_el_cupo_lleno_todavia_se_sustituye(mundo, elabora):
    anexo = ligar(mundo, mundo.borrador(), BUENO)
    poner("anexo.por_solicitud_archivos", anexo.solicitud.anexos.count())
    assert elabora.post(en_("anexos", anexo.solicitud_id), {"clase": "otro", "archivo": pdf("c.pdf", OTRO)}).status_code == 422
    assert sustituir(mundo, anexo, OTRO).version == 2


def test_ya_presentada_no_se_sustituye(mundo, elabora):
    solicitud = mundo.presentada()
    anexo = solicitud.anexos.first()
    respuesta = elabora.post(en_("anexo_sustituir", solicitud.pk, anexo.pk), {"archivo": pdf()})
    assert respuesta.status_code == 409
    assert not Anexo.objects.filter(sustituye=anexo).exists()


def test_el_expediente_enseña_las_versiones_entregadas_y_no_las_de_la_captura(mundo):
    anexo = ligar(mundo, mundo.borrador(), BUENO, nombre="nunca-salio.pdf")
    entregado = sustituir(mundo, anexo, OTRO, "entregado.pdf")
    solicitud = actos.ejecutar(tramite.presentar, Solicitud.objects.get(), por=mundo.presenta, en=mundo.en)
    recepcion = dentro(mundo.recepcion)
    assert "nunca-salio.pdf" not in recepcion.get(en_("expediente", solicitud.pk)).text
    actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=[("anexo-otro", "Ilegible.")])
    corregido = sustituir(mundo, entregado, pdf_de_muestra("Tres"), "corregido.pdf")
    assert "corregido.pdf" not in recepcion.get(en_("expediente", solicitud.pk)).text
    solicitud = Solicitud.objects.get()
    respuestas = {o.pk: ("Va completo.", False) for o in solicitud.prevenciones.abierta().observaciones.all()}
    actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en, respuestas=respuestas)
    pagina = recepcion.get(en_("expediente", solicitud.pk)).text
    assert "Versión 3, sustituye a" in pagina
    assert "entregado.pdf (versión 2)" in pagina
    assert "nunca-salio.pdf" not in pagina
    assert corregido.sustituye == entregado
    assert recepcion.get(en_("anexo", entregado.pk)).status_code == 200


def test_un_borrador_con_versiones_se_descarta(mundo):
    anexo = ligar(mundo, mundo.borrador(), BUENO)
    sustituir(mundo, anexo, OTRO)
    captura.descartar(anexo.solicitud, por=mundo.elabora, en=mundo.en)
    assert not Anexo.objects.exists()


def test_la_base_no_admite_una_segunda_version_sin_anterior(mundo):
    anexo = ligar(mundo, mundo.borrador(), BUENO)
    with pytest.raises(IntegrityError), transaction.atomic():
        Anexo.objects.filter(pk=anexo.pk).update(version=2)


# El mismo archivo en otro lugar ------------------------------------------------------------------------------------------


def test_el_mismo_archivo_se_reconoce_en_otra_clase_y_en_otra_solicitud(mundo, elabora):
    anterior = mundo.borrador()
    ligar(mundo, anterior, BUENO)
    solicitud = mundo.borrador()
    url = en_("anexos", solicitud.pk)
    dicho = elabora.post(url, {"clase": "otro", "archivo": pdf()}, **JSON).json()["texto"]
    assert dicho == "Se adjuntó «a.pdf». Es el mismo archivo que se adjuntó como «Otro documento» en el borrador «Renovación de equipo»."
    dicho = elabora.post(url, {"clase": "mercado", "archivo": pdf()}, **JSON).json()["texto"]
    assert dicho.endswith("Es el mismo archivo que se adjuntó como «Otro documento» en esta misma solicitud.")
    folio = actos.ejecutar(tramite.presentar, anterior, por=mundo.presenta, en=mundo.en).folio
    assert f"en {folio}." in elabora.get(url).text


def test_de_otro_ente_no_se_dice_nada(mundo, elabora):
    ajena = captura.iniciar(mundo.otro_ente, "bienes", "adquisicion", "Secreto ajeno", por=mundo.ajena, en=mundo.en)
    ligar(mundo, ajena, BUENO, por=mundo.ajena)
    solicitud = mundo.borrador()
    dicho = elabora.post(en_("anexos", solicitud.pk), {"clase": "otro", "archivo": pdf()}, **JSON).json()["texto"]
    assert dicho == "Se adjuntó «a.pdf»."
    assert "Secreto ajeno" not in elabora.get(en_("anexos", solicitud.pk)).text
    assert iguales(solicitud, list(solicitud.anexos.all()), mundo.recepcion) == {}


def test_recepcion_no_sabe_de_lo_que_el_ente_prepara_y_no_ha_entregado(mundo, elabora):
    prevenida = mundo.presentada()
    actos.ejecutar(tramite.prevenir, prevenida, por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=[("anexo-otro", "Falta.")])
    preparado = ligar(mundo, Solicitud.objects.get(), BUENO)
    en_papel = mundo.borrador()
    Solicitud.objects.filter(pk=en_papel.pk).update(elaborada_por=mundo.recepcion)
    capturado = ligar(mundo, en_papel, BUENO)
    recepcion, colega = dentro(mundo.recepcion), dentro(mundo.coordinacion)
    for nombre in ("anexo", "visor"):
        assert recepcion.get(en_(nombre, preparado.pk)).status_code == 404
        assert elabora.get(en_(nombre, preparado.pk)).status_code == 200
    assert iguales(en_papel, [capturado], mundo.recepcion) == {}
    assert iguales(en_papel, [capturado], mundo.elabora) == {capturado.pk: preparado}
    respuestas = {o.pk: ("Va.", False) for o in prevenida.prevenciones.get().observaciones.all()}
    actos.ejecutar(tramite.desahogar, Solicitud.objects.get(pk=prevenida.pk), por=mundo.presenta, en=mundo.en, respuestas=respuestas)
    assert iguales(en_papel, [capturado], mundo.recepcion) == {capturado.pk: preparado}
    for cliente in (recepcion, colega):
        assert cliente.get(en_("anexo", preparado.pk)).status_code == 200


def de_recepcion(mundo):
    """Una que recepción abrió por haber llegado en papel, presentada y prevenida, con un anexo que todavía no entrega."""
    elabora, mundo.elabora = mundo.elabora, mundo.recepcion
    nueva = mundo.borrador()
    mundo.elabora = elabora
    actos.ejecutar(tramite.presentar_papel, nueva, por=mundo.recepcion, en=mundo.en, recibida_en=mundo.en)
    actos.ejecutar(tramite.prevenir, nueva, por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=[("anexo-otro", "Falta.")])
    return ligar(mundo, Solicitud.objects.get(pk=nueva.pk), BUENO, por=mundo.recepcion)


def test_lo_que_recepcion_adjunto_en_papel_se_conoce_aunque_quien_lo_adjunto_ya_no_sea_de_recepcion(mundo):
    capturado, otra = de_recepcion(mundo), mundo.persona("recepcion")
    for nombramiento in mundo.recepcion.nombramientos.all():
        revocar(nombramiento, por=None, en=mundo.en)
    assert dentro(otra).get(en_("anexo", capturado.pk)).status_code == 200
    assert dentro(mundo.recepcion).get(en_("anexo", capturado.pk)).status_code == 404
    assert dentro(mundo.coordinacion).get(en_("anexo", capturado.pk)).status_code == 404
    delente = ligar(mundo, capturado.solicitud, OTRO)
    assert dentro(otra).get(en_("anexo", delente.pk)).status_code == 404  # el ente lo prepara en línea


def test_lo_que_preparaba_quien_paso_del_ente_a_recepcion_sigue_siendo_del_ente(mundo):
    solicitud = mundo.presentada()
    actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=[("anexo-otro", "Falta.")])
    preparado = ligar(mundo, Solicitud.objects.get(), BUENO)
    for nombramiento in mundo.elabora.nombramientos.all():
        revocar(nombramiento, por=None, en=mundo.en)
    nombrar(mundo.elabora, "recepcion", oficio="OF-9", desde=reloj.dia_de(mundo.en), por=None, en=mundo.en)
    assert dentro(mundo.recepcion).get(en_("anexo", preparado.pk)).status_code == 404
    assert dentro(mundo.presenta).get(en_("anexo", preparado.pk)).status_code == 200


def test_reconocer_el_mismo_archivo_cuesta_lo_mismo_con_dos_que_con_seis(mundo):
    capturado = de_recepcion(mundo)
    otra = mundo.persona("recepcion")
    cuestan = []
    for cuantos in (2, 4):  # dos, y luego seis
        for _ in range(cuantos):
            ultimo = ligar(mundo, mundo.borrador(), BUENO)
            actos.ejecutar(tramite.presentar, ultimo.solicitud, por=mundo.presenta, en=mundo.en)
        quien = Usuario.objects.get(pk=otra.pk)
        with CaptureQueriesContext(connection) as consultas:
            assert iguales(capturado.solicitud, [capturado], quien) == {capturado.pk: ultimo}
        cuestan.append(len(consultas))
    assert cuestan[0] == cuestan[1] <= 5


# Lo que no se admitió ----------------------------------------------------------------------------------------------------


def test_lo_que_rechazo_el_antivirus_dice_por_que_y_como_seguir(mundo, elabora):
    anexo = ligar(mundo, mundo.borrador(), BUENO)
    Archivo.objects.filter(pk=anexo.archivo_id).update(estado="rechazado", motivo="el antivirus halló Eicar")
    pagina = elabora.get(en_("anexos", anexo.solicitud_id)).text
    assert "No se admitió: el antivirus halló Eicar." in pagina
    assert en_("anexo_sustituir", anexo.solicitud_id, anexo.pk) in pagina
    elabora.post(en_("anexo_sustituir", anexo.solicitud_id, anexo.pk), {"archivo": pdf("sano.pdf", OTRO)})
    pagina = elabora.get(en_("anexos", anexo.solicitud_id)).text
    assert "a.pdf (versión 1, rechazado)" in pagina
    assert f'href="{en_("anexo", anexo.pk)}"' not in pagina  # lo rechazado se nombra, no se ofrece
