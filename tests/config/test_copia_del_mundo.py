"""La copia con que empieza cada prueba, y la de cada asunto, es renglón por renglón lo que se arma con los actos."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from bitacora.cadena import verificar_cadena
from cuentas.models import Ente, Usuario
from dictamenes.models import Solicitud
from tests.herramientas import copia
from tests.mundo import Mundo

pytestmark = pytest.mark.django_db


PASOS = ("presentada_en_estandar", "en_estrategia", "condicionada", "emitida")  # y, dentro de ellos, los demás


@pytest.fixture
def sin_pasos_de_otra(monkeypatch):
    """Como al empezar: ningún paso se ha copiado."""
    monkeypatch.setattr(copia, "_pasos", {})


def _base():
    return copia.leer_todo()


def test_lo_copiado_es_lo_armado(sin_pasos_de_otra, monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    vacia = _base()
    with transaction.atomic():
        copia.armado(Mundo, en)
        armada = _base()
        transaction.set_rollback(True)
    assert _base() == vacia
    mundo = copia.armado(Mundo, en)
    assert _base() == armada
    assert verificar_cadena().integra
    connection.check_constraints()
    assert mundo.emitida().estado == "emitida"


def test_si_la_prueba_ya_puso_lo_suyo_se_arma_de_verdad(monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    with transaction.atomic():
        copia.armado(Mundo, en)
        transaction.set_rollback(True)
    Ente.objects.create(siglas="PRIMERO", nombre="Llegó antes", naturaleza="entidad")
    assert copia.armado(Mundo, en).emitida().estado == "emitida"
    connection.check_constraints()


def test_lo_que_una_prueba_cambia_no_pasa_a_otra(monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    with transaction.atomic():
        copia.armado(Mundo, en).recepcion.nombre = "Otro nombre"
        transaction.set_rollback(True)
    de_la_copia = copia.armado(Mundo, en).recepcion
    assert de_la_copia.nombre == Usuario.objects.get(pk=de_la_copia.pk).nombre != "Otro nombre"


@pytest.mark.parametrize("paso", PASOS)
def test_el_paso_copiado_es_el_dado_y_desde_ahi_se_sigue_con_los_actos(sin_pasos_de_otra, en, paso):
    with transaction.atomic():
        dado = getattr(copia.armado(Mundo, en), paso)()
        dada = _base()
        transaction.set_rollback(True)
    pasos = set(copia._pasos)
    mundo = copia.armado(Mundo, en)
    copiado = getattr(mundo, paso)()
    assert pasos == set(copia._pasos), "no salió de la copia"
    assert (copiado, _base()) == (dado, dada)
    assert copiado is not dado
    connection.check_constraints()
    assert verificar_cadena().integra
    assert mundo.presentada() != copiado
    connection.check_constraints()


def test_en_cuanto_la_prueba_escribe_algo_se_siguen_los_actos(sin_pasos_de_otra, en):
    with transaction.atomic():
        copia.armado(Mundo, en).presentada()
        transaction.set_rollback(True)
    mundo = copia.armado(Mundo, en)
    Ente.objects.filter(pk=mundo.ente.pk).update(nombre="Otro nombre")
    pasos = set(copia._pasos)
    assert mundo.presentada().ente.nombre == "Otro nombre"
    assert pasos == set(copia._pasos)


def test_dicho_de_otro_modo_o_por_otra_persona_es_otro_paso(sin_pasos_de_otra, en):
    def en_un_mundo(hacer):
        with transaction.atomic():
            hecha = hacer(copia.armado(Mundo, en))
            transaction.set_rollback(True)
        return hecha

    def con_otra_persona(mundo):
        mundo.elabora = mundo.presenta
        return mundo.borrador()

    pasos = [len(copia._pasos)]
    for hacer in (lambda m: m.borrador(), lambda m: m.borrador(tipo="arrendamiento"), con_otra_persona):
        en_un_mundo(hacer)
        pasos.append(len(copia._pasos))
    assert pasos == [n + pasos[0] for n in range(4)]


def test_dos_del_mismo_paso_son_dos_asuntos(sin_pasos_de_otra, en):
    with transaction.atomic():
        mundo = copia.armado(Mundo, en)
        primera, segunda = mundo.presentada(), mundo.presentada()
        transaction.set_rollback(True)
    mundo = copia.armado(Mundo, en)
    assert (mundo.presentada(), mundo.presentada()) == (primera, segunda)
    assert Solicitud.objects.count() == 2
    assert primera.folio != segunda.folio


def test_sin_los_archivos_en_el_almacen_se_vuelve_a_dar(sin_pasos_de_otra, en):
    with transaction.atomic():
        copia.armado(Mundo, en).presentada()
        transaction.set_rollback(True)
    ((camino, hecha),) = [(c, h) for c, h in copia._pasos.items() if c[-1][0] == "presentada"]
    assert hecha.con_sus_archivos()
    mundo = copia.armado(Mundo, en)
    for archivo in hecha.cambios["archivos_archivo"].nuevos:
        default_storage.delete(archivo[hecha.cambios["archivos_archivo"].columnas.index("contenido")])
    assert not hecha.con_sus_archivos()
    for anexo in mundo.presentada().anexos.all():
        assert anexo.archivo.leer()
    assert copia._pasos[camino] is not hecha


def test_lo_olvidado_se_vuelve_a_dar(sin_pasos_de_otra, monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    with transaction.atomic():
        copia.armado(Mundo, en).borrador()
        transaction.set_rollback(True)
    copia.olvidar()
    assert (copia._copias, copia._pasos) == ({}, {})
