"""Recorre la URLconf y pide cada dirección como cada persona, en cada estado; lo comparte la prueba de la matriz."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

ENTRADA = "allauth.account.auth_backends.AuthenticationBackend"
ESCRITURAS = ("INSERT", "UPDATE", "DELETE", "REPLACE")
CONSTANCIAS = ("bitacora_", "cuentas_sesionabierta", "indicadores_descargapublica")
LETRAS = {200: "2", 302: "3", 400: "0", 403: "x", 404: "-", 405: "m", 409: "9", 410: "g", 422: "u"}
# Leer lo que notifica cuenta como acuse, una vez (docs/decisiones/0021).
ACUSE_DE_LECTURA = 'UPDATE "cuentas_aviso" SET "leido_en" = '


def rutas(patrones=None, espacio=()) -> Iterator[str]:
    """El nombre completo de cada ruta de la URLconf («flujos:firma»)."""
    for patron in get_resolver().url_patterns if patrones is None else patrones:
        if isinstance(patron, URLResolver):
            propio = (*espacio, patron.namespace) if patron.namespace else espacio
            yield from rutas(patron.url_patterns, propio)
        else:
            yield ":".join((*espacio, patron.name or str(patron.pattern)))


def navegador(persona=None, **opciones) -> Client:
    """Un cliente con la sesión de esa persona (nadie, si es None) que recibe el 500 en vez de la excepción."""
    cliente = Client(raise_request_exception=False, **opciones)
    if persona is not None:
        cliente.force_login(persona, backend=ENTRADA)
    return cliente


def letra(estado: int) -> str:
    """Un carácter por código; los que nadie espera (5xx, 301…) salen enteros."""
    return LETRAS.get(estado, f"[{estado}]")


@contextmanager
def deshecho() -> Iterator[list[str]]:
    """Deja pedir y deshace todo; entrega las escrituras que no son constancia de bitácora, de sesión ni de lectura."""
    halladas: list[str] = []

    def vigilar(ejecutar, sql, parametros, muchas, contexto):
        ajena = sql.lstrip().upper().startswith(ESCRITURAS) and not any(tabla in sql for tabla in CONSTANCIAS)
        if ajena and not sql.startswith(ACUSE_DE_LECTURA):
            halladas.append(sql[:120])
        return ejecutar(sql, parametros, muchas, contexto)

    punto = transaction.savepoint()
    try:
        with connection.execute_wrapper(vigilar):
            yield halladas
    finally:
        transaction.savepoint_rollback(punto)
        # Volver no lo suelta: sin esto se anidan, y cada lectura en PostgreSQL recorre todos los de antes.
        transaction.savepoint_commit(punto)
