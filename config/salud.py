"""La salud de esta instalación: qué le falta para atender y si algún trabajador sigue dando vueltas.

Cada comprobación corre en su hilo y con límite: con la base caída se contesta 503 en segundos, sin colgarse. Lo que se
dice son frases fijas: ni direcciones, ni versiones, ni mensajes de excepciones.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from auditoria.testigos import estado
from bitacora import llavero, permisos
from bitacora.models import Evento
from cuentas import reloj
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado
from flujos.recorrido import latido, tropiezos, versiones

LIMITE_SEGUNDOS = 3.0
VIGENCIA_SEGUNDOS = 5.0
SIN_VUELTAS = timedelta(minutes=10)
RAIZ = "/salud/"
TARDA, NO_RESPONDE = "tarda demasiado", "no responde"

_en_curso: dict[str, threading.Thread] = {}
_ultima: tuple[float, dict[str, str]] | None = None
_turno = threading.Lock()


class SaludIntermedio:
    """Contesta /salud/ antes de la sesión, la base y `ALLOWED_HOSTS`: el balanceador pregunta por IP y por http."""

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponse]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(RAIZ):
            return self.siguiente(request)
        try:
            request.resolver_match = resolve(request.path_info)
        except Resolver404:
            return self.siguiente(request)
        respuesta: HttpResponse = request.resolver_match.func(request)
        return respuesta


@require_safe
def vivo(request: HttpRequest) -> HttpResponse:
    """El proceso responde. No toca base, almacén ni caché: si esto falla, hay que reiniciarlo."""
    return _json({"estado": "vivo"}, 200)


@require_safe
def listo(request: HttpRequest) -> HttpResponse:
    """200 si se puede atender; 503 con lo que falta. Sin trabajador se avisa, pero el sitio sigue al aire."""
    faltan = faltantes()
    cuerpo: dict[str, object] = {"estado": "no está listo" if faltan else "listo", "falta": faltan}
    if "base" not in faltan and "migraciones" not in faltan:
        cuerpo["avisos"] = avisos()
    return _json(cuerpo, 503 if faltan else 200)


def faltantes() -> dict[str, str]:
    """Cada dependencia que no sirve, con lo que le pasa; vacío si todo está. Vale `VIGENCIA_SEGUNDOS`."""
    global _ultima
    with _turno:
        if _ultima is None or time.monotonic() - _ultima[0] > VIGENCIA_SEGUNDOS:
            _ultima = (time.monotonic(), _medir())
        return _ultima[1]


def avisos() -> list[str]:
    """Lo que no impide atender pero alguien debe ver: sin trabajador, sin firmante, o un recorrido que ya no existe."""
    dichos = []
    silencio = latido.silencio(reloj.ahora())
    if silencio is None:
        dichos.append("ningún trabajador ha dado vueltas todavía")
    elif silencio > SIN_VUELTAS:
        dichos.append(f"ningún trabajador da vueltas desde hace {silencio // timedelta(minutes=1)} minutos")
    if not (llavero.leer().llaves or settings.BITACORA_LLAVERO_SE_CREA):
        dichos.append("la bitácora no tiene llavero: sus eventos van sin etiqueta (manage.py llavero abrir)")
    if reparo := _sin_firmante():
        dichos.append(reparo)
    if not (settings.DEMOSTRACION or settings.PRACTICA or estado.resumen(reloj.ahora()).externos):
        dichos.append(estado.SIN_EXTERNOS)
    if not (settings.DEMOSTRACION or settings.PRACTICA):
        dichos += permisos.de_mas(anclas_aparte=bool(settings.BASE_PAPEL_DEL_FIRMANTE))
    que_fallan = tropiezos.que_duran(reloj.ahora())
    dichos += [f"el trabajador no logra: {uno.turno} («Trabajos detenidos»)" for uno in que_fallan]
    if sin_recorrido := versiones.sin_recorrido():
        dichos.append(f"asuntos en una versión del recorrido que este programa no tiene: {sin_recorrido}")
    return dichos


def _sin_firmante() -> str:
    """Sin él no se sella ni se ancla; lo demás atiende, así que no saca al sitio del aire."""
    if not firmante.vive_aparte():
        return ""
    try:
        firmante.pedir("vivo", espera=LIMITE_SEGUNDOS)
    except (FirmanteNoDisponible, PapelRechazado):
        return "el firmante no responde: nada se sella ni se ancla"
    return ""


def _medir() -> dict[str, str]:
    dichos: dict[str, str] = {}
    for nombre, comprobar in COMPROBACIONES.items():
        if nombre in _en_curso and _en_curso[nombre].is_alive():
            dichos[nombre] = TARDA  # sigue colgada la de antes: no se le suma otra
            continue
        _en_curso[nombre] = threading.Thread(target=_correr, args=(nombre, comprobar, dichos), daemon=True)
        dichos[nombre] = TARDA
        _en_curso[nombre].start()
    limite = time.monotonic() + LIMITE_SEGUNDOS
    for hilo in _en_curso.values():
        hilo.join(max(0.0, limite - time.monotonic()))
    return {nombre: dicho for nombre, dicho in dichos.copy().items() if dicho}


def _correr(nombre: str, comprobar: Callable[[], str], dichos: dict[str, str]) -> None:
    try:
        dichos[nombre] = comprobar()
    except Exception:  # da igual de qué: esta dependencia no sirve y su mensaje no se publica
        dichos[nombre] = NO_RESPONDE
    finally:
        connections.close_all()


def _base() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migraciones() -> str:
    ejecutor = MigrationExecutor(connection)
    return "faltan por aplicar" if ejecutor.migration_plan(ejecutor.loader.graph.leaf_nodes()) else ""


def _almacen() -> str:
    contenido = secrets.token_bytes(16)
    nombre = default_storage.save(f"salud/{contenido.hex()}", ContentFile(contenido))
    try:
        with default_storage.open(nombre, "rb") as guardado:
            return "" if guardado.read() == contenido else "devuelve otra cosa"
    finally:
        default_storage.delete(nombre)


def _cache() -> str:
    marca = secrets.token_hex(8)
    cache.set(f"salud:{marca}", marca, 30)
    return "" if cache.get(f"salud:{marca}") == marca else "devuelve otra cosa"


def _llavero() -> str:
    """Ilegible, o con eventos que lo piden y sin él: no se puede anotar nada."""
    if llavero.leer().llaves or settings.BITACORA_LLAVERO_SE_CREA:
        return ""
    ultima = Evento.objects.order_by("-n").values_list("llave", flat=True).first()
    return "" if ultima == "" else "falta: manage.py llavero abrir"


COMPROBACIONES: dict[str, Callable[[], str]] = {
    "base": _base, "migraciones": _migraciones, "almacen": _almacen, "cache": _cache, "llavero": _llavero,
}


def _json(cuerpo: dict[str, object], estado: int) -> HttpResponse:
    respuesta = JsonResponse(cuerpo, status=estado, json_dumps_params={"ensure_ascii": False})
    respuesta["Cache-Control"] = "no-store"
    return respuesta
