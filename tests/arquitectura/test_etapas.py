"""Cada etapa su fila: los tres pisos casan, nadie guarda otra tabla, y una etapa más entra o se dice qué le falta."""

from __future__ import annotations

import runpy
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from config.practica.ensayo import PASOS
from cuentas import etapas as palabras
from cuentas import fichas
from cuentas.acceso.acceso import permisos_de_bandeja, puede, quienes_atienden
from cuentas.interfaz import vocabulario
from cuentas.models import Area, Usuario
from cuentas.papeles import MATRIZ, Alcance, papel_de
from dictamenes.models import Plazo
from dictamenes.models.solicitud import Estado
from dictamenes.tramite import TRANSICIONES, encargo
from dictamenes.tramite import etapas as tramite
from flujos.bandeja import bandeja
from flujos.estudio import presencia
from flujos.expediente import turno
from flujos.flows import DictamenFlow
from flujos.models import Pendiente
from flujos.recorrido import carga
from flujos.recorrido import etapas as recorrido
from flujos.recorrido.nodos import TareaHumana
from indicadores.cifra import historia as indicadores
from tests.herramientas import arbol

PISOS = (palabras, tramite, recorrido)
HUMANOS = {nodo.name: nodo for nodo in DictamenFlow.instance.nodes() if isinstance(nodo, TareaHumana)}
# Acto → por qué no lo hace quien atiende la etapa que con él se deja.
DE_OTRO = {
    "recoger_de_firma": "coordinación la recoge cuando quien debía firmar ya no puede",
    "confirmar_escaneo": "coordinación ve junto al original el escaneo que dejó dudas y lo confirma",
    "rechazar_escaneo": "coordinación ve junto al original el escaneo que dejó dudas y no lo da por bueno",
    "pedir_anulacion": "coordinación pide que se anule la firma que no puede emitirse",
}
# Lo que no se puede leer otra vez dentro del proceso; lo que le falta a una etapa nueva ahí lo dice `_faltas`.
NO_SE_RELEEN = ("models", "flows.py", "etapas.py")
JUGUETE = palabras.Etapa("consulta", "en_consulta", "Consulta externa", 3, "azul", "medio")


def _reabre(modulo):
    """Lo que dice un módulo si se lee ahora, con las tablas como están."""
    return runpy.run_path(modulo.__file__)


def _tiene_pantalla(fila):
    for mas in ([], ["area"]):
        try:
            return bool(reverse(f"flujos:{fila.pantalla}", args=[1, *mas]))
        except NoReverseMatch:
            continue
    return False


def _faltas():
    """Dónde falta cada etapa, de lo que no sale de su fila."""
    for clave, dicha in palabras.ETAPAS.items():
        acto = tramite.ETAPAS[clave].acto
        lugares = {
            "estado": (dicha.estado, dicha.situacion) in Estado.choices,
            "plazo": (clave, dicha.rotulo) in Plazo.Clase.choices,
            "nodo": clave in HUMANOS,
            "pantalla": _tiene_pantalla(recorrido.ETAPAS[clave]),
            "acto que la abra": any(dicha.estado in otro.hacia for otro in TRANSICIONES.values()),
            "acto que la resuelva": dicha.estado in acto.desde,
            "cancelar": dicha.estado in TRANSICIONES["cancelar"].desde,
            "evento en los indicadores": acto.evento in indicadores.ACCIONES or dicha.estado in acto.hacia,
            "paso de la práctica": dicha.del_ente or clave in PASOS,
        }
        yield from (f"{clave}: {lugar}" for lugar, esta in lugares.items() if not esta)


@pytest.fixture
def en_palabras(monkeypatch):
    """La etapa de juguete, sólo en el piso de abajo."""
    monkeypatch.setitem(palabras.ETAPAS, JUGUETE.clave, JUGUETE)


@pytest.fixture
def con_una_mas(en_palabras, monkeypatch):
    """La etapa de juguete, con su fila en los tres pisos; la resuelve quien elabora el proyecto."""
    acto = replace(TRANSICIONES["proponer"], desde=(JUGUETE.estado,), evento="consulta.dada")
    fila = recorrido.Etapa(JUGUETE.clave, "expediente", "Consultar")
    monkeypatch.setitem(tramite.ETAPAS, JUGUETE.clave, tramite.Etapa(JUGUETE.clave, acto, se_toma=True))
    monkeypatch.setitem(recorrido.ETAPAS, JUGUETE.clave, fila)
    monkeypatch.setitem(recorrido.POR_ESTADO, JUGUETE.estado, fila)
    monkeypatch.setattr(recorrido, "NUESTRAS", (*recorrido.NUESTRAS, fila))
    return fila


def test_los_tres_pisos_y_el_recorrido_tienen_las_mismas_etapas():
    assert [list(piso.ETAPAS) for piso in PISOS] == [list(palabras.ETAPAS)] * 3
    assert set(HUMANOS) == set(palabras.ETAPAS)
    assert list(_faltas()) == []


def test_los_rotulos_del_recorrido_salen_de_su_fila():
    distintos = {c: nodo.task_title for c, nodo in HUMANOS.items() if nodo.task_title != palabras.ETAPAS[c].rotulo}
    assert distintos == {"prevencion": "Atender observaciones"}


def test_cada_rotulo_se_escribe_una_vez():
    """En el código y en las plantillas; las guías son prosa, y el ejemplo de un dictamen nombra así a un área."""
    rotulos = {fila.rotulo for fila in palabras.ETAPAS.values()} - {palabras.FIRMA.rotulo}
    paginas = [ruta for nombre, ruta in arbol.plantillas().items() if not nombre.startswith("ayuda/")]
    veces = Counter({ruta: sum(arbol.texto(ruta).count(f'"{rotulo}"') for rotulo in rotulos) for ruta in arbol.modulos()})
    veces.update({ruta: sum(arbol.texto(ruta).count(rotulo) for rotulo in rotulos) for ruta in paginas})
    escritos = {Path(ruta).name: n for ruta, n in veces.items() if n}
    assert escritos == {"etapas.py": len(rotulos), "instantanea.py": 1}


def test_a_un_piso_sin_su_fila_no_lo_deja_arrancar(en_palabras):
    for piso in (tramite, recorrido):
        with pytest.raises(palabras.FaltaLaFila, match=f"{piso.__name__} .*: consulta"):
            _reabre(piso)


def test_de_una_etapa_mas_se_dice_lo_que_falta(con_una_mas):
    assert list(_faltas()) == [f"consulta: {lugar}" for lugar in (
        "estado", "plazo", "nodo", "acto que la abra", "cancelar", "evento en los indicadores", "paso de la práctica",
    )]


def _los_lee(ruta):
    """Si importa alguno de los pisos; lo que ni los nombra no se abre, que esto corre al recolectar."""
    nombres = tuple(piso.__name__ for piso in PISOS)
    return any(nombre.rpartition(".")[2] in arbol.texto(ruta) for nombre in nombres) and any(
        nombre.startswith(nombres) for nombre in arbol.importados(ruta))


LECTORES = [
    ruta for ruta in arbol.modulos() if not any(parte in ruta for parte in NO_SE_RELEEN) and _los_lee(ruta)
]


def test_los_lectores_son_los_que_se_cuentan():
    assert len(LECTORES) > 15


@pytest.mark.parametrize("ruta", LECTORES)
def test_todo_lector_acepta_una_etapa_mas(ruta, con_una_mas):
    assert runpy.run_path(str(arbol.RAIZ / ruta))


def test_con_su_fila_los_lectores_ya_la_conocen(con_una_mas):
    assert _reabre(vocabulario)["ESTADOS"]["en_consulta"].texto == "Consulta externa"
    assert _reabre(fichas)["FICHAS"]["consulta.dias"].omision == 3
    assert _reabre(indicadores)["ETAPAS"]["en_consulta"] == "Consulta externa"
    assert _reabre(encargo)["ATIENDE"]["consulta"].operacion == "dictamen.elaborar"
    assert _reabre(presencia)["OPERACION_DE"]["consulta"] == "dictamen.elaborar"
    assert _reabre(carga)["REVISAN"] == carga.REVISAN
    assert bandeja.Filtros.de({"etapa": "consulta"}).etapa == "consulta"
    assert bandeja.pantalla_de(Pendiente(etapa="consulta", solicitud_id=7)) == reverse("flujos:expediente", args=[7])
    assert tramite.ETAPAS["consulta"].plazos == {"consulta", "dictamen"}


def test_con_su_fila_tiene_turno_y_boton(con_una_mas, mundo, monkeypatch):
    solicitud = mundo.en_estrategia()
    monkeypatch.setattr(solicitud, "estado", JUGUETE.estado)
    lee = _reabre(turno)
    assert lee["_turno"](solicitud) == "la consulta externa"
    assert [a.texto for a in lee["acciones"](solicitud, mundo.estrategico)] == ["Consultar"]
    assert lee["acciones"](solicitud, mundo.recepcion) == []


# A quien se le ofrece es quien puede ----------------------------------------------------------------------------------


@pytest.mark.parametrize("clave", recorrido.ETAPAS)
def test_lo_que_pide_el_nodo_es_lo_que_pide_el_acto(clave):
    fila, nodo = recorrido.ETAPAS[clave], HUMANOS[clave]
    assert nodo._owner_permission == f"cuentas.{fila.papel.permiso}"
    assert bool(nodo._owner_permission_obj) == (fila.papel.de != "central")
    assert fila.palabras.del_ente == (fila.papel.de == "ente")
    estado = fila.palabras.estado
    la_dejan = {
        nombre: acto.operacion for nombre, acto in TRANSICIONES.items()
        if acto.operacion and acto.desde == (estado,) and (acto.hacia != (estado,) or acto.dictamen_desde)
    }
    assert fila.tramite.acto in [TRANSICIONES[nombre] for nombre in la_dejan]
    assert {nombre for nombre, operacion in la_dejan.items() if operacion != fila.operacion} <= set(DE_OTRO)


def test_una_operacion_de_dos_papeles_no_puede_tener_cola(monkeypatch):
    """Con un papel más en la matriz, su gente podría admitir y ninguna cola se lo ofrecería."""
    monkeypatch.setitem(MATRIZ, "requisitos.resolver", dict.fromkeys(("recepcion", "coordinacion"), Alcance.TODO))
    with pytest.raises(ValueError, match="«requisitos.resolver» debe ser de un solo papel y es de: recepcion, coordinacion"):
        papel_de("requisitos.resolver")


@pytest.mark.parametrize("unipersonal", [False, True])
def test_a_quien_se_le_ofrece_es_justo_quien_puede(mundo, unipersonal):
    """Con los nombramientos de verdad, sobre cada ente y cada área: la cola y la puerta dicen lo mismo."""
    for ente in (mundo.ente, mundo.otro_ente):
        ente.presenta_quien_elabora = unipersonal
        ente.save()
    sobre = {"central": [None], "ente": [mundo.ente, mundo.otro_ente], "area": list(Area.objects.all())}
    gente = {persona.pk: persona for persona in Usuario.objects.filter(is_active=True)}
    for clave, fila in recorrido.ETAPAS.items():
        permiso = HUMANOS[clave]._owner_permission
        for objeto in sobre[fila.papel.de]:
            llave = objeto.pk if objeto else None
            pueden = {pk for pk, persona in gente.items() if puede(persona, fila.operacion, objeto)}
            assert pueden, f"{clave}: nadie puede"
            ofrecen = {pk for pk, persona in gente.items() if (permiso, llave) in permisos_de_bandeja(persona)}
            assert ofrecen == pueden, clave
            assert set(quienes_atienden(permiso, llave, mundo.en.date()).values_list("pk", flat=True)) == pueden
