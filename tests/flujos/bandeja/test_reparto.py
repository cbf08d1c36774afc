"""Tomar, soltar, el siguiente, varios a la vez y deshacer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Area, AreaRequirente, Usuario
from cuentas.personas.nombramientos import nombrar
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado, Impedimento, SeparacionDeFunciones, YaRegistrado, YaTomada
from dictamenes.reglas.participacion import declarar_interes
from flujos.bandeja import reparto
from flujos.models import Pendiente
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
AREA = "infraestructura"
BANDEJA, LOTE, SIGUIENTE = (reverse(f"flujos:{n}") for n in ("bandeja", "lote", "tomar_siguiente"))


@pytest.fixture(autouse=True)
def a_esta_hora(mundo):
    with detenido_en(mundo.en):
        yield


def _una(solicitud):
    return Pendiente.objects.get(solicitud=solicitud)


def _eventos(*acciones):
    return list(Evento.objects.filter(accion__in=acciones).order_by("n").values_list("accion", "por"))


def _lote(cliente, accion, *pendientes, **datos):
    marcadas = [p.pk for p in pendientes]
    return cliente.post(LOTE, {"accion": accion, "t": marcadas, **datos}, follow=True).content.decode()


def _deshacer(cliente):
    ficha = cliente.session["deshacer"]["ficha"]
    return cliente.post(reverse("flujos:deshacer"), {"ficha": ficha}, follow=True).content.decode()


def test_quien_toma_una_revision_queda_con_ella_en_el_motor_el_expediente_y_la_bandeja(mundo):
    solicitud, tecnico = mundo.en_revision(), mundo.tecnicos[AREA]
    actos.tomar(_una(solicitud), por=tecnico, en=mundo.en)
    pendiente = _una(solicitud)
    assert pendiente.encargada == pendiente.tarea.owner == solicitud.revisiones.get().turnada_a == tecnico
    actos.soltar(pendiente, por=tecnico, en=mundo.en)
    pendiente = _una(solicitud)
    assert pendiente.encargada is pendiente.tarea.owner is solicitud.revisiones.get().turnada_a is None
    assert _eventos("tarea.tomada", "tarea.soltada") == [("tarea.tomada", tecnico.pk), ("tarea.soltada", tecnico.pk)]
    mundo.opinar(solicitud, AREA)


def test_a_quien_llega_segundo_se_le_dice_quien_la_tomo(mundo):
    solicitud, otra = mundo.presentada(), mundo.persona("recepcion")
    vista_antes = _una(solicitud)
    actos.tomar(_una(solicitud), por=otra, en=mundo.en)
    with pytest.raises(YaTomada, match=f"Ya la tomó {otra.nombre}"):
        actos.tomar(vista_antes, por=mundo.recepcion, en=mundo.en)
    with pytest.raises(YaRegistrado):
        actos.tomar(vista_antes, por=otra, en=mundo.en)
    assert _una(solicitud).encargada == otra


def test_lo_que_otra_persona_tomo_se_puede_resolver_y_queda_a_nombre_de_quien_lo_hizo(mundo):
    solicitud, otra = mundo.presentada(), mundo.persona("recepcion")
    tarea = _una(solicitud).tarea
    actos.tomar(_una(solicitud), por=otra, en=mundo.en)
    actos.ejecutar(tramite.declarar_improcedente, solicitud, por=mundo.recepcion, en=mundo.en, motivo="No es de TIC.")
    tarea.refresh_from_db()
    assert (tarea.status, tarea.owner) == ("DONE", mundo.recepcion)


def test_nadie_toma_lo_que_no_puede_atender(mundo):
    en_revision, presentada = mundo.en_revision(), mundo.presentada()
    area = Area.objects.get(clave=AREA)
    nombrar(mundo.recepcion, "tecnico", oficio="OF", desde=date(2020, 1, 1), por=None, en=mundo.en, area=area)
    con_interes, recepcion = mundo.persona("tecnico", area=area), Usuario.objects.get(pk=mundo.recepcion.pk)
    declarar_interes(en_revision, por=con_interes, en=mundo.en, motivo="Parentesco.")
    for persona, cual, error in (
        (mundo.tecnicos["innovacion"], en_revision, AccesoDenegado), (mundo.coordinacion, presentada, AccesoDenegado),
        (recepcion, en_revision, SeparacionDeFunciones), (con_interes, en_revision, Impedimento),
    ):
        with pytest.raises(error):
            actos.tomar(_una(cual), por=persona, en=mundo.en)
    assert not Pendiente.objects.exclude(encargada=None).exists()
    assert len(_eventos("acceso.rechazado")) == 4


def test_la_firma_no_se_suelta(mundo):
    solicitud = mundo.por_firmar()
    with pytest.raises(EstadoEquivocado, match="no se toma ni se suelta"):
        actos.soltar(_una(solicitud), por=mundo.firmante, en=mundo.en)


def test_el_siguiente_es_el_que_vence_antes_y_salta_lo_impedido_y_lo_tomado(mundo):
    solicitudes = [mundo.presentada() for _ in range(5)]
    for dias, solicitud in enumerate(reversed(solicitudes)):
        Pendiente.objects.filter(solicitud=solicitud).update(vence_en=mundo.en + timedelta(days=dias))
    tomada, impedida, esperada = solicitudes[4], solicitudes[3], solicitudes[2]
    actos.tomar(_una(tomada), por=mundo.persona("recepcion"), en=mundo.en)
    declarar_interes(impedida, por=mundo.recepcion, en=mundo.en, motivo="Parentesco.")
    assert reparto.tomar_siguiente(por=mundo.recepcion, en=mundo.en, envio=None).solicitud == esperada
    assert _una(esperada).encargada == mundo.recepcion


def test_el_siguiente_no_es_de_quien_pertenece_al_area_requirente_ni_de_quien_ya_hizo_otra_cosa(mundo):
    mundo.recepcion.adscripcion = AreaRequirente.objects.get(pk=mundo.area_requirente.pk)
    mundo.recepcion.save()
    mundo.presentada()
    assert reparto.tomar_siguiente(por=mundo.recepcion, en=mundo.en, envio=None) is None
    area = Area.objects.get(clave=AREA)
    nombrar(mundo.estrategico, "tecnico", oficio="OF", desde=date(2020, 1, 1), por=None, en=mundo.en, area=area)
    mundo.recepcion.adscripcion = None
    mundo.recepcion.save()
    mundo.opinar(mundo.en_revision(), AREA, por=mundo.estrategico)
    assert reparto.tomar_siguiente(por=mundo.estrategico, en=mundo.en, envio=None) is None


def test_veinte_envios_iguales_del_siguiente_toman_una_y_llevan_a_ella(mundo, client):
    for _ in range(3):
        mundo.presentada()
    client.force_login(mundo.recepcion)
    ficha = client.get(BANDEJA).context["ficha_de_envio"]
    destinos = {client.post(SIGUIENTE, {"ficha_de_envio": ficha}).url for _ in range(20)}
    suya = Pendiente.objects.get(encargada=mundo.recepcion)
    assert destinos == {reverse("flujos:requisitos", args=[suya.solicitud_id])}
    assert len(_eventos("tarea.tomada")) == 1


def test_sin_nada_que_tomar_lo_dice(mundo, client):
    client.force_login(mundo.recepcion)
    assert "No hay nada sin asignar" in client.post(SIGUIENTE, {}, follow=True).content.decode()


def test_el_lote_hace_lo_que_puede_y_dice_que_no_y_por_que(mundo, client):
    libres, otra = [mundo.presentada() for _ in range(2)], mundo.persona("recepcion", nombre="Otra Persona")
    ajena, de_otra_cola = mundo.presentada(), mundo.en_estrategia()
    actos.tomar(_una(ajena), por=otra, en=mundo.en)
    client.force_login(mundo.recepcion)
    todas = [_una(s) for s in (*libres, ajena, de_otra_cola)]
    confirmar = client.get(LOTE, {"accion": "tomar", "t": [p.pk for p in todas]}).content.decode()
    assert "Tomar: 3 asuntos" in confirmar
    assert ajena.folio in confirmar
    assert de_otra_cola.folio not in confirmar
    dicho = _lote(client, "tomar", *todas)
    assert f"2 tomadas; 1 no: {ajena.folio}, ya la tomó Otra Persona." in dicho
    assert Pendiente.objects.filter(encargada=mundo.recepcion).count() == 2
    assert _una(de_otra_cola).encargada is None


def test_coordinacion_turna_varias_y_quien_no_coordina_no(mundo, client):
    solicitudes, tecnico = [mundo.en_revision() for _ in range(2)], mundo.tecnicos[AREA]
    client.force_login(mundo.coordinacion)
    pendientes = [*map(_una, solicitudes), _una(mundo.presentada())]
    assert client.post(LOTE, {"accion": "turnar", "t": pendientes[0].pk}).status_code == 422
    dicho = _lote(client, "turnar", *pendientes, a=tecnico.pk)
    assert "2 turnadas; 1 no" in dicho
    assert "sólo se turna la revisión técnica" in dicho
    assert {r.turnada_a for s in solicitudes for r in s.revisiones.all()} == {tecnico}
    client.force_login(tecnico)
    assert client.post(LOTE, {"accion": "turnar", "t": pendientes[0].pk, "a": tecnico.pk}).status_code == 403


@pytest.mark.parametrize("datos", [{}, {"accion": "quemar", "t": "1"}, {"accion": "tomar", "t": ["x", "9" * 30, "²"]}])
def test_un_lote_que_no_se_entiende_regresa_a_la_bandeja(mundo, client, datos):
    client.force_login(mundo.recepcion)
    assert client.post(LOTE, datos).url.startswith(BANDEJA)


def test_mas_de_cincuenta_no_son_un_lote(mundo, client):
    client.force_login(mundo.recepcion)
    suya = _una(mundo.presentada())
    client.post(LOTE, {"accion": "tomar", "t": [suya.pk, *range(10_000, 10_050)]})
    assert _una(suya.solicitud).encargada is None


def test_deshacer_regresa_cada_cosa_a_como_estaba_una_sola_vez(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.recepcion)
    assert "Deshacer" in _lote(client, "tomar", _una(solicitud))
    ficha = client.session["deshacer"]["ficha"]
    assert "Se deshizo." in _deshacer(client)
    assert _una(solicitud).encargada is None
    assert "Ya pasó el tiempo" in client.post(reverse("flujos:deshacer"), {"ficha": ficha}, follow=True).content.decode()
    actos.tomar(_una(solicitud), por=mundo.recepcion, en=mundo.en)
    _lote(client, "soltar", _una(solicitud))
    _deshacer(client)
    assert _una(solicitud).encargada == mundo.recepcion
    hechos = [accion for accion, _ in _eventos("tarea.tomada", "tarea.soltada")]
    assert hechos == ["tarea.tomada", "tarea.soltada", "tarea.tomada", "tarea.soltada", "tarea.tomada"]


def test_deshacer_un_turno_lo_regresa_a_quien_la_tenia(mundo, client):
    solicitud, primera = mundo.en_revision(), mundo.tecnicos[AREA]
    segunda = mundo.persona("tecnico", area=Area.objects.get(clave=AREA))
    client.force_login(mundo.coordinacion)
    _lote(client, "turnar", _una(solicitud), a=primera.pk)
    _deshacer(client)
    assert solicitud.revisiones.get().turnada_a is None
    _lote(client, "turnar", _una(solicitud), a=primera.pk)
    _lote(client, "turnar", _una(solicitud), a=segunda.pk)
    _deshacer(client)
    assert solicitud.revisiones.get().turnada_a == _una(solicitud).encargada == primera


def test_no_se_deshace_lo_que_ya_cambio_ni_pasado_el_tiempo(mundo, client):
    solicitud, otra = mundo.presentada(), mundo.persona("recepcion")
    client.force_login(mundo.recepcion)
    _lote(client, "tomar", _una(solicitud))
    actos.soltar(_una(solicitud), por=mundo.recepcion, en=mundo.en)
    actos.tomar(_una(solicitud), por=otra, en=mundo.en)
    assert "Cambió de manos" in _deshacer(client)
    assert _una(solicitud).encargada == otra
    libre = mundo.presentada()
    _lote(client, "tomar", _una(libre))
    with detenido_en(mundo.en + reparto.PARA_DESHACER + timedelta(seconds=1)):
        assert "Ya pasó el tiempo" in _deshacer(client)
    assert _una(libre).encargada == mundo.recepcion


def test_tras_actuar_se_vuelve_a_los_mismos_filtros_y_nunca_fuera(mundo, client):
    client.force_login(mundo.recepcion)
    suya = _una(mundo.presentada())
    datos = {"accion": "tomar", "t": suya.pk, "volver": f"{BANDEJA}?vista=sin-asignar&etapa=requisitos"}
    assert client.post(LOTE, datos).url == f"{BANDEJA}?vista=sin-asignar&etapa=requisitos"
    assert client.post(LOTE, {**datos, "volver": "https://otro.example/?vista=mias"}).url == f"{BANDEJA}?vista=mias"


def test_cada_renglon_ofrece_lo_que_procede(mundo, client):
    mundo.presentada()
    client.force_login(mundo.recepcion)
    (fila,) = client.get(BANDEJA).context["renglones"]
    assert (fila.puede, fila.marcable) == ("tomar", True)
    client.force_login(mundo.coordinacion)
    (fila,) = client.get(BANDEJA).context["renglones"]
    assert (fila.puede, fila.marcable) == ("", False)
