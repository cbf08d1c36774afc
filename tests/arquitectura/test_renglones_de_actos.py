"""Cada acto en su renglón: nadie llega a su cuerpo por otro lado, y lo que mueve en el motor no se contradice."""

from __future__ import annotations

import ast
import inspect

import pytest
from django.urls import get_resolver
from viewflow.workflow.status import PROCESS

from cuentas.acceso.acceso import permisos_de_bandeja, puede
from cuentas.models import Area, Ente, Usuario
from cuentas.papeles import MATRIZ
from dictamenes import tramite
from dictamenes.models.solicitud import Estado
from flujos.expediente.linea_tiempo import DICHOS
from flujos.expediente.views.base import ActoView
from flujos.flows import DictamenFlow
from flujos.invariantes.estado import FIN_DEL_PROCESO
from flujos.recorrido import actos
from flujos.recorrido.efectos import EFECTOS, Motor, Olvida
from flujos.recorrido.nodos import TareaHumana
from flujos.recorrido.notificaciones import TEXTOS
from tests.herramientas import arbol

TABLA = "dictamenes/tramite/tabla.py"
DE_PERSONAS = {acto for acto in tramite.TRANSICIONES.values() if acto.operacion}
HUMANAS = {nodo.name: nodo for nodo in DictamenFlow.instance.nodes() if isinstance(nodo, TareaHumana)}
# Recepción captura lo que el ente debía atender y coordinación recoge lo que otra persona debía firmar.
EN_LUGAR_DE_OTRA = {tramite.desahogar_papel, tramite.recoger_de_firma}


def test_a_un_acto_solo_se_llega_por_su_renglon():
    """Su cuerpo, sin el molde, no mira estado, acceso ni funciones."""
    cuerpos = {(acto.cuerpo.__module__, acto.nombre) for acto in tramite.TRANSICIONES.values()}
    modulos = {modulo for modulo, _ in cuerpos}
    prohibidos = modulos | {".".join(cuerpo) for cuerpo in cuerpos}
    ajenos = {ruta: arbol.importados(ruta) & prohibidos for ruta in arbol.modulos() if ruta != TABLA}
    assert not {ruta: hallados for ruta, hallados in ajenos.items() if hallados}
    assert {(f"{modulo.replace('.', '/')}.py", nombre) for modulo, nombre in cuerpos} == {
        (ruta, nodo.name) for ruta in arbol.modulos("dictamenes/tramite") for nodo in arbol.nodos(ruta, ast.FunctionDef)
        if [a.arg for a in nodo.args.args] == ["solicitud", "por", "en"] and ast.unparse(nodo.returns) == "Hecho"
    }


def test_cada_acto_se_llama_como_su_cuerpo():
    assert {nombre: getattr(tramite, nombre) for nombre in tramite.TRANSICIONES} == tramite.TRANSICIONES


def test_lo_que_nombra_cada_acto_existe():
    """Su operación, en la matriz; su evento, en la línea de tiempo."""
    assert {acto.operacion for acto in DE_PERSONAS} <= set(MATRIZ)
    assert {acto.evento for acto in tramite.TRANSICIONES.values()} <= set(DICHOS)


def test_todo_acto_de_una_persona_dice_sus_efectos():
    """Turnar tiene su función en `flujos.recorrido.actos`: encarga la tarea y no la mueve."""
    assert set(EFECTOS) == DE_PERSONAS - {tramite.turnar}
    assert callable(actos.turnar)


@pytest.mark.parametrize("acto", EFECTOS, ids=lambda acto: acto.nombre)
def test_sus_efectos_no_se_contradicen(acto):
    efecto = EFECTOS[acto]
    sobre_una_tarea = {Motor.COMPLETA, Motor.COMPLETA_O_REPONE, Motor.RECORRE}
    assert efecto.nodo in HUMANAS if efecto.motor in sobre_una_tarea else efecto.nodo in {"", *HUMANAS}
    assert efecto.empieza == (Estado.BORRADOR in acto.desde)
    assert (efecto.motor is Motor.CONCLUYE) == all(FIN_DEL_PROCESO.get(e) == PROCESS.CANCELED for e in acto.hacia or [""])
    assert (efecto.motor is Motor.COMPLETA_O_REPONE) == (Estado.DESECHADA in acto.desde)
    assert efecto.abre_ronda == (Estado.EN_REVISION in acto.hacia and Estado.EN_REVISION not in acto.desde)
    assert efecto.de_area == ("area" in inspect.signature(acto.cuerpo).parameters)
    assert efecto.de_area == (acto.operacion == "revision.opinar")
    assert efecto.nodo or efecto.olvida not in {Olvida.DEL_NODO, Olvida.EL_SUYO}
    assert efecto.avisa is None or efecto.avisa[1] in TEXTOS


def _objetos(nodo):
    return {"prevencion": Ente, "revision": Area}[nodo].objects.all() if HUMANAS[nodo]._owner_permission_obj else [None]


@pytest.mark.django_db
@pytest.mark.parametrize("presenta_quien_elabora", [False, True])
def test_la_tarea_se_ofrece_justo_a_quien_puede_hacerla(mundo, presenta_quien_elabora):
    """El permiso del nodo y la operación del acto que la completa se escriben aparte y dicen lo mismo."""
    Ente.objects.update(presenta_quien_elabora=presenta_quien_elabora)
    completan = {a for a, e in EFECTOS.items() if e.motor in {Motor.COMPLETA, Motor.COMPLETA_O_REPONE}} - EN_LUGAR_DE_OTRA
    assert {EFECTOS[acto].nodo for acto in completan} == set(HUMANAS)
    for nodo, operacion in {(EFECTOS[acto].nodo, acto.operacion) for acto in completan}:
        permiso = HUMANAS[nodo]._owner_permission
        alguien = False
        for persona in Usuario.objects.all():
            for objeto in _objetos(nodo):
                ofrecida = (permiso, objeto and objeto.pk) in permisos_de_bandeja(persona)
                assert ofrecida == puede(persona, operacion, objeto), (nodo, operacion, persona.correo, objeto)
                alguien |= ofrecida
        assert alguien, nodo


def _vistas(de=ActoView):
    for vista in de.__subclasses__():
        yield vista
        yield from _vistas(vista)


def test_la_puerta_de_cada_pantalla_es_la_de_su_acto():
    get_resolver().url_patterns  # noqa: B018 (carga todas las vistas)
    de_actos = {vista for vista in _vistas() if hasattr(vista, "acto")}
    assert len(de_actos) > 15
    assert not {v.__name__ for v in de_actos if v.operacion != v.acto.operacion}
