"""Corregir una opinión dada es otra versión: la anterior queda íntegra, con motivo, y nada más la puede cambiar."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas.models import Area, Aviso
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, Impedimento, YaRegistrado
from dictamenes.models import OpinionAnterior, Solicitud
from dictamenes.reglas.participacion import declarar_interes
from flujos.invariantes import casos
from flujos.invariantes.estado import situacion_segun
from flujos.invariantes.hechos import cada_hecho_con_su_evento
from flujos.models import BorradorDeTrabajo
from flujos.recorrido import actos
from tests.tecleado import opinion, propuesta

pytestmark = pytest.mark.django_db
AREA, OTRA = "infraestructura", "innovacion"


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


def _corregir(mundo, solicitud, *, por=None, version=1, **cambios):
    datos = {
        "texto": "Visto otra vez, no procede.", "criterios": [], "motivo": "Faltaba un anexo.",
        "opiniones": {c.pk: ("no_procede", "Rebasa lo necesario.") for c in solicitud.conceptos.all()}, **cambios,
    }
    return actos.ejecutar(tramite.corregir_opinion, solicitud, por=por or mundo.tecnicos[AREA], en=mundo.en,
                          area=Area.objects.get(clave=AREA), version=version, **datos)


def _pagina(persona, solicitud, nombre="expediente", *args):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente.get(reverse(f"flujos:{nombre}", args=[solicitud.pk, *args])).content.decode()


def test_deja_la_anterior_integra_y_no_mueve_el_asunto(mundo):
    solicitud = _corregir(mundo, mundo.en_estrategia())
    revision, anterior = solicitud.revisiones.get(), OpinionAnterior.objects.get()
    assert (revision.version, revision.postura, revision.opiniones.get().nota) == (2, "no_procede", "Rebasa lo necesario.")
    assert (anterior.version, anterior.postura, anterior.texto) == (1, "procede", "Es viable y se ajusta al estándar.")
    assert anterior.opiniones == [{"concepto": 1, "postura": "Procede", "nota": ""}]
    assert (anterior.dada_por, anterior.motivo) == (mundo.tecnicos[AREA], "Faltaba un anexo.")
    evento = Evento.objects.de(solicitud).get(accion="revision.corregida")
    assert evento.datos_evento.datos["motivo"] == "Faltaba un anexo."
    assert solicitud.estado == "en_estrategia"
    caso = next(casos([solicitud.pk]))
    assert situacion_segun(caso.eventos).estado == "en_estrategia"
    assert not list(cada_hecho_con_su_evento(caso))


@pytest.mark.parametrize("verbo", ["update", "delete"])
def test_la_base_no_deja_tocar_la_anterior(mundo, verbo):
    _corregir(mundo, mundo.en_estrategia())
    todas = OpinionAnterior.objects.all()
    with pytest.raises(Error, match="sólo se agrega"), transaction.atomic():
        todas.update(texto="x") if verbo == "update" else todas._raw_delete(todas.db)


def test_solo_quien_la_dio_y_solo_si_puede_participar(mundo):
    solicitud = mundo.en_revision((AREA, OTRA))
    with pytest.raises(EstadoEquivocado):
        _corregir(mundo, solicitud)
    solicitud, colega = mundo.opinar(solicitud, AREA), mundo.persona("tecnico", area=Area.objects.get(clave=AREA))
    with pytest.raises(EstadoEquivocado, match="sólo esa persona"):
        _corregir(mundo, solicitud, por=colega)
    with pytest.raises(DatosInvalidos):
        _corregir(mundo, solicitud, motivo=" ")
    declarar_interes(solicitud, por=mundo.tecnicos[AREA], en=mundo.en, motivo="Conozco al proveedor.")
    with pytest.raises(Impedimento):
        _corregir(mundo, solicitud)
    assert not OpinionAnterior.objects.exists()


def test_propuesto_el_dictamen_ya_no_se_corrige(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia())
    with pytest.raises(EstadoEquivocado):
        _corregir(mundo, solicitud)


def test_el_segundo_envio_y_el_que_llega_tarde_no_corrigen_otra_vez(mundo):
    solicitud = _corregir(mundo, mundo.en_estrategia())
    with pytest.raises(YaRegistrado):
        _corregir(mundo, solicitud)
    solicitud = _corregir(mundo, solicitud, version=2)
    with pytest.raises(EstadoEquivocado):
        _corregir(mundo, solicitud)
    assert OpinionAnterior.objects.count() == 2


def test_se_avisa_a_quien_la_estudia_y_no_si_sigue_en_revision(mundo):
    solicitud = mundo.opinar(mundo.en_revision((AREA, OTRA)), AREA)
    solicitud = _corregir(mundo, solicitud)
    assert not Aviso.objects.filter(tema="corregida").exists()
    solicitud, colega = mundo.opinar(solicitud, OTRA), mundo.persona("estrategico")
    actos.tomar(solicitud.pendientes.get(), por=colega, en=mundo.en)
    _corregir(mundo, solicitud, version=2)
    assert [a.persona for a in Aviso.objects.filter(tema="corregida")] == [colega]


def test_en_pantalla_se_ven_las_dos_y_el_ente_ninguna(mundo):
    solicitud = mundo.en_estrategia()
    assert "Corregir la opinión de" in _pagina(mundo.tecnicos[AREA], solicitud)
    formulario = _pagina(mundo.tecnicos[AREA], solicitud, "corregir_opinion", AREA)
    assert "Es viable y se ajusta al estándar." in formulario
    _corregir(mundo, solicitud)
    for texto in ("versión 2, corregida el", "Faltaba un anexo.", "Es viable y se ajusta al estándar.", "Rebasa lo"):
        assert texto in _pagina(mundo.estrategico, solicitud)
        assert texto not in _pagina(mundo.elabora, solicitud)


def test_quien_estaba_por_proponer_lee_antes_la_correccion(mundo):
    solicitud = mundo.en_estrategia()
    cliente = Client()
    cliente.force_login(mundo.estrategico, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("flujos:estrategia", args=[solicitud.pk])
    ficha = cliente.get(url).context["ficha"]
    _corregir(mundo, solicitud)
    assert cliente.post(url, {"ficha": ficha, **propuesta(mundo, solicitud, aclaracion_contra_todas_las_areas="Lo decide el costo.")}).status_code == 409


@pytest.fixture
def en_dos_ventanas(mundo):
    """Dos ventanas abiertas para corregir la versión 1; en una ya se registró. Quien sigue en la otra y lo que envía."""
    solicitud = mundo.en_estrategia()
    cliente, url = Client(), reverse("flujos:corregir_opinion", args=[solicitud.pk, AREA])
    cliente.force_login(mundo.tecnicos[AREA], backend="allauth.account.auth_backends.AuthenticationBackend")
    _corregir(mundo, solicitud)
    return cliente, url, {**opinion(solicitud), "version": "1", "motivo": "Otra razón.", "texto": "Escrito en la otra."}


def test_lo_guardado_en_otra_ventana_no_impone_la_version_que_leyo(en_dos_ventanas):
    cliente, url, escrito = en_dos_ventanas
    solo = cliente.post(url, {**escrito, "borrador": "1"}, headers={"hx-request": "true"})
    assert (solo.status_code, solo.content.decode()) == (409, "Su opinión ya se corrigió en otra ventana.")
    for boton in ({"borrador": "1"}, {"ir": ""}, {}):
        pagina = cliente.post(url, {**escrito, **boton})
        assert (pagina.status_code, pagina.context["form"]["version"].value()) == (409, 2)
        assert "Escrito en la otra." in pagina.text
        assert "Lo que escribió sigue en esta página" in pagina.text
    assert not BorradorDeTrabajo.objects.exists()
    assert cliente.post(url, {**escrito, "version": "2", "borrador": "1"}).status_code == 302
    assert cliente.get(url).context["form"]["version"].value() == 2
    assert cliente.post(url, {**escrito, "version": "2"}).status_code == 302
    assert list(OpinionAnterior.objects.values_list("version", "motivo")) == [(1, "Faltaba un anexo."), (2, "Otra razón.")]


def test_un_borrador_de_antes_de_la_opinion_se_descarta(mundo, en_dos_ventanas):
    cliente, url, _ = en_dos_ventanas
    viejo = {"version": "1", "texto": "De antes.", "motivo": "De antes."}
    BorradorDeTrabajo.objects.create(solicitud=Solicitud.objects.get(), acto="corregir_opinion", lugar=AREA, datos=viejo,
                                     persona=mundo.tecnicos[AREA], en=mundo.en - timedelta(minutes=1))
    assert "De antes." not in cliente.get(url).text
    cliente.post(url, {"version": "2", "texto": "De ahora.", "numeros": "", "borrador": "1"})
    assert BorradorDeTrabajo.objects.get().datos == {"texto": "De ahora."}
    BorradorDeTrabajo.objects.update(datos=viejo)
    assert cliente.get(url).context["form"]["version"].value() == 2
