"""La carga del equipo: cuánto pesa lo de cada quien, a quién se turna según la regla y cómo se reparte lo de otra."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.models import Area, AreaRequirente
from cuentas.parametros import OMISION, tiene_su_forma
from cuentas.personas.ausencias import registrar
from cuentas.personas.nombramientos import nombrar
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.reglas.participacion import declarar_interes
from flujos.bandeja import bandeja, equipo, reparto
from flujos.expediente.linea_tiempo import linea_de_tiempo
from flujos.models import Pendiente
from flujos.recorrido import actos, carga
from tests.herramientas.parametros import poner

AREA = "infraestructura"
EQUIPO, LOTE, BANDEJA = (reverse(f"flujos:{n}") for n in ("equipo", "lote", "bandeja"))
con_base = pytest.mark.django_db


@pytest.fixture
def ahora(mundo):
    with detenido_en(mundo.en):
        yield mundo.en


@pytest.fixture
def por_carga(mundo, ahora):
    poner("asignacion.regla", "carga")
    return mundo


def _area():
    return Area.objects.get(clave=AREA)


def _una(solicitud):
    return Pendiente.objects.get(solicitud=solicitud)


def _ausentar(persona, por, en):
    registrar(persona, desde=en.date(), hasta=en.date() + timedelta(days=3), motivo="vacaciones", por=por, en=en)


def _fila(en, persona):
    return next(f for _, filas in equipo.personas(en) for f in filas if f.persona == persona)


@pytest.mark.parametrize("valor", [
    {}, {"tipos": {"otros": 1}}, {"tipos": {"otros": 1}, "conceptos": {}}, {"tipos": [], "conceptos": {"1": 1}},
    {"tipos": {"otros": 0}, "conceptos": {"1": 1}}, {"tipos": {"otros": True}, "conceptos": {"1": 1}},
    {"tipos": {"otros": 1.5}, "conceptos": {"1": 1}}, {"tipos": {"otros": 1}, "conceptos": {"1": 1, "²": 2}},
    {"tipos": {"bienes": 1}, "conceptos": {"1": 1}}, {"tipos": {"otros": 100}, "conceptos": {"1": 1}},
])
def test_unos_pesos_que_no_se_entienden_no_pasan(valor):
    assert not tiene_su_forma("carga.pesos", valor)
    assert tiene_su_forma("carga.pesos", OMISION["carga.pesos"])
    assert not tiene_su_forma("asignacion.regla", "azar")


@pytest.mark.parametrize(("clave", "valor", "vale"), [
    ("escalamiento.dias", [0, 5, 10], True), ("escalamiento.dias", [5, 0], False), ("escalamiento.dias", [5, 5], False),
    ("escalamiento.dias", [5, "10"], False), ("escalamiento.dias", [], False), ("condicion.recordar_dias", [10, 5], True),
    ("condicion.recordar_dias", [5, 10], False),
])
def test_una_lista_de_dias_va_en_su_orden_y_sin_repetir(clave, valor, vale):
    assert tiene_su_forma(clave, valor) is vale


@con_base
def test_el_peso_es_el_del_tipo_por_el_del_tramo_de_conceptos(mundo, ahora):
    pesos = {"tipos": {"otros": 2, "bienes": 5}, "conceptos": {"1": 1, "2": 3, "4": 10}}
    poner("carga.pesos", pesos)
    tecnico = mundo.tecnicos[AREA]
    casos = [mundo.en_revision(), mundo.en_revision(conceptos=3), mundo.en_revision(tipo="baja")]
    assert [_una(s).conceptos for s in casos] == [1, 3, 1]
    for esperado, solicitud in zip((5, 20, 22), casos, strict=True):
        actos.tomar(_una(solicitud), por=tecnico, en=ahora)
        assert carga.pesos_de([tecnico, mundo.recepcion]) == {tecnico.pk: esperado, mundo.recepcion.pk: 0}


@con_base
def test_sin_regla_nada_se_turna_solo(mundo, ahora):
    assert _una(mundo.en_revision()).encargada is None


@con_base
def test_la_regla_turna_a_quien_pesa_menos_y_lo_deja_dicho(por_carga):
    mundo, primera = por_carga, por_carga.tecnicos[AREA]
    segunda = mundo.persona("tecnico", area=_area())
    casos = [mundo.en_revision() for _ in range(3)]
    assert [_una(s).encargada for s in casos] == [primera, segunda, primera]
    ultima = casos[2]
    pendiente, revision = _una(ultima), ultima.revisiones.get()
    assert revision.turnada_a == pendiente.tarea.owner == primera
    evento = Evento.objects.filter(accion="revision.turnada").latest("n")
    assert evento.por is None
    assert evento.datos_evento.datos["peso"] == 1
    assert "Por la regla de carga: lo que ya tenía pesaba 1." in [e["texto"] for e in linea_de_tiempo(ultima, "central")]
    assert not [e for e in linea_de_tiempo(ultima, "ente") if "turnada" in e["titulo"]]
    mundo.opinar(ultima, AREA)


@con_base
def test_la_regla_salta_a_quien_esta_ausente_impedida_o_tuvo_otra_funcion(por_carga):
    mundo, ausente = por_carga, por_carga.tecnicos[AREA]
    _ausentar(ausente, mundo.coordinacion, mundo.en)
    solicitud = mundo.presentada()
    con_interes, del_requirente, recibio, puede = (mundo.persona("tecnico", area=_area()) for _ in range(4))
    declarar_interes(solicitud, por=con_interes, en=mundo.en, motivo="Parentesco.")
    del_requirente.adscripcion = AreaRequirente.objects.get(pk=mundo.area_requirente.pk)
    del_requirente.save()
    nombrar(recibio, "recepcion", oficio="OF", desde=date(2020, 1, 1), por=None, en=mundo.en)
    actos.ejecutar(tramite.admitir, solicitud, por=recibio, en=mundo.en, areas=[_area()])
    assert _una(solicitud).encargada == puede


@con_base
def test_si_nadie_puede_queda_sin_asignar_y_se_dice(por_carga):
    _ausentar(por_carga.tecnicos[AREA], por_carga.coordinacion, por_carga.en)
    solicitud = por_carga.en_revision((AREA, "innovacion"))
    libre = Pendiente.objects.get(solicitud=solicitud, area=_area())
    assert libre.encargada is None
    assert Pendiente.objects.get(solicitud=solicitud, area__clave="innovacion").encargada
    textos = [e["texto"] for e in linea_de_tiempo(solicitud, "central") if e["titulo"].startswith("Quedó sin asignar")]
    assert len(textos) == 1
    assert "1 ausente" in textos[0]


@con_base
def test_otra_ronda_tambien_se_reparte(por_carga):
    solicitud = por_carga.en_estrategia()
    actos.ejecutar(tramite.devolver_a_areas, solicitud, por=por_carga.estrategico, en=por_carga.en,
                   encargos={_area(): "Aclare."})
    assert _una(solicitud).encargada == solicitud.revisiones.get(ronda=2).turnada_a == por_carga.tecnicos[AREA]


@con_base
def test_equipo_dice_la_carga_de_cada_quien_y_cada_cifra_lleva_a_sus_asuntos(mundo, ahora, client):
    tecnico, casos = mundo.tecnicos[AREA], [mundo.en_revision() for _ in range(4)]
    for solicitud in casos[:3]:
        actos.tomar(_una(solicitud), por=tecnico, en=ahora)
    Pendiente.objects.filter(solicitud=casos[0]).update(vence_en=ahora - timedelta(days=2))
    Pendiente.objects.filter(solicitud=casos[1]).update(vence_en=ahora + timedelta(minutes=1))
    Pendiente.objects.filter(solicitud=casos[3]).update(vence_en=ahora - timedelta(days=2))
    fila = _fila(ahora, tecnico)
    assert (fila.total.valor, fila.vencidos.valor, fila.hoy.valor, fila.peso, fila.barra) == (3, 1, 1, 3, 100)
    (libre,) = [f for f in equipo.sin_asignar(ahora) if f["area"]]
    client.force_login(mundo.coordinacion)
    for cifra in (fila.total, fila.vencidos, fila.hoy, *fila.etapas, libre["total"], libre["vencidos"]):
        assert len(client.get(cifra.url).context["renglones"]) == cifra.valor, cifra.url
    assert libre["vencidos"].valor == 1


@con_base
def test_quien_ya_no_revisa_y_quien_se_ausenta_se_ven(mundo, ahora, client):
    tecnico = mundo.tecnicos[AREA]
    actos.tomar(_una(mundo.en_revision()), por=tecnico, en=ahora)
    _ausentar(mundo.recepcion, mundo.coordinacion, ahora)
    tecnico.nombramientos.update(hasta=ahora.date() - timedelta(days=1))
    assert dict(equipo.personas(ahora))[equipo.YA_NO_REVISAN][0].persona == tecnico
    assert _fila(ahora, mundo.recepcion).ausente
    client.force_login(mundo.coordinacion)
    pagina = client.get(EQUIPO).content.decode()
    assert "Ausente" in pagina
    assert f"{LOTE}?accion=repartir&amp;de={tecnico.pk}" in pagina


@con_base
def test_la_pantalla_no_consulta_de_mas_con_mas_gente_y_mas_asuntos(
    mundo, ahora, client, django_assert_max_num_queries
):
    client.force_login(mundo.coordinacion)
    with django_assert_max_num_queries(30) as antes:
        client.get(EQUIPO)
    for _ in range(2):
        actos.tomar(_una(mundo.en_revision()), por=mundo.persona("tecnico", area=_area()), en=ahora)
    with django_assert_max_num_queries(len(antes)):
        client.get(EQUIPO)


@con_base
@pytest.mark.parametrize("quien", ["presenta", "recepcion", "tecnico", "estrategico", "firmante", "auditor"])
def test_la_carga_es_solo_de_coordinacion(mundo, ahora, client, quien):
    persona = mundo.tecnicos[AREA] if quien == "tecnico" else getattr(mundo, quien)
    client.force_login(persona)
    assert client.get(EQUIPO).status_code == 403
    assert client.get(LOTE, {"accion": "repartir", "t": "1"}).status_code in {302, 403}
    assert not client.get(BANDEJA).context["opciones"]["persona"]


@con_base
def test_el_filtro_de_persona_no_le_hace_nada_a_quien_no_coordina(mundo, ahora):
    casos, otra = [mundo.presentada() for _ in range(2)], mundo.persona("recepcion")
    actos.tomar(_una(casos[0]), por=otra, en=ahora)
    de_otra = bandeja.Filtros(persona=str(otra.pk))
    vistas = {quien.pk: bandeja.filtrar(bandeja.pendientes_de(quien), de_otra, quien, ahora).count()
              for quien in (mundo.recepcion, mundo.coordinacion)}
    assert vistas == {mundo.recepcion.pk: 2, mundo.coordinacion.pk: 1}


@con_base
def test_repartir_lo_de_una_persona_ausente_va_a_quien_pesa_menos_y_se_deshace(mundo, ahora, client):
    ausente, casos = mundo.tecnicos[AREA], [mundo.en_revision() for _ in range(3)]
    otras = [mundo.persona("tecnico", area=_area(), nombre=nombre) for nombre in ("Ana Prueba", "Beto Prueba")]
    for solicitud in casos:
        actos.tomar(_una(solicitud), por=ausente, en=ahora)
    _ausentar(ausente, mundo.coordinacion, ahora)
    declarar_interes(casos[0], por=otras[0], en=ahora, motivo="Parentesco.")
    declarar_interes(casos[0], por=otras[1], en=ahora, motivo="Parentesco.")
    client.force_login(mundo.coordinacion)
    pagina = client.get(LOTE, {"accion": "repartir", "de": ausente.pk})
    assert [p.solicitud for p in pagina.context["marcadas"]] == casos
    datos = {"accion": "repartir", "t": [p.pk for p in pagina.context["marcadas"]],
             "tenia": [f"{p.pk}:{ausente.pk}" for p in pagina.context["marcadas"]]}
    dicho = client.post(LOTE, datos, follow=True).content.decode()
    assert "2 repartidas (1 a Ana Prueba, 1 a Beto Prueba); 1 no" in dicho
    assert [_una(s).encargada for s in casos] == [ausente, *otras]
    assert "cambió de manos" in client.post(LOTE, datos, follow=True).content.decode()
    assert Evento.objects.filter(accion="revision.turnada", por=mundo.coordinacion).count() == 2
    client.post(reverse("flujos:deshacer"), {"ficha": client.session["deshacer"]["ficha"]})
    assert {_una(s).encargada for s in casos} == {ausente}


@con_base
def test_coordinacion_suelta_lo_que_otra_tomo_y_nadie_mas(mundo, ahora, client):
    solicitud, otra = mundo.presentada(), mundo.persona("recepcion")
    actos.tomar(_una(solicitud), por=otra, en=ahora)
    assert reparto.en_lote("soltar", [_una(solicitud)], por=mundo.recepcion, en=ahora).fallas
    client.force_login(mundo.coordinacion)
    (fila,) = client.get(BANDEJA).context["renglones"]
    assert fila.marcable
    client.post(LOTE, {"accion": "soltar", "t": fila.tarea})
    assert _una(solicitud).encargada is None
    client.post(reverse("flujos:deshacer"), {"ficha": client.session["deshacer"]["ficha"]})
    assert _una(solicitud).encargada is None
