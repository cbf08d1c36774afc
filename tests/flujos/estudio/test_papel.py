"""Lo que llega en papel: recepción lo captura a nombre del ente y cuenta desde que se recibió, también lo de una caída."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from archivos.entrada import guardar
from archivos.models import EstadoDeArchivo
from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.excepciones import DatosInvalidos, YaRegistrado
from dictamenes.expediente import captura, contingencia
from dictamenes.models import Contingencia, Plazo, Solicitud
from flujos import invariantes
from flujos.recorrido import actos, temporizadores
from indicadores.cifra.registro import asuntos_al
from tests.dictamenes.documento.oficio.lectura_pdf import paginas_de_texto, texto_de
from tests.seguridad.recorrido_urls import navegador
from tests.tecleado import pdf

pytestmark = pytest.mark.django_db
HORA, DIA = timedelta(hours=1), timedelta(days=1)


def _de_recepcion(mundo, **datos):
    """Un borrador que abrió recepción."""
    elabora, mundo.elabora = mundo.elabora, mundo.recepcion
    try:
        return mundo.borrador(**datos)
    finally:
        mundo.elabora = elabora


def _prevenir(mundo, solicitud, en=None):
    return actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=en or mundo.en, causal="concepto",
                          observaciones=[("concepto-1", "No dice para qué puesto es.")])


def _escaneo(que="respuesta"):
    return guardar(f"%PDF-1.4 {que} con sello".encode(), "application/pdf")


def _desahogar(mundo, solicitud, *, recibida, en, por=None, **cambios):
    observacion = solicitud.prevenciones.get().observaciones.get()
    datos = {"respuestas": {observacion.pk: ("Es para ventanilla.", False)}, "archivo": _escaneo(),
             "rotulo": "respuesta.pdf", **cambios}
    return actos.ejecutar(tramite.desahogar_papel, solicitud, por=por or mundo.recepcion, en=en, recibida_en=recibida, **datos)


def _desistir(mundo, solicitud, *, recibida, en, **cambios):
    datos = {"motivo": "Se reprograma.", "archivo": _escaneo("desistimiento"), "rotulo": "desistimiento.pdf", **cambios}
    return actos.ejecutar(tramite.desistir_papel, solicitud, por=mundo.recepcion, en=en, recibida_en=recibida, **datos)


def _caida(mundo, desde, hasta, en):
    return contingencia.registrar(desde, hasta, "Falla eléctrica", por=mundo.coordinacion, en=en)


def test_la_respuesta_en_papel_cuenta_desde_que_se_recibio(mundo):
    solicitud = _prevenir(mundo, mundo.presentada())
    recibida, capturada = mundo.en + DIA, mundo.en + 3 * DIA
    solicitud = _desahogar(mundo, solicitud, recibida=recibida, en=capturada)
    assert solicitud.estado == "en_requisitos"
    evento = Evento.objects.get(accion="prevencion.desahogada")
    datos = evento.datos_evento.datos
    assert (evento.en, evento.por, datos["a_nombre_de"]) == (recibida, mundo.recepcion, mundo.ente.siglas)
    assert datetime.fromisoformat(datos["capturada_en"]) == capturada
    assert solicitud.prevenciones.get().cerrada_en == recibida
    assert solicitud.plazos.get(clase=Plazo.Clase.REQUISITOS, cerrado_en=None).inicia_en == recibida
    assert solicitud.plazos.get(clase=Plazo.Clase.DICTAMEN).suspensiones.get().hasta == recibida
    acuse = solicitud.presentaciones.last().acuse
    assert (acuse["acuse"]["capturada_por"]["nombre"], acuse["presento"]) == (mundo.recepcion.nombre, {})
    assert mundo.recepcion.nombre in texto_de(documentos.acuse(solicitud.presentaciones.last()))
    assert Aviso.objects.filter(persona=mundo.presenta, tema="capturada_en_papel").count() == 1
    assert invariantes.revisar_casos([solicitud.pk]) == []
    with pytest.raises(YaRegistrado):
        _desahogar(mundo, solicitud, recibida=recibida, en=capturada)


def test_si_llego_a_tiempo_lo_dice_la_hora_del_sello(mundo):
    """Se captura después de vencido, sin que el temporizador haya corrido todavía: vale lo que dice el sello."""
    vence = _prevenir(mundo, mundo.presentada()).prevenciones.abierta().vence_en
    solicitud = Solicitud.objects.get()
    with pytest.raises(DatosInvalidos, match="se recibió después"):
        _desahogar(mundo, solicitud, recibida=vence + HORA, en=vence + 2 * HORA)
    assert _desahogar(mundo, solicitud, recibida=vence - HORA, en=vence + 2 * HORA).estado == "en_requisitos"


def test_lo_que_se_desecho_sin_ver_una_respuesta_a_tiempo_vuelve_a_revision(mundo):
    """El temporizador corrió antes de que recepción capturara: la hora del sello manda, y el motor sigue."""
    solicitud = _prevenir(mundo, mundo.presentada())
    vence = solicitud.prevenciones.abierta().vence_en
    with reloj.detenido_en(vence + HORA):
        temporizadores.disparar_vencidos(vence + HORA)
    solicitud.refresh_from_db()
    lunes = (vence + 7 * DIA).date()
    assert (solicitud.estado, asuntos_al(lunes)[0].conclusion) == ("desechada", "desechada")
    with pytest.raises(DatosInvalidos, match="se recibió después"):
        _desahogar(mundo, solicitud, recibida=vence + HORA, en=vence + DIA)
    solicitud = _desahogar(mundo, solicitud, recibida=vence - HORA, en=vence + DIA)
    assert (solicitud.estado, solicitud.concluida_en, solicitud.motivo_conclusion) == ("en_requisitos", None, "")
    assert solicitud.plazos.get(clase=Plazo.Clase.DICTAMEN).suspensiones.get().hasta == vence - HORA
    assert invariantes.revisar_casos([solicitud.pk]) == []
    assert asuntos_al(lunes)[0].conclusion == ""
    assert actos.ejecutar(tramite.admitir, solicitud, por=mundo.recepcion, en=vence + DIA, areas=[]).estado == "en_estrategia"
    assert invariantes.revisar_casos([solicitud.pk]) == []


def test_lo_que_no_cuadra_no_se_captura_y_no_deja_huella(mundo):
    solicitud = _prevenir(mundo, mundo.presentada(), en=mundo.en + HORA)
    ahora = mundo.en + 5 * HORA
    caida = _caida(mundo, mundo.en, mundo.en + 2 * HORA, ahora)
    eventos, pendiente = Evento.objects.count(), _escaneo("pendiente")
    pendiente.estado = EstadoDeArchivo.PENDIENTE
    for motivo, recibida, cambios in (
        ("posterior a la captura", ahora + HORA, {}), ("no pudo recibirse antes", mundo.en, {}),
        ("se está revisando", ahora, {"archivo": pendiente}), ("Conteste todas", ahora, {"respuestas": {}}),
        ("no cae dentro", ahora, {"contingencia": caida}),
    ):
        with pytest.raises(DatosInvalidos, match=motivo):
            _desahogar(mundo, solicitud, recibida=recibida, en=ahora, **cambios)
    with pytest.raises(DatosInvalidos, match="antes que la solicitud"):
        _desistir(mundo, solicitud, recibida=mundo.en - HORA, en=ahora)
    assert (Evento.objects.count(), solicitud.escritos.count()) == (eventos, 0)


def test_solo_recepcion_captura_lo_de_papel(mundo):
    solicitud = _prevenir(mundo, mundo.presentada())
    for persona in (mundo.presenta, mundo.coordinacion, mundo.administrador):
        with pytest.raises(AccesoDenegado):
            _desahogar(mundo, solicitud, recibida=mundo.en, en=mundo.en, por=persona)


def test_el_mismo_escaneo_no_sirve_para_dos_escritos(mundo):
    solicitud = _desahogar(mundo, _prevenir(mundo, mundo.presentada()), recibida=mundo.en, en=mundo.en)
    with pytest.raises(DatosInvalidos, match="ya está en el expediente"):
        _desistir(mundo, solicitud, recibida=mundo.en, en=mundo.en, archivo=_escaneo())


def test_el_desistimiento_en_papel_surte_efecto_desde_que_se_recibio(mundo):
    solicitud = mundo.en_revision(("infraestructura", "innovacion"))
    recibida = mundo.en + HORA
    solicitud = _desistir(mundo, solicitud, recibida=recibida, en=mundo.en + DIA)
    assert (solicitud.estado, solicitud.concluida_en) == ("desistida", recibida)
    assert Evento.objects.get(accion="solicitud.desistida").en == recibida
    assert invariantes.revisar_casos([solicitud.pk]) == []


def test_quien_la_abrio_en_papel_la_corrige_mientras_esta_prevenida_y_nadie_mas(mundo):
    solicitud = actos.ejecutar(tramite.presentar_papel, _de_recepcion(mundo), por=mundo.recepcion, en=mundo.en,
                               recibida_en=mundo.en - HORA)
    solicitud = _prevenir(mundo, solicitud)
    otra = mundo.persona("recepcion")
    corregir = {"version": solicitud.version, "en": mundo.en, "campos": {"proyecto": "Equipo de ventanilla"}}
    with pytest.raises(AccesoDenegado):
        captura.guardar(solicitud, por=otra, **corregir)
    solicitud = captura.guardar(solicitud, por=mundo.recepcion, **corregir)
    solicitud = _desahogar(mundo, solicitud, recibida=mundo.en, en=mundo.en, por=otra)
    assert solicitud.presentaciones.last().datos["proyecto"] == "Equipo de ventanilla"
    assert invariantes.revisar_casos([solicitud.pk]) == []


def test_sin_el_oficio_escaneado_no_se_presenta_en_papel(mundo):
    solicitud = _de_recepcion(mundo)
    definicion = solicitud.formulario.definicion
    definicion["anexos"] = [a for a in definicion["anexos"] if a["clase"] != "oficio"]
    solicitud.formulario.save()
    solicitud.anexos.filter(clase="oficio").update(retirado_en=mundo.en, retirado_por=mundo.recepcion)
    with pytest.raises(DatosInvalidos, match="sello de recibido"):
        actos.ejecutar(tramite.presentar_papel, solicitud, por=mundo.recepcion, en=mundo.en, recibida_en=mundo.en)
    assert not Evento.objects.filter(accion="solicitud.presentada").exists()


def test_por_pantalla_se_captura_y_el_ente_lee_el_escaneo(mundo):
    solicitud = _prevenir(mundo, mundo.presentada())
    respuesta = f"respuesta_{solicitud.prevenciones.abierta().observaciones.get().pk}"
    recepcion, ente = navegador(mundo.recepcion), navegador(mundo.presenta)
    url = reverse("flujos:desahogar_papel", args=[solicitud.pk])
    expediente = reverse("flujos:expediente", args=[solicitud.pk])
    with reloj.detenido_en(mundo.en + 3 * HORA):
        assert url in recepcion.get(expediente, secure=True).text
        assert url not in ente.get(expediente, secure=True).text
        vacia = recepcion.post(url, {"recibida_en": "2026-03-02T13:00"}, secure=True)
        assert vacia.status_code == 422
        for falta in ("no puede ser posterior", "Conteste la observación 1", "Adjunte el escaneo"):
            assert falta in vacia.text
        datos = {"recibida_en": "2026-03-02T11:00", "archivo": pdf(), respuesta: "Es para ventanilla."}
        assert recepcion.post(url, datos, secure=True).url == expediente
        texto = ente.get(expediente, secure=True).text
        assert solicitud.escritos.get().procedencia in texto
        assert f"se capturó a nombre de {mundo.ente.siglas} el 2 de marzo de 2026, 12:00" in texto
        escaneo = reverse("flujos:documento", args=[solicitud.pk, f"papel-{solicitud.escritos.get().pk}"])
        assert ente.get(escaneo, secure=True)["Content-Disposition"].startswith("attachment")
        assert navegador(mundo.ajena).get(escaneo, secure=True).status_code == 404


def test_lo_que_llego_durante_una_caida_se_captura_despues_y_cuenta_en_su_anio(mundo):
    """Se recibe el 30 de diciembre con el sistema caído y se captura en enero: es de ese diciembre."""
    recibida, enero = datetime(2026, 12, 30, 17, tzinfo=UTC), datetime(2027, 1, 5, 17, tzinfo=UTC)
    coordinacion, url = navegador(mundo.coordinacion), reverse("flujos:contingencias")
    with reloj.detenido_en(enero):
        datos = {"desde": "2026-12-30T08:00", "hasta": "2026-12-30T07:00", "motivo": "Falla eléctrica"}
        assert coordinacion.post(url, datos, secure=True).status_code == 422
        assert coordinacion.post(url, {**datos, "hasta": "2026-12-30T15:00"}, secure=True).status_code == 302
        assert navegador(mundo.recepcion).get(url, secure=True).status_code == 403
    caida = Contingencia.objects.get()
    dicho = Evento.objects.get(accion="contingencia.registrada").datos_evento.datos
    assert (dicho["contingencia"], dicho["motivo"], len(dicho)) == (caida.pk, "Falla eléctrica", 4)
    with pytest.raises(DatosInvalidos, match="ya está registrada"):
        _caida(mundo, caida.desde, caida.hasta, enero)
    solicitud = actos.ejecutar(tramite.presentar_papel, _de_recepcion(mundo), por=mundo.recepcion, en=enero,
                               recibida_en=recibida, contingencia=caida)
    assert "interrupción del sistema" in solicitud.escritos.get().procedencia
    assert asuntos_al(enero.date())[0].recibida == recibida.date()
    with reloj.detenido_en(enero):
        assert ">1</td>" in coordinacion.get(url, secure=True).text


def test_cualquiera_descarga_el_formato_en_blanco(mundo):
    url = reverse("dictamenes:formato_de_contingencia")
    respuesta = navegador().get(url, secure=True)
    assert (respuesta.status_code, respuesta["Content-Type"]) == (200, "application/pdf")
    texto = texto_de(respuesta.content)
    for dicho in ("Formato de contingencia", "Sello de recibido", "Suficiencia presupuestal", "Obsolescencia y borrado"):
        assert dicho in texto
    assert len(paginas_de_texto(respuesta.content)) == 2
    assert navegador().get(url, secure=True).content == respuesta.content
    assert url in navegador().get(reverse("inicio"), secure=True).text


def test_en_papel_es_de_cada_entrega_y_no_de_la_solicitud(mundo):
    """Se presentó en línea y contestó en papel, o al revés: cada entrega dice quién la hizo, y qué declaró."""
    solicitud = _desahogar(mundo, _prevenir(mundo, mundo.presentada()), recibida=mundo.en, en=mundo.en)
    de_linea, de_papel = solicitud.presentaciones.all()
    assert (de_linea.datos["en_papel"], de_papel.datos["en_papel"]) == (False, True)
    assert (bool(de_linea.datos["declaraciones"]), de_papel.datos["declaraciones"]) == (True, [])
    oficio, ente = reverse("flujos:oficio_pdf", args=[solicitud.pk]), navegador(mundo.presenta)
    with reloj.detenido_en(mundo.en + HORA):
        assert ente.get(f"{oficio}?entrega=1", secure=True).status_code == 200
        assert ente.get(f"{oficio}?entrega=2", secure=True).status_code == 404
        assert oficio not in ente.get(reverse("flujos:acuse", args=[solicitud.pk]), secure=True).text
    abierta = actos.ejecutar(tramite.presentar_papel, _de_recepcion(mundo), por=mundo.recepcion, en=mundo.en,
                             recibida_en=mundo.en - HORA)
    abierta = _prevenir(mundo, abierta)
    respuestas = {o.pk: ("Es para ventanilla.", False) for o in abierta.prevenciones.abierta().observaciones.all()}
    abierta = actos.ejecutar(tramite.desahogar, abierta, por=mundo.presenta, en=mundo.en, respuestas=respuestas)
    datos = abierta.presentaciones.last().datos
    assert (datos["en_papel"], datos["presentada_por"]["nombre"]) == (False, mundo.presenta.nombre)
    assert datos["declaraciones"]


def test_lo_que_llego_en_papel_se_recibe_aunque_le_falte_un_anexo(mundo):
    """El ente lo retiró en línea y entregó el nuevo en su escrito: ya desechada, nadie podría adjuntarlo."""
    solicitud = _prevenir(mundo, mundo.presentada())
    vence = solicitud.prevenciones.abierta().vence_en
    assert solicitud.anexos.filter(clase="anexo_tecnico").update(retirado_en=mundo.en, retirado_por=mundo.elabora)
    with reloj.detenido_en(vence + HORA):
        temporizadores.disparar_vencidos(vence + HORA)
    solicitud = _desahogar(mundo, Solicitud.objects.get(), recibida=vence - HORA, en=vence + DIA)
    assert solicitud.estado == "en_requisitos"
    assert invariantes.revisar_casos([solicitud.pk]) == []


def test_lo_transcrito_se_guarda_solo_y_vuelve_y_no_empieza_con_lo_que_el_ente_lleva_en_linea(mundo):
    solicitud = _prevenir(mundo, mundo.presentada())
    observacion = solicitud.prevenciones.abierta().observaciones.get()
    observacion.respuesta = "Lo que llevo a medias"
    observacion.save()
    recepcion, url = navegador(mundo.recepcion), reverse("flujos:desahogar_papel", args=[solicitud.pk])
    respuesta = f"respuesta_{observacion.pk}"
    with reloj.detenido_en(mundo.en + HORA):
        assert "Lo que llevo a medias" not in recepcion.get(url, secure=True).text
        guardado = recepcion.post(url, {"borrador": "1", respuesta: "Dice que es"}, headers={"HX-Request": "true"}, secure=True)
        assert guardado.status_code == 204
        a_mano = recepcion.post(url, {"borrador": "1", respuesta: "Dice que es para", "archivo": pdf()}, secure=True)
        assert a_mano.url == url
        assert "Dice que es para" in recepcion.get(url, secure=True).text
        no_es_escaneo = {"recibida_en": "2026-03-02T09:30", respuesta: "Sí.", "archivo": pdf()}
        no_es_escaneo["archivo"].name = "respuesta.docx"
        assert "Adjúntelo en PDF" in recepcion.post(url, no_es_escaneo, secure=True).text
        assert not solicitud.escritos.exists()


def test_un_borrador_todavia_no_recibe_escritos(mundo):
    borrador, recepcion = _de_recepcion(mundo), navegador(mundo.recepcion)
    for ruta in ("flujos:desahogar_papel", "flujos:desistir_papel"):
        datos = {"recibida_en": "2026-03-02T09:30", "motivo": "Ya no.", "archivo": pdf()}
        with reloj.detenido_en(mundo.en + HORA):
            assert recepcion.post(reverse(ruta, args=[borrador.pk]), datos, secure=True).status_code in {404, 409}


def test_al_desistir_en_papel_el_reloj_para_cuando_se_recibio(mundo):
    """También el de lo que empezó después de que se recibió: se cierra como empezó, no antes."""
    solicitud = mundo.presentada()
    recibida = mundo.en + HORA
    solicitud = _prevenir(mundo, solicitud, en=recibida + HORA)
    solicitud = _desistir(mundo, solicitud, recibida=recibida, en=mundo.en + 3 * DIA)
    assert solicitud.prevenciones.get().cerrada_en == recibida + HORA
    assert solicitud.plazos.get(clase=Plazo.Clase.DICTAMEN).cerrado_en == recibida
    assert solicitud.plazos.get(clase=Plazo.Clase.PREVENCION).cerrado_en == recibida + HORA


def test_no_se_recibe_antes_de_la_fecha_de_su_oficio(mundo):
    solicitud = _de_recepcion(mundo)
    Solicitud.objects.filter(pk=solicitud.pk).update(oficio_fecha=mundo.en.date())
    with pytest.raises(DatosInvalidos, match="anterior a la fecha del oficio"):
        actos.ejecutar(tramite.presentar_papel, solicitud, por=mundo.recepcion, en=mundo.en, recibida_en=mundo.en - 2 * DIA)
