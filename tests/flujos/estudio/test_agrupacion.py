"""Agrupar y separar: qué queda, quién puede, y que cada quien ve sólo lo que alcanza."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, Impedimento
from dictamenes.expediente import captura
from dictamenes.models import Pertenencia
from dictamenes.reglas.participacion import declarar_interes
from dictamenes.tramite import agrupar, separar
from flujos.bandeja import bandeja
from flujos.expediente.linea_tiempo import linea_de_tiempo
from flujos.models import Pendiente
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
NOMBRE, MOTIVO = "Consolidado de cómputo", "Tres dependencias compran lo mismo."


@pytest.fixture(autouse=True)
def a_esta_hora(mundo):
    with detenido_en(mundo.en):
        yield


def _url(nombre, solicitud):
    return reverse(f"flujos:{nombre}", args=[solicitud.pk])


def _juntar(mundo, *solicitudes, por=None, **datos):
    dicho = {"nombre": NOMBRE, "motivo": MOTIVO, **datos}
    return agrupar(solicitudes, por=por or mundo.coordinacion, en=mundo.en, **dicho)


def _texto(cliente, persona, solicitud):
    cliente.force_login(persona)
    return cliente.get(_url("expediente", solicitud)).content.decode()


def test_agrupar_deja_evento_en_cada_una_y_no_mueve_ningun_asunto(mundo):
    una, otra = mundo.presentada(), mundo.en_revision()
    antes = [(s.estado, s.folio) for s in (una, otra)]
    grupo = _juntar(mundo, una, otra)
    for solicitud, (estado, folio) in zip((una, otra), antes, strict=True):
        solicitud.refresh_from_db()
        assert (solicitud.estado, solicitud.folio) == (estado, folio)
        evento = Evento.objects.de(solicitud).get(accion="solicitud.agrupada")
        assert (evento.por, evento.datos_evento.datos["agrupacion"]) == (mundo.coordinacion, grupo.pk)
        assert f"Motivo: {MOTIVO}" in [e["texto"] for e in linea_de_tiempo(solicitud, "central")]
        assert "agrupó" not in str(linea_de_tiempo(solicitud, "ente"))
    tercera = mundo.presentada()
    assert _juntar(mundo, una, tercera) == grupo
    assert grupo.pertenencias.count() == 3


def test_separar_saca_una_y_la_ultima_no_se_queda_sola(mundo):
    tres = [mundo.presentada() for _ in range(3)]
    _juntar(mundo, *tres)
    separar(tres[0], por=mundo.coordinacion, en=mundo.en, motivo="No coincide.")
    assert Pertenencia.objects.count() == 2
    separar(tres[1], por=mundo.coordinacion, en=mundo.en, motivo="Tampoco.")
    assert not Pertenencia.objects.exists()
    assert Evento.objects.filter(accion="solicitud.separada").count() == 3
    with pytest.raises(EstadoEquivocado):
        separar(tres[1], por=mundo.coordinacion, en=mundo.en, motivo="Otra vez.")


def test_lo_que_no_se_puede_agrupar_no_deja_nada(mundo):
    una, otra, del_otro_grupo = mundo.presentada(), mundo.presentada(), [mundo.presentada() for _ in range(2)]
    _juntar(mundo, *del_otro_grupo)
    cancelada = actos.ejecutar(tramite.cancelar, mundo.presentada(), por=mundo.coordinacion, en=mundo.en, motivo="Doble.")
    impedida = mundo.presentada()
    declarar_interes(impedida, por=mundo.coordinacion, en=mundo.en, motivo="Parentesco.")
    casos = [
        ((una,), {}, DatosInvalidos), ((una, otra), {"nombre": " "}, DatosInvalidos),
        ((una, cancelada), {}, EstadoEquivocado),
        ((una, impedida), {}, Impedimento), (tuple(del_otro_grupo), {}, EstadoEquivocado),
        ((una, otra), {"por": mundo.recepcion}, AccesoDenegado),
        ((una, otra), {"por": mundo.estrategico}, AccesoDenegado),
    ]
    for solicitudes, datos, error in casos:
        with pytest.raises(error):
            _juntar(mundo, *solicitudes, **datos)
    _juntar(mundo, una, otra)
    with pytest.raises(EstadoEquivocado, match="grupos distintos"):
        _juntar(mundo, una, del_otro_grupo[0])
    assert Pertenencia.objects.count() == 4


def test_cada_quien_ve_del_grupo_lo_que_alcanza_y_el_ente_ni_el_nombre(mundo, client):
    una, otra = mundo.en_revision(), mundo.en_revision(("innovacion",))
    _juntar(mundo, una, otra)
    vista = _texto(client, mundo.coordinacion, una)
    assert NOMBRE in vista
    assert otra.folio in vista
    del_area = _texto(client, mundo.tecnicos["infraestructura"], una)
    assert NOMBRE in del_area
    assert otra.folio not in del_area
    type(otra).objects.filter(pk=otra.pk).update(ente=mundo.otro_ente)
    del_ente = _texto(client, mundo.presenta, una)
    for reservado in (NOMBRE, MOTIVO, otra.folio, "estudia junto"):
        assert reservado not in del_ente
    type(otra).objects.filter(pk=otra.pk).update(ente=mundo.ente)
    suyas = _texto(client, mundo.presenta, una)
    assert otra.folio in suyas
    assert NOMBRE not in suyas


def test_desde_la_pantalla_se_agrupa_por_folio_y_lo_que_no_alcanza_no_existe(mundo, client):
    una, otra = mundo.en_estrategia(), mundo.en_estrategia()
    ajena, borrador = mundo.presentada(), captura.iniciar(
        mundo.ente, "bienes", "adquisicion", "Otro", por=mundo.elabora, en=mundo.en)
    client.force_login(mundo.estrategico)
    datos = {"folios": f"{otra.folio.lower()}, {ajena.folio}", "nombre": NOMBRE, "motivo": MOTIVO}
    respuesta = client.post(_url("agrupar", una), datos)
    assert respuesta.status_code == 422
    assert f"No se encontró: {ajena.folio}" in respuesta.content.decode()
    assert client.post(_url("agrupar", una), {**datos, "folios": otra.folio}).status_code == 302
    assert Pertenencia.objects.count() == 2
    assert client.get(_url("agrupar", ajena)).status_code == client.get(_url("agrupar", borrador)).status_code == 404
    client.force_login(mundo.presenta)
    assert client.get(_url("agrupar", una)).status_code == 403


def test_la_bandeja_marca_y_filtra_el_grupo_y_se_turna_junto(mundo, client):
    juntas, suelta = [mundo.en_revision() for _ in range(2)], mundo.en_revision()
    grupo = _juntar(mundo, *juntas)
    client.force_login(mundo.coordinacion)
    pagina = client.get(reverse("flujos:bandeja"))
    assert [f.grupo for f in pagina.context["renglones"]] == [grupo.pk, grupo.pk, None]
    filtrada = client.get(reverse("flujos:bandeja"), {"grupo": grupo.pk}).context["renglones"]
    assert [f.solicitud for f in filtrada] == juntas
    lote = client.get(reverse("flujos:lote"), {"accion": "turnar", "grupo": grupo.pk})
    tecnico, marcadas = mundo.tecnicos["infraestructura"], [p.pk for p in lote.context["marcadas"]]
    client.post(reverse("flujos:lote"), {"accion": "turnar", "t": marcadas, "a": tecnico.pk})
    assert {Pendiente.objects.get(solicitud=s).encargada for s in juntas} == {tecnico}
    assert Pendiente.objects.get(solicitud=suelta).encargada is None


def test_al_ente_la_bandeja_no_le_dice_de_ningun_grupo(mundo):
    una, otra = mundo.presentada(), mundo.presentada()
    grupo = _juntar(mundo, una, otra)
    actos.ejecutar(tramite.prevenir, una, por=mundo.recepcion, en=mundo.en, causal="anexo",
                   observaciones=[("general", "Falta.")])
    suyas = bandeja.pendientes_de(mundo.presenta)
    todas = bandeja.pagina(suyas, bandeja.Filtros(), mundo.presenta, mundo.en).filas
    assert [f.grupo for f in todas] == [None]
    assert not bandeja.filtrar(suyas, bandeja.Filtros(grupo=str(grupo.pk)), mundo.presenta, mundo.en).exists()
