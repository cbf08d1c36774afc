"""Dos personas a la vez, por HTTP y con procesos de verdad: gana una, la otra lo sabe; y sin guardas, la carrera sí ocurre."""

from __future__ import annotations

import pytest

from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from dictamenes.models import Solicitud
from tests.golpes.acciones import ACCIONES
from tests.golpes.carreras import CARRERAS, Carrera
from tests.golpes.test_veinte_iguales import fallas, golpear
from tests.herramientas.cliente_http import a_la_vez
from tests.herramientas.dosis import dosis, muestra
from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.herramientas.sin_guardas import PREPARAR

pytestmark = [pytest.mark.larga, pytest.mark.django_db(transaction=True)]
PAUSA = {"PAUSA_DE_PRUEBA": "0.15"}
TOPE = 12


def correr(s: Servidor, mundo, carrera: Carrera) -> list[str]:
    """Lo que salió mal en una vuelta."""
    envios, juzgar = carrera.montar(mundo)
    listos = []
    for envio in envios:
        cliente = s.cliente(envio.persona)
        datos = {**cliente.formulario(envio.url, envio.boton), **envio.datos}
        listos.append(cliente.listo(envio.url, datos))
    return juzgar(a_la_vez(*listos))


def test_de_dos_a_la_vez_gana_una_y_la_otra_recibe_una_respuesta_util(mundo):
    mundo.credenciales()
    with servidor(arranque=[PREPARAR], entorno=PAUSA) as s:
        halladas = {
            str(c): malas for c in muestra(CARRERAS, 3) for _ in range(dosis(1, 10)) if (malas := correr(s, mundo, c))
        }
    assert halladas == {}, halladas
    assert verificar_cadena().integra


def test_sin_candados_cada_una_de_esas_carreras_ocurre(mundo):
    mundo.credenciales()
    with servidor(arranque=[PREPARAR], entorno={**PAUSA, "SIN_GUARDAS": "candados"}) as s:
        sin_mostrarse = [
            str(c) for c in muestra(CARRERAS, 3) if not any(correr(s, mundo, c) for _ in range(TOPE))
        ]
    assert sin_mostrarse == []


def test_sin_candados_veinte_envios_iguales_no_dejan_un_solo_efecto(mundo):
    de_estado = [a for a in ACCIONES if a.ruta in ("flujos:presentar", "flujos:requisitos")]
    with servidor(arranque=[PREPARAR], entorno={**PAUSA, "SIN_GUARDAS": "candados"}) as s:
        unicas = [str(a) for a in muestra(de_estado, 2) if not fallas(a, *golpear(s, mundo, a))]
    assert unicas == []


def test_sin_la_ficha_veinte_envios_iguales_dejan_mas_de_un_efecto(mundo):
    de_ficha = [a for a in ACCIONES if a.ruta in ("flujos:nueva", "flujos:concepto_nuevo", "cuentas:nombrar", "cuentas:invitar")]
    with servidor(arranque=[PREPARAR], entorno={"SIN_GUARDAS": "ficha"}) as s:
        unicas = [str(a) for a in muestra(de_ficha, 2) if not fallas(a, *golpear(s, mundo, a))]
    assert unicas == []


def presentar_a_la_vez(s: Servidor, mundo, cuantas: int) -> list:
    """Presenta a la vez otros tantos borradores distintos; devuelve las respuestas."""
    cliente = s.cliente(mundo.presenta)
    listos = []
    for solicitud in [mundo.borrador() for _ in range(cuantas)]:
        url = f"/solicitudes/{solicitud.pk}/presentar/"
        listos.append(cliente.listo(url, {"version": solicitud.version, "veracidad": "on"}))
    return a_la_vez(*listos)


def test_muchos_folios_a_la_vez_salen_seguidos_y_sin_repetir(mundo):
    cuantas = dosis(8, 50)
    with servidor() as s:
        respuestas = presentar_a_la_vez(s, mundo, cuantas)
    assert [r.codigo for r in respuestas] == [302] * cuantas
    folios = sorted(Solicitud.objects.values_list("folio", flat=True))
    assert [int(f[-5:]) for f in folios] == list(range(1, cuantas + 1))
    assert Evento.objects.filter(accion="solicitud.presentada").count() == cuantas


def test_un_folio_calculado_con_el_ultimo_si_se_repite(mundo):
    with servidor(arranque=[PREPARAR], entorno={"SIN_GUARDAS": "candados,folios"}) as s:
        chocan = any(r.codigo >= 500 for _ in range(TOPE) for r in presentar_a_la_vez(s, mundo, 5))
    assert chocan, "el segundo debía chocar con el folio del primero"
