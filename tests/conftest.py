"""Lo que toda prueba necesita: la base que se puede vaciar y personas con papel."""

from __future__ import annotations

import gc
import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings as ajustes
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings
from whitenoise.middleware import WhiteNoiseMiddleware

from bitacora import disparadores, llavero
from cuentas.models import Usuario
from cuentas.personas.nombramientos import nombrar
from tests.herramientas import cobertura, llaveros, reparto
from tests.herramientas.constar import consta
from tests.herramientas.copia import armado
from tests.herramientas.dosis import dosis
from tests.motores import en_los_dos, los_del_motor

EPOCA = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)

# Ninguna prueba mide tiempo: en una máquina ocupada, un ejemplo lento no es una falla. `make resistencia` prueba más.
settings.register_profile(
    "casa", deadline=None, max_examples=dosis(100, 200), suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("casa")


CON_BASE = {"db", "transactional_db"}
CAMBIAN_LOS_ACTOS = {"monkeypatch", "settings", "mailoutbox", "django_capture_on_commit_callbacks", "caplog"}
"""Con ellas, dar un acto puede ser otra cosa o dejar algo fuera de la base: sus asuntos no salen de la copia."""


def pytest_configure(config):
    """Con `make cobertura`, los procesos aparte también suman."""
    cobertura.medir_los_viveros()


def pytest_addoption(parser):
    """`--depende-del-motor` y `--reparto CARPETA`: qué parte de la suite le toca a cada proceso de `make probar`."""
    parser.addoption("--depende-del-motor", action="store_true", help="sólo lo que usa la base y no se aparta en tests/motores.py")
    parser.addoption("--reparto", type=Path, help="con varios procesos a la vez: la carpeta donde cada uno dice qué archivos tomó")


def pytest_collection_modifyitems(config, items):
    """Aparta lo que le toca a otro proceso, si así se pidió."""
    if not config.getoption("--depende-del-motor"):
        return
    suyas = los_del_motor([prueba for prueba in items if _toca_la_base(prueba)])
    quedan = set(suyas)
    config.hook.pytest_deselected(items=[prueba for prueba in items if prueba not in quedan])
    items[:] = suyas


def pytest_ignore_collect(collection_path, config):
    """Lo que sólo corre en SQLite ni se abre cuando se pide lo del motor."""
    if config.getoption("--depende-del-motor") and not en_los_dos(str(collection_path.relative_to(config.rootpath))):
        return True
    return None


def pytest_collection_finish(session):
    """Lo recolectado se queda hasta el final: que el recolector de basura no lo recorra en cada vuelta."""
    gc.collect()
    gc.freeze()


def pytest_runtestloop(session):
    """Con `--reparto`, sólo los archivos que este proceso tome; sin él, todos, como siempre."""
    carpeta = session.config.getoption("--reparto")
    if carpeta is None or session.testsfailed or session.config.option.collectonly:
        return None
    reparto.correr(session, carpeta)
    return True


def _toca_la_base(prueba):
    return bool(prueba.get_closest_marker("django_db") or CON_BASE & set(prueba.fixturenames))


@pytest.fixture(autouse=True, scope="session")
def _bitacora_vaciable():
    """Las pruebas con transacción real vacían tablas: los disparadores se quitan sólo para ese vaciado."""
    fijas = disparadores.QUE_SOLO_CRECEN
    vaciar = TransactionTestCase._fixture_teardown

    def sin_disparadores(prueba):
        with connection.schema_editor() as editor:
            disparadores.quitar(editor, fijas)
        try:
            vaciar(prueba)
        finally:
            with connection.schema_editor() as editor:
                disparadores.poner(editor, fijas)

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(TransactionTestCase, "_fixture_teardown", sin_disparadores)
        yield


@pytest.fixture(autouse=True, scope="session")
def _llavero_que_tolera():
    """El de una instalación que no ha comprometido lo que ya tenía: la gente que una prueba pone en la base sin su acto
    puede entrar y firmar. Lo que sí tiene su evento se comprueba igual; con `todo_atado` se exige de todo."""
    llaveros.abrir_tolerante()


@pytest.fixture
def todo_atado():
    """Como en una instalación nueva: nada vale sin el evento que lo respalda, tampoco la gente."""
    llavero.exigir_ataduras(1)
    yield consta
    llaveros.sin_exigir()


@pytest.fixture(autouse=True, scope="session")
def _entrar_deja_constancia():
    """`force_login` deja dicho que la persona acaba de identificarse, como la entrada de verdad: su identidad es fresca."""
    original = Client._login

    def entrar(cliente, persona, backend=None):
        original(cliente, persona, backend)
        sesion = cliente.session
        sesion["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        sesion["account_authentication_methods_user"] = str(persona.pk)
        sesion.save()

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(Client, "_login", entrar)
        yield


@pytest.fixture(autouse=True, scope="session")
def _estaticos_hallados_una_vez():
    """Cada cliente de prueba arma sus intermedios; buscar los estáticos en el disco se hace la primera vez."""
    hallados = {}
    buscar = WhiteNoiseMiddleware.add_files_from_finders

    def recordar(intermedio):
        llave = (intermedio.static_prefix, str(intermedio.static_root), intermedio.autorefresh)
        if llave not in hallados:
            buscar(intermedio)
            hallados[llave] = dict(intermedio.files)
        intermedio.files.update(hallados[llave])

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(WhiteNoiseMiddleware, "add_files_from_finders", recordar)
        yield


@pytest.fixture(autouse=True)
def _cache_limpia():
    """Los topes de intentos no pasan de una prueba a otra."""
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _sin_anclas_de_otra():
    """Lo que se guarda fuera no se deshace con la base: cada prueba empieza sin las anclas de la anterior."""
    shutil.rmtree(storages["anclas"].location, ignore_errors=True)
    shutil.rmtree(ajustes.FIRMANTE_CARPETA, ignore_errors=True)


@pytest.fixture
def en():
    """Un lunes hábil a las 9:00 de Hermosillo."""
    return EPOCA


@pytest.fixture
def persona(db):
    """Fábrica de personas con papel: `persona("recepcion")`, `persona("elabora", ente=ente)`."""

    def crear(papel=None, *, correo=None, nombre=None, ente=None, area=None, **campos):
        n = Usuario.objects.count() + 1
        alta = Usuario.objects.create_user(
            correo or f"persona{n}@ejemplo.invalid", nombre or f"Persona Ficticia {n}", "contrasena-de-prueba", **campos
        )
        if papel:
            nombrar(alta, papel, oficio=f"OF-{n}", desde=date(2020, 1, 1), por=None, en=EPOCA, ente=ente, area=area)
        return alta

    return crear


@pytest.fixture
def mundo(request, db, en):
    """Catálogos, gente con papel y métodos que recorren el camino."""
    from tests.mundo import Mundo

    return Mundo(en) if _con_transaccion_real(request) else armado(Mundo, en, con_pasos=not _cambia_los_actos(request))


def _cambia_los_actos(request):
    """Si la prueba, o algo de la casa que ella usa, pide con qué cambiarlos (pytest-django lo pide siempre)."""
    info = request.node._fixtureinfo
    de_la_casa = [cada for todas in info.name2fixturedefs.values() for cada in todas if cada.baseid.startswith("tests")]
    return bool(CAMBIAN_LOS_ACTOS & set(info.argnames).union(*(cada.argnames for cada in de_la_casa)))


def _con_transaccion_real(request):
    marca = request.node.get_closest_marker("django_db")
    pedida = marca is not None and marca.kwargs.get("transaction")
    return bool(pedida or {"transactional_db", "live_server"} & set(request.fixturenames))
