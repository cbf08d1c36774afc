"""Una notificación surte efectos una vez y por una causa; el plazo cuenta desde ahí y nadie lo detiene por no abrirla."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from viewflow.workflow.models import Task

from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.tiempo.calendario import calendario_de, fin_del_dia, sumar_habiles
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Notificacion, Solicitud
from flujos.invariantes import revisar
from flujos.recorrido import actos, notificacion, temporizadores
from tests.herramientas.parametros import poner
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
UN_DIA = timedelta(days=1)
PDF = pdf_de_muestra("Oficio sellado")


def prevenir(mundo):
    return actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="concepto",
                          observaciones=[("general:oficio_numero", "Falta el oficio.")])


@pytest.fixture
def con_tres_dias(mundo):
    """Una prevención notificada con tres días hábiles para leerla."""
    poner("notificacion.dias", 3)
    return prevenir(mundo)


def vence(mundo, desde):
    return fin_del_dia(sumar_habiles(desde, 5, calendario_de(mundo.ente)).vence)


def tercero(mundo):
    return sumar_habiles(mundo.en.date(), 3, calendario_de(mundo.ente)).vence


def temporizador(solicitud):
    return Task.objects.get(process__vinculo__solicitud=solicitud, flow_task_type="TIMER", status="SCHEDULED").scheduled


def test_sin_dias_para_leerla_surte_efectos_al_quedar_a_disposicion_como_antes(mundo):
    solicitud = prevenir(mundo)
    dicha = solicitud.notificaciones.get()
    assert (dicha.como, dicha.surtio_en) == ("disponible", mundo.en)
    assert solicitud.prevenciones.get().vence_en == vence(mundo, mundo.en.date())


def test_si_nadie_la_abre_surte_efectos_sola_y_el_plazo_vence(mundo, con_tres_dias):
    pendiente = con_tres_dias.notificaciones.get()
    assert (pendiente.surtio_en, reloj.dia_de(pendiente.surtiria_en)) == (None, tercero(mundo))
    assert notificacion.surtir_pendientes(pendiente.surtiria_en - timedelta(seconds=1)) == 0
    assert notificacion.surtir_pendientes(pendiente.surtiria_en) == 1
    assert notificacion.surtir_pendientes(pendiente.surtiria_en) == 0, "una sola vez"
    hecha = Notificacion.objects.get()
    assert (hecha.como, hecha.surtio_en) == ("plazo", pendiente.surtiria_en)
    ultimo = vence(mundo, tercero(mundo))
    assert (con_tres_dias.prevenciones.get().vence_en, temporizador(con_tres_dias)) == (ultimo, ultimo)
    with reloj.detenido_en(ultimo + timedelta(seconds=1)):
        temporizadores.disparar_vencidos(reloj.ahora())
    assert Solicitud.objects.get(pk=con_tres_dias.pk).estado == "desechada"


def test_al_leerla_el_plazo_cuenta_desde_ahi_y_todo_dice_la_misma_cuenta(mundo, con_tres_dias):
    manana = mundo.en + UN_DIA
    with reloj.detenido_en(manana):
        pagina = navegador(mundo.presenta).get(reverse("flujos:expediente", args=[con_tres_dias.pk])).content.decode()
    hecha, prevencion = Notificacion.objects.get(), con_tres_dias.prevenciones.get()
    assert (hecha.como, hecha.surtio_en) == ("lectura", manana)
    esperado = vence(mundo, reloj.dia_de(manana))
    plazo = con_tres_dias.plazos.get(clase="prevencion")
    assert (prevencion.vence_en, plazo.vence_en, temporizador(con_tres_dias)) == (esperado,) * 3
    assert con_tres_dias.pendientes.get().vence_en == esperado
    assert pagina.count(hecha.constancia) == 2, "en la constancia y junto a las observaciones"
    assert hecha.constancia.endswith(f"por su lectura ({mundo.presenta.nombre})."), "dice quién la leyó"
    atender = navegador(mundo.elabora).get(reverse("flujos:desahogar", args=[con_tres_dias.pk])).content.decode()
    assert f"{hecha.constancia} Su plazo cuenta desde el día hábil" in atender, "donde se cuenta el plazo"
    assert Evento.objects.filter(accion="notificacion.surtio").count() == 1
    assert revisar(rapido=True) == []


def test_abrir_la_pantalla_de_atenderlas_tambien_las_da_por_leidas(mundo, con_tres_dias):
    url = reverse("flujos:desahogar", args=[con_tres_dias.pk])
    navegador(mundo.elabora).get(url)
    assert Notificacion.objects.get().surtio_en is None, "quien elabora no recibe por su ente"
    assert "Surtió efectos el" in navegador(mundo.presenta).get(url).content.decode()


def test_con_la_causa_apagada_leer_no_adelanta(mundo):
    poner("notificacion.dias", 3)
    poner("notificacion.causas", ["oficio"])
    solicitud = prevenir(mundo)
    notificacion.acusar(solicitud, mundo.presenta, mundo.en + UN_DIA)
    assert Notificacion.objects.get().surtio_en is None


def test_quien_contesta_sin_haberla_leido_ya_la_conoce(mundo, con_tres_dias):
    respuestas = {o.pk: ("Se corrigió.", False) for o in con_tres_dias.prevenciones.get().observaciones.all()}
    actos.ejecutar(tramite.desahogar, con_tres_dias, por=mundo.presenta, en=mundo.en + UN_DIA, respuestas=respuestas)
    assert Notificacion.objects.get().como == "atendida"
    assert revisar(rapido=True) == []


def test_por_oficio_con_el_sello_del_ente_escaneado(mundo, con_tres_dias):
    dicha, manana = con_tres_dias.notificaciones.get(), mundo.en + UN_DIA
    url = reverse("flujos:notificar_por_oficio", args=[con_tres_dias.pk, dicha.pk])
    sello = mundo.en + timedelta(hours=2)
    datos = {"sellado_en": f"{sello:%Y-%m-%dT%H:%M}"}
    with reloj.detenido_en(manana):
        cliente = navegador(mundo.recepcion)
        assert "Asentar el oficio sellado" in cliente.get(reverse("flujos:expediente", args=[con_tres_dias.pk])).content.decode()
        antes = {"sellado_en": f"{mundo.en - UN_DIA:%Y-%m-%dT%H:%M}", "archivo": SimpleUploadedFile("oficio.pdf", PDF, "application/pdf")}
        assert cliente.post(url, antes).status_code == 422
        assert cliente.post(url, {**datos, "archivo": SimpleUploadedFile("x.exe", b"MZ")}).status_code == 422
        assert cliente.post(url, {**datos, "archivo": SimpleUploadedFile("oficio.pdf", PDF, "application/pdf")}).status_code == 302
        assert navegador(mundo.coordinacion).get(url).status_code == 403
        ver = reverse("flujos:notificacion_oficio", args=[con_tres_dias.pk, dicha.pk])
        assert b"".join(navegador(mundo.presenta).get(ver).streaming_content) == PDF
    hecha = Notificacion.objects.get()
    assert (hecha.como, hecha.surtio_en, hecha.por) == ("oficio", sello.replace(second=0, microsecond=0), mundo.recepcion)
    assert temporizador(con_tres_dias) == con_tres_dias.prevenciones.get().vence_en
    with pytest.raises(DatosInvalidos, match="Ya había surtido"):
        tramite.notificar_por_oficio(hecha, oficio=hecha.oficio, sellado_en=manana, por=mundo.recepcion, en=manana)


def test_el_oficio_de_la_prevencion_dice_desde_cuando_cuenta_y_no_una_fecha_que_no_sabe(mundo, con_tres_dias, monkeypatch):
    dichos = []
    monkeypatch.setattr(documentos.oficio, "redactar_prevencion", lambda datos: dichos.append(datos) or _Papel())
    prevencion = con_tres_dias.prevenciones.get()
    documentos.oficio_de_prevencion(prevencion)
    notificacion.acusar(con_tres_dias, mundo.presenta, mundo.en + UN_DIA)
    documentos.oficio_de_prevencion(con_tres_dias.prevenciones.get())
    assert dichos[0] == dichos[1], "lo ya expedido no cambia al leerse"
    assert dichos[0]["prevencion"]["vence_en"] == ""
    assert "surta efectos" in dichos[0]["prevencion"]["efecto_en_plazo"]


class _Papel:
    contenido = b""


def test_se_deja_constancia_de_lo_que_concluye(mundo):
    improcedente = mundo.dar(tramite.declarar_improcedente, mundo.presentada())
    emitida = mundo.sin_documentos()
    assert [n.tema for n in Notificacion.objects.order_by("pk")] == ["improcedente", "emitida"]
    assert {n.solicitud_id for n in Notificacion.objects.all()} == {improcedente.pk, emitida.pk}
