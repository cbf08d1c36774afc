"""Dos manos o una, y cambiar de titular a medias: nada se reinicia y cada quien responde de lo suyo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Aviso, Ente, Usuario
from cuentas.personas import personas
from cuentas.personas.nombramientos import nombrar, revocar
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.documento.instantanea import destinatario
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from flujos.captura.entrega import dejar_lista
from flujos.expediente.linea_tiempo import linea_de_tiempo
from flujos.invariantes import revisar_casos
from flujos.models import Pendiente
from flujos.recorrido import actos
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hora(en):
    with reloj.detenido_en(en + timedelta(minutes=30)):
        yield


def como(persona):
    cliente = Client()
    cliente.force_login(Usuario.objects.get(pk=persona.pk), backend=settings.AUTHENTICATION_BACKENDS[0])
    return cliente


def en_(nombre, solicitud):
    return reverse(f"flujos:{nombre}", args=[solicitud.pk])


def prevenida(mundo):
    """Con una observación ya contestada a medias por quien elabora."""
    observaciones = [("concepto-1", "Falta el modelo de uso."), ("necesidad", "No se entiende.")]
    solicitud = actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="concepto",
                               observaciones=observaciones)
    primera = solicitud.prevenciones.abierta().observaciones.first()
    return captura.contestar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                             respuestas={primera.pk: ("Ya se dice.", False)})


def cambiar_de_titular(mundo):
    """Llega otra persona, se va quien presentaba (y cambia su nombre y su cargo), y el ente tiene otro titular."""
    nueva = mundo.persona("presenta", ente=mundo.ente, nombre="Nadia Nueva Ficticia")
    revocar(mundo.presenta.nombramientos.get(), por=mundo.administrador, en=mundo.en)
    personas.corregir(mundo.presenta, por=mundo.administrador, en=mundo.en, nombre="Otro Nombre Ficticio", cargo="Otro cargo")
    Ente.objects.filter(pk=mundo.ente.pk).update(titular="Titular Entrante Ficticio", titular_cargo="Directora general")
    return nueva


def como_va(solicitud):
    """Lo que un reinicio cambiaría: estado, versión, contestado, plazos, tarea pendiente y eventos."""
    actual = Solicitud.objects.get(pk=solicitud.pk)
    contestado = [(o.respuesta, o.en_desacuerdo) for p in actual.prevenciones.all() for o in p.observaciones.all()]
    return (
        actual.estado, actual.version, actual.folio, actual.versiones, contestado,
        list(actual.plazos.values_list("clase", "vence_en", "cerrado_en").order_by("pk")),
        list(Pendiente.objects.filter(solicitud=actual).values_list("pk", "etapa", "vence_en", "cola")),
        list(Evento.objects.de(actual).values_list("n", flat=True)),
    )


def test_cambiar_de_titular_a_medias_no_reinicia_nada(mundo):
    borrador = mundo.borrador()
    borrador = dejar_lista(borrador, version=borrador.version, por=mundo.elabora, en=mundo.en)
    observada, en_firma = prevenida(mundo), mundo.proponer(mundo.en_estrategia())
    sesion_vieja = como(mundo.presenta)
    assert sesion_vieja.get(en_("borrador", borrador)).status_code == 200
    antes = [como_va(s) for s in (borrador, observada, en_firma)]
    nueva = cambiar_de_titular(mundo)
    assert [como_va(s) for s in (borrador, observada, en_firma)] == antes
    for solicitud, ruta in ((borrador, "presentar"), (observada, "desahogar"), (en_firma, "desistir")):
        assert sesion_vieja.get(en_(ruta, solicitud)).status_code == 404, "quien se fue ya no entra, con la sesión abierta"

    cliente = como(nueva)
    lista = cliente.get(reverse("flujos:solicitudes")).content.decode()
    assert all(en_(ruta, s) in lista for s, ruta in ((borrador, "borrador"), (observada, "borrador"), (en_firma, "expediente")))
    _presenta(cliente, borrador, nueva)
    _desahoga(cliente, observada, nueva)
    cliente.post(en_("desistir", en_firma), {"motivo": "Se canceló el proyecto."})
    desistida = Solicitud.objects.get(pk=en_firma.pk)
    assert (desistida.estado, Evento.objects.de(desistida).get(accion="solicitud.desistida").por) == ("desistida", nueva)
    assert revisar_casos(Solicitud.objects.values_list("pk", flat=True)) == []


def _presenta(cliente, solicitud, nueva):
    """La declaración es de la persona nueva: sin marcarla no se presenta, y el acuse y el oficio dicen quién fue."""
    sin_declarar = cliente.post(en_("presentar", solicitud), {"version": solicitud.version})
    assert sin_declarar.status_code == 422
    cliente.post(en_("presentar", solicitud), {"version": solicitud.version, "veracidad": "on"})
    entrega = solicitud.presentaciones.get()
    assert (entrega.por, entrega.acuse["presento"]["nombre"]) == (nueva, nueva.nombre)
    assert entrega.datos["declaraciones"]


def _desahoga(cliente, solicitud, nueva):
    """Continúa donde iba: lo ya contestado sigue ahí; su acuse dice quién atendió y el primero, quién presentó."""
    pagina = cliente.get(en_("desahogar", solicitud))
    assert "Ya se dice.</textarea>" in pagina.content.decode()
    todas = {f"respuesta_{p['observacion'].pk}": p["observacion"].respuesta or "Ya se explica." for p in pagina.context["pares"]}
    version = Solicitud.objects.get(pk=solicitud.pk).version
    cliente.post(en_("desahogar", solicitud), {"version": version, "entregar": "1", **todas})
    primera, segunda = solicitud.presentaciones.order_by("numero")
    assert (segunda.por, segunda.acuse["presento"]["nombre"]) == (nueva, nueva.nombre)
    assert primera.acuse["presento"]["nombre"] != nueva.nombre
    assert nueva.nombre in texto_de(documentos.oficio_de_solicitud(segunda))
    titulos = {h["titulo"]: h["autor"] for h in linea_de_tiempo(solicitud, "ente")}
    assert titulos["Observaciones atendidas"] == nueva.nombre


def test_lo_ya_emitido_conserva_a_quien_era(mundo):
    observada, emitida = prevenida(mundo), mundo.sin_documentos()
    acuses, prevencion = [s.presentaciones.get() for s in (observada, emitida)], observada.prevenciones.abierta()
    antes = [documentos.acuse(a) for a in acuses], texto_de(documentos.oficio_de_prevencion(prevencion)), emitida.dictamen.datos
    quien = mundo.presenta.nombre
    assert quien in antes[1]
    cambiar_de_titular(mundo)
    emitida, observada = (Solicitud.objects.get(pk=s.pk) for s in (emitida, observada))
    despues = [documentos.acuse(s.presentaciones.get()) for s in (observada, emitida)], \
        texto_de(documentos.oficio_de_prevencion(observada.prevenciones.abierta())), emitida.dictamen.datos
    assert despues == antes
    assert emitida.dictamen.datos["destinatario"]["nombre"] == quien


def test_lo_que_aun_no_se_redacta_se_dirige_a_quien_esta(mundo):
    """Sin titular capturado, el dictamen va a quien presentó; si ya se fue, a quien hoy presenta por el ente."""
    solicitud = mundo.en_estrategia()
    nueva = cambiar_de_titular(mundo)
    Ente.objects.filter(pk=mundo.ente.pk).update(titular="", titular_cargo="")
    propuesta = mundo.proponer(solicitud)
    assert destinatario(propuesta, mundo.en)["nombre"] == nueva.nombre


def test_una_persona_con_los_dos_papeles_hace_todo_sin_pasos_de_mas(mundo):
    sola = mundo.persona("elabora", ente=mundo.otro_ente)
    nombrar(sola, "presenta", oficio="OF-X", desde=mundo.en.date(), por=None, en=mundo.en, ente=mundo.otro_ente)
    revocar(mundo.ajena.nombramientos.get(), por=mundo.administrador, en=mundo.en)
    mundo.ente, mundo.elabora = mundo.otro_ente, sola
    mundo.area_requirente.ente = mundo.otro_ente
    mundo.area_requirente.save()
    borrador, cliente = mundo.borrador(), como(sola)
    pagina = cliente.get(en_("presentar", borrador)).content.decode()
    assert "Presentar solicitud" in pagina
    assert "Avise a quien presenta" not in pagina
    cliente.post(en_("presentar", borrador), {"version": borrador.version, "veracidad": "on"})
    presentada = Solicitud.objects.get(pk=borrador.pk)
    assert (presentada.estado, presentada.presentada_por) == ("en_requisitos", sola)
    assert not Evento.objects.de(presentada).filter(accion="solicitud.lista").exists()
    assert cliente.get(reverse("flujos:solicitudes")).content.decode().count(en_("expediente", presentada)) == 1
    actos.ejecutar(tramite.prevenir, presentada, por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=[("general", "Falta.")])
    assert Aviso.objects.filter(persona=sola, tema="prevenida").count() == 1
    assert cliente.get(en_("desahogar", presentada)).status_code == 200
    assert revisar_casos(Solicitud.objects.values_list("pk", flat=True)) == []


def test_quien_solo_elabora_deja_lista_y_no_presenta_desahoga_ni_desiste(mundo):
    borrador, observada, cliente = mundo.borrador(), prevenida(mundo), como(mundo.elabora)
    assert cliente.post(en_("lista", borrador), {"version": borrador.version}).status_code == 302
    assert cliente.post(en_("presentar", borrador), {"version": borrador.version, "veracidad": "on"}).status_code == 403
    todas = {f"respuesta_{o.pk}": "Sí." for o in observada.prevenciones.abierta().observaciones.all()}
    version = Solicitud.objects.get(pk=observada.pk).version
    assert cliente.post(en_("desahogar", observada), {"version": version, "entregar": "1", **todas}).status_code == 403
    assert cliente.post(en_("desistir", observada), {"motivo": "Ya no."}).status_code == 404
    assert {s.estado for s in Solicitud.objects.all()} == {"borrador", "prevenida"}
