"""Qué debe contestar cada dirección a cada quien: los códigos esperados de `test_matriz_de_rutas.py`.

Cada renglón es (GET, POST vacío, rutas). Un código por estado, en el orden de `ESTADOS`, o uno solo si no cambia:
2 = 200, 3 = redirección, x = 403, - = 404, m = 405, 9 = 409, g = 410, u = 422, 0 = 400.
Quien no se nombra está en `resto`; a quien no ha entrado se le manda a entrar. Sin `=`, es igual para todo el mundo.

Cada ala escribe los suyos en su `rutas.py` (`RUTAS`), y ahí mismo con qué se arma la dirección que pide algo: de la
solicitud, del mundo de pruebas o suelto (`DE_LA_SOLICITUD`, `DEL_MUNDO`, `SUELTAS`). Aquí sólo se reúnen.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

PRUEBAS = Path(__file__).resolve().parents[1]
ALAS = [
    import_module(".".join(ruta.relative_to(PRUEBAS.parent).with_suffix("").parts))
    for ruta in sorted(PRUEBAS.rglob("rutas.py"))
]

ESTADOS = (
    "borrador", "en_requisitos", "prevenida", "en_revision", "en_estrategia", "en_firma", "emitida", "improcedente",
    "desechada", "desistida", "cancelada",
)
GRUPOS = {"propios": ("elabora", "presenta"), "del_ente": ("elabora", "presenta", "recibe"),
          "centrales": ("recepcion", "coordinacion", "auditor")}

CATALOGOS = (
    (
        "administrador=2 resto=3",
        "administrador=2 resto=3",
        "admin:app_list admin:cuentas_area_add admin:cuentas_area_change admin:cuentas_area_changelist "
        "admin:cuentas_area_history admin:cuentas_arearequirente_add admin:cuentas_arearequirente_change "
        "admin:cuentas_arearequirente_history "
        "admin:cuentas_arearequirente_changelist "
        "admin:cuentas_ente_add admin:cuentas_ente_change "
        "admin:cuentas_ente_changelist admin:cuentas_ente_history "
        "admin:index "
        "admin:dictamenes_disposiciondocumental_add admin:dictamenes_disposiciondocumental_change "
        "admin:dictamenes_disposiciondocumental_changelist admin:dictamenes_disposiciondocumental_history",
    ),
    ("administrador=x resto=3", "administrador=m resto=3", "admin:autocomplete"),
    (
        "3",
        "3",
        "admin:logout admin:password_change",
    ),
    (
        "administrador=x resto=3",
        "administrador=x resto=3",
        "admin:cuentas_area_delete admin:cuentas_arearequirente_delete "
        "admin:cuentas_ente_delete "
        "admin:dictamenes_disposiciondocumental_delete",
    ),
    ("administrador=2 resto=3", "administrador=m resto=3", "admin:jsi18n admin:password_change_done"),
    ("administrador=3 resto=x", "administrador=3 resto=x", "admin:login"),
    ("administrador=- resto=3", "administrador=- resto=3", "admin:view_on_site"),
)
# Comodines del admin que no se pueden armar con `reverse`: llevan a las de arriba.
SIN_PEDIR = {"admin:<path:object_id>/", "admin:(?P<url>.*)$"}


def _por_ruta(renglones: tuple[tuple[str, str, str], ...]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        ruta: {"get": _leer(get), "post": _leer(post)} for get, post, nombres in renglones for ruta in nombres.split()
    }


def _leer(dicho: str) -> dict[str, str]:
    if "=" not in dicho:
        return {"resto": dicho, "anonimo": dicho}
    codigos = {"anonimo": "3"}
    for parte in dicho.split():
        quienes, _, codigo = parte.partition("=")
        for quien in quienes.split(","):
            codigos |= dict.fromkeys(GRUPOS.get(quien, (quien,)), codigo)
    return codigos


TABLA = _por_ruta(tuple(renglon for ala in ALAS for renglon in ala.RUTAS))
DE_LA_SOLICITUD, DEL_MUNDO, SUELTAS = (
    {ruta: dato for ala in ALAS for ruta, dato in getattr(ala, nombre, {}).items()}
    for nombre in ("DE_LA_SOLICITUD", "DEL_MUNDO", "SUELTAS")
)
TABLA_DE_CATALOGOS = _por_ruta(CATALOGOS)
