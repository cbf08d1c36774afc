"""La práctica no arranca con nada que sea del sitio real, y lo demás lo hereda."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.practica import ambiente

REAL = {
    "DATABASE_URL": "postgresql://dictamenes:una@localhost:5432/dictamenes", "SECRET_KEY": "r" * 60,
    "SITIO_URL": "https://dictamenes.example", "SITIO_NOMBRES": "dictamenes.example",
    "ALMACEN_CARPETA": "/srv/dictamenes/archivos", "CACHE_URL": "rediscache://cache.example:6379",
    "FIRMA_SELLO_KEY": "/srv/dictamenes/sello.key", "CORREO_URL": "smtp://correo.example:25",
}
PRACTICA = {
    "PRACTICA_DATABASE_URL": "postgresql://dictamenes:una@localhost/practica", "PRACTICA_SECRET_KEY": "p" * 60,
    "PRACTICA_SITIO_URL": "https://practica.example", "PRACTICA_SITIO_NOMBRES": "practica.example",
    "PRACTICA_ALMACEN_CARPETA": "/srv/practica/archivos", "PRACTICA_CREDENCIALES": "/srv/practica/credenciales",
}
S3 = {"ALMACEN_S3_CUBETA": "archivos", "ALMACEN_S3_URL": "https://s3.example/"}


def test_hereda_lo_comun_y_nada_de_lo_que_es_de_cada_sitio():
    suyas = ambiente.variables(REAL | PRACTICA)
    assert suyas["CORREO_URL"] == REAL["CORREO_URL"]
    assert suyas["SITIO_URL"] == "https://practica.example"
    assert suyas.keys().isdisjoint({"CACHE_URL", "FIRMA_SELLO_KEY"})


@pytest.mark.parametrize(
    ("cambio", "que"),
    [
        ({"PRACTICA_DATABASE_URL": REAL["DATABASE_URL"]}, "la base de datos"),
        ({"PRACTICA_DATABASE_URL": "postgresql://otra:clave@127.0.0.1/dictamenes"}, "la base de datos"),
        ({"PRACTICA_ALMACEN_CARPETA": "/srv/practica/../dictamenes/archivos"}, "el almacén"),
        (S3 | {f"PRACTICA_{n}": v for n, v in S3.items()} | {"PRACTICA_ALMACEN_S3_URL": "https://s3.example"}, "el almacén"),
        ({"PRACTICA_SECRET_KEY": REAL["SECRET_KEY"]}, "la SECRET_KEY"),
        ({"PRACTICA_CACHE_URL": REAL["CACHE_URL"]}, "la caché"),
    ],
)
def test_no_arranca_con_lo_del_sitio_real(cambio, que):
    with pytest.raises(ImproperlyConfigured, match=f"no arranca: {que}.* es la misma del sitio real"):
        ambiente.variables(REAL | PRACTICA | cambio)


def test_tampoco_con_lo_que_el_sitio_real_usa_por_omision():
    omision = {"PRACTICA_DATABASE_URL": f"sqlite:///{settings.RAIZ}/var/dictamenes.sqlite3"}
    with pytest.raises(ImproperlyConfigured, match="la base de datos"):
        ambiente.variables(PRACTICA | omision)
    with pytest.raises(ImproperlyConfigured, match="el almacén"):
        ambiente.variables(PRACTICA | {"PRACTICA_ALMACEN_CARPETA": str(settings.RAIZ / "var" / "archivos")})


@pytest.mark.parametrize("falta", sorted(PRACTICA))
def test_dice_que_variable_le_falta(falta):
    with pytest.raises(ImproperlyConfigured, match=falta):
        ambiente.variables({n: v for n, v in PRACTICA.items() if n != falta})


def test_no_arranca_con_la_galleta_del_sitio_real():
    with pytest.raises(ImproperlyConfigured, match="la galleta __Host-sesion es la misma"):
        ambiente.exigir_galletas(("__Host-sesion", "__Host-csrf-practica"), ("__Host-sesion", "__Host-csrf"))


PREGUNTA = (
    "from config import ajustes_practica as p; "
    "print(p.DATABASES['default']['NAME'], p.SITIO_URL, p.SESSION_COOKIE_NAME, p.CSRF_COOKIE_NAME, p.FOLIOS_PREFIJO, "
    "p.ENTRE_SITIOS['url'], bool(p.ROTULO_SIN_VALIDEZ), p.EMAIL_BACKEND, p.FIRMA_SELLO_KEY)"
)


def _arrancar(**variables):
    proceso = {"PATH": os.environ["PATH"], **REAL, **PRACTICA, **variables}
    return subprocess.run([sys.executable, "-c", PREGUNTA], env=proceso, cwd=settings.RAIZ, capture_output=True, text=True)


def test_los_ajustes_de_verdad_usan_lo_suyo():
    assert _arrancar().stdout.split() == [
        "practica", "https://practica.example", "__Host-sesion-practica", "__Host-csrf-practica", "PRUEBA-",
        "https://dictamenes.example", "True", "config.practica.correo.SoloAQuienPractica",
        "/srv/practica/credenciales/sello.key",
    ]


def test_los_ajustes_de_verdad_se_niegan_con_la_base_real():
    fallido = _arrancar(PRACTICA_DATABASE_URL=REAL["DATABASE_URL"])
    assert fallido.returncode
    assert "no arranca: la base de datos es la misma del sitio real" in fallido.stderr
