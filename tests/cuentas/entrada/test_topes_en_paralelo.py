"""Los topes de intentos con varios procesos a la vez: se cuentan antes de calcular la contraseña y nadie se cuela.

La caché es la de producción por omisión (una tabla), no la de un proceso que usan las demás pruebas.
"""

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import signing
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from bitacora.models import Evento
from cuentas import cache as modulo
from cuentas.entrada.adaptador import POR_CUENTA_Y_DIRECCION
from cuentas.models import EntradaDeCache
from tests.herramientas.cliente_http import a_la_vez
from tests.herramientas.servidor_de_prueba import servidor

INTENTOS = 20
EN_LA_BASE = {"CACHE_URL": ""}


@pytest.fixture
def compartida(settings):
    settings.CACHES = {"default": {"BACKEND": "cuentas.cache.CacheEnBase"}}
    return caches["default"]


def incremento_en_dos_pasos():
    """La guarda quitada: leer y volver a escribir, como `DatabaseCache` de Django. Corre en cada proceso web."""

    def incr(suya, key, delta=1, version=None):
        cuenta = suya.get(key, version=version)
        if cuenta is None:
            raise ValueError(key)
        time.sleep(0.3)
        suya.set(key, cuenta + delta, version=version)
        return cuenta + delta

    modulo.CacheEnBase.incr = incr


def _adivinar(s, correo):
    datos = {"login": correo, "password": "mala-contrasena-mala"}
    return a_la_vez(*[s.cliente().listo(reverse("account_login"), datos) for _ in range(INTENTOS)])


@pytest.mark.django_db(transaction=True)
def test_veinte_intentos_a_la_vez_no_pasan_del_tope_y_a_otra_persona_no_le_afecta(persona):
    victima, otra = persona(), persona()
    with servidor(entorno=EN_LA_BASE) as s:
        respuestas = _adivinar(s, victima.correo)
        assert sorted(r.codigo for r in respuestas) == [200] * POR_CUENTA_Y_DIRECCION + [429] * 15
        datos = {"login": otra.correo, "password": "contrasena-de-prueba", "next": "/cuenta/"}
        assert s.cliente().post(reverse("account_login"), datos).destino == "/cuenta/"
    rechazos = Evento.objects.filter(accion="sesion.rechazada", objeto=f"usuario:{victima.pk}")
    assert rechazos.count() == POR_CUENTA_Y_DIRECCION, "las demás contraseñas ni se calcularon"


@pytest.mark.django_db(transaction=True)
def test_sin_la_guarda_si_se_cuelan(persona):
    """El incremento en dos pasos deja pasar de más: la prueba de arriba sí prueba algo."""
    victima = persona()
    sin_guarda = ["tests.cuentas.entrada.test_topes_en_paralelo:incremento_en_dos_pasos"]
    with servidor(entorno=EN_LA_BASE, arranque=sin_guarda) as s:
        respuestas = _adivinar(s, victima.correo)
    assert [r.codigo for r in respuestas].count(200) > POR_CUENTA_Y_DIRECCION


@pytest.mark.django_db(transaction=True)
def test_de_varios_que_dan_de_alta_lo_mismo_uno_solo_gana(compartida):
    def alta(n):
        try:
            return compartida.add("codigo", n, 30)
        finally:
            connection.close()

    compartida.set("codigo", "viejo", 0.001)
    time.sleep(0.01)
    with ThreadPoolExecutor(8) as hilos:
        assert sum(hilos.map(alta, range(16))) == 1


@pytest.mark.django_db
class TestCache:
    """Lo que Django espera de una caché."""

    @pytest.mark.parametrize("valor", [0, 7, "texto", None, True, 1.5, [1, {"a": [2, 3]}]])
    def test_devuelve_lo_que_guarda(self, compartida, valor):
        compartida.set("llave", valor)
        assert compartida.get("llave", "nada") == valor
        assert type(compartida.get("llave")) is type(valor)

    @pytest.mark.parametrize("puesto", [
        base64.b64encode(b"cos\nmkdir\n(S'ejecutado'\ntR.").decode(),  # un pickle que crea una carpeta al leerse
        signing.dumps("a mano", key="otra llave", salt=modulo.SAL), signing.dumps("de otro cuarto", salt="otra"), "", "basura",
    ])
    def test_lo_que_alguien_puso_en_la_base_no_se_cree_ni_se_ejecuta(self, compartida, puesto, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        compartida.set("llave", "buena")
        EntradaDeCache.objects.update(valor=puesto)
        assert compartida.get("llave", "nada") == "nada"
        assert list(tmp_path.iterdir()) == []

    def test_vence_y_se_barre(self, compartida, monkeypatch):
        compartida.set("breve", 1, 10)
        compartida.set("eterna", 2, None)
        ahora = time.time() + 11
        monkeypatch.setattr(time, "time", lambda: ahora)
        assert (compartida.get("breve"), compartida.get("eterna")) == (None, 2)
        with pytest.raises(ValueError, match="breve"):
            compartida.incr("breve")
        assert modulo.quitar_vencidas() == 1
        assert EntradaDeCache.objects.count() == 1

    def test_altas_cuentas_y_bajas(self, compartida):
        assert compartida.add("a", 1)
        assert not compartida.add("a", 9)
        assert (compartida.incr("a"), compartida.incr("a", 5), compartida.decr("a")) == (2, 7, 6)
        assert compartida.touch("a", 60)
        assert compartida.delete("a")
        assert not compartida.delete("a")
        assert not compartida.touch("a", 60)
        compartida.set_many({"b": 1, "c": 2})
        assert compartida.get_many(["b", "c", "d"]) == {"b": 1, "c": 2}
        compartida.clear()
        assert not EntradaDeCache.objects.exists()

    def test_sin_cache_url_la_de_produccion_es_ésta(self, monkeypatch):
        from config import entorno

        monkeypatch.delenv("CACHE_URL", raising=False)
        assert entorno.cache() == {"BACKEND": "cuentas.cache.CacheEnBase"}
        monkeypatch.setenv("CACHE_URL", "locmemcache://")
        assert "locmem" in entorno.cache()["BACKEND"]
