"""Corregir una opinión dada es otra versión: la anterior queda íntegra, con motivo, y nada más la puede cambiar."""

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas.models import Area, Aviso
from cuentas.reloj import detenido_en
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, Impedimento, YaRegistrado
from dictamenes.models import OpinionAnterior
from dictamenes.participacion import declarar_interes
from flujos import actos
from flujos.invariantes import casos
from flujos.invariantes.estado import situacion_segun
from flujos.invariantes.hechos import cada_hecho_con_su_evento
from tests.golpes.acciones import propuesta

pytestmark = pytest.mark.django_db
AREA, OTRA = "infraestructura", "innovacion"


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


def _corregir(mundo, solicitud, *, por=None, version=1, **cambios):
    datos = {
        "postura": "no_procede", "texto": "Visto otra vez, no procede.", "criterios": [], "motivo": "Faltaba un anexo.",
        "opiniones": {c.pk: ("no_procede", "Rebasa lo necesario.") for c in solicitud.conceptos.all()}, **cambios,
    }
    return actos.ejecutar("corregir_opinion", solicitud, por=por or mundo.tecnicos[AREA], en=mundo.en,
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
    assert cliente.post(url, {"ficha": ficha, **propuesta(mundo, solicitud)}).status_code == 409
