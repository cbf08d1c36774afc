"""El proceso firmante: un socket Unix que sólo atiende a las cuentas dichas, de una en una, con cuota y sin volcarse.

Nadie más que él lee la llave. Quien pide se conoce por las credenciales que da el núcleo (SO_PEERCRED), no por lo que
diga. Todo pedido que no se entienda, no alcance o no llegue a tiempo se contesta o se corta, y se sigue con el otro.
"""

from __future__ import annotations

import ctypes
import logging
import os
import pwd
import resource
import socket
import socketserver
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, close_old_connections

from archivos.excepciones import AlmacenNoDisponible, ContenidoPerdido
from cuentas import reloj
from dictamenes.documento.firma.cierre import EstampaNoDisponible
from dictamenes.documento.firmante import mesa
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado
from dictamenes.documento.firmante.sobres import (
    NO_DISPONIBLE,
    RECHAZADO,
    Dicho,
    SobreIlegible,
    mandar,
    recibir,
)
from dictamenes.documento.testado import Fragmento

registro = logging.getLogger(__name__)
Orden = Callable[[Dicho, bytes], bytes]
CREDENCIALES = struct.Struct("3i")  # pid, uid, gid: lo que da SO_PEERCRED
PARA_LEER = 5.0  # segundos: quien manda a gotas no detiene a los demás
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38
MINUTO, DIA = 60.0, 86_400.0
DE_FUERA = (
    AlmacenNoDisponible, ContenidoPerdido, EstampaNoDisponible, FirmanteNoDisponible, ImproperlyConfigured,
    OperationalError, OSError,
)
LIBRES = frozenset({"vivo", "diario"})  # no sellan: no gastan cuota


class Cuota:
    """Cuánto se atiende por minuto y por día: quien se apodere de la web no sella miles de papeles antes de notarse."""

    def __init__(self, por_minuto: int, por_dia: int) -> None:
        self._topes = ((MINUTO, por_minuto), (DIA, por_dia))
        self._hechos: deque[float] = deque()

    def gastar(self, ahora: float) -> None:
        """Cuenta uno. `FirmanteNoDisponible` si ya se llegó a un tope. `ahora`: segundos que no retroceden."""
        while self._hechos and ahora - self._hechos[0] >= DIA:
            self._hechos.popleft()
        for tramo, tope in self._topes:
            if sum(1 for hecho in self._hechos if ahora - hecho < tramo) >= tope:
                raise FirmanteNoDisponible("El firmante llegó a su cuota: no se selló nada y lo pendiente espera.")
        self._hechos.append(ahora)


class Servidor(socketserver.UnixStreamServer):
    """Atiende `ordenes` a las `cuentas` (uid); `a_ratos` se llama cada medio segundo y decide si le toca algo."""

    request_queue_size = 64

    def __init__(
        self, ruta: str, ordenes: Mapping[str, Orden], cuentas: Collection[int], *, cuota: Cuota,
        a_ratos: Callable[[], None] = lambda: None,
    ) -> None:
        self.ordenes, self.cuentas, self.cuota, self._a_ratos = ordenes, frozenset(cuentas), cuota, a_ratos
        Path(ruta).unlink(missing_ok=True)
        super().__init__(ruta, _Pedido)
        os.chmod(ruta, 0o666)  # noqa: S103 quién entra lo dicen su carpeta y, antes de leer nada, su uid

    def service_actions(self) -> None:
        self._a_ratos()

    def handle_error(self, request: object, client_address: object) -> None:
        registro.exception("El firmante no pudo atender un pedido.")


class _Pedido(socketserver.BaseRequestHandler):
    server: Servidor

    def handle(self) -> None:
        uid = uid_de(self.request)
        if uid not in self.server.cuentas:
            registro.warning("El firmante no atiende a la cuenta %s.", uid)
            return
        try:
            dicho, cuerpo = recibir(self.request, PARA_LEER)
            encabezado, contenido = self._contestar(str(dicho.get("orden", "")), dicho, cuerpo)
            self.request.settimeout(PARA_LEER)
            mandar(self.request, encabezado, contenido)
        except (OSError, SobreIlegible) as error:
            registro.info("Un pedido al firmante se cortó: %s.", type(error).__name__)

    def _contestar(self, orden: str, dicho: Dicho, cuerpo: bytes) -> tuple[Dicho, bytes]:
        if (hacer := self.server.ordenes.get(orden)) is None:
            return _error(RECHAZADO, f"«{orden[:40]}» no es algo que el firmante haga."), b""
        close_old_connections()
        try:
            if orden not in LIBRES:
                self.server.cuota.gastar(time.monotonic())
            return {}, hacer(dicho, cuerpo)
        except PapelRechazado as rechazo:
            registro.warning("El firmante no selló «%s»: %s", orden, rechazo)
            return _error(RECHAZADO, str(rechazo)), b""
        except DE_FUERA as error:
            registro.warning("El firmante espera: %s.", type(error).__name__)
            motivo = str(error) if isinstance(error, FirmanteNoDisponible) else "El firmante espera algo de fuera"
            return _error(NO_DISPONIBLE, f"{motivo} ({type(error).__name__})."), b""
        except Exception as error:  # cualquier otra: se dice de qué clase, nunca su texto, y se sigue atendiendo
            registro.exception("El firmante falló con «%s».", orden)
            return _error(RECHAZADO, f"El firmante falló al atenderlo ({type(error).__name__})."), b""


def de_papel(clase: str) -> Orden:
    """La orden que sella esa clase de papel. Aquí el borrador de quien pide nunca falta y la hora es de ahora."""

    def atender(dicho: Dicho, cuerpo: bytes) -> bytes:
        try:
            pk, en = int(dicho["pk"]), datetime.fromisoformat(dicho["en"])
            fragmentos = [Fragmento(**uno) for uno in dicho.get("fragmentos", ())]
        except (KeyError, TypeError, ValueError) as error:
            raise PapelRechazado("El pedido no se entiende.") from error
        if en.tzinfo is None or en > reloj.ahora() + mesa.HOLGURA:
            raise PapelRechazado("No se sella con una hora por venir.")
        return mesa.sellar(clase, pk, en=en, fragmentos=fragmentos, borrador=cuerpo)

    return atender


def uid_de(enchufe: socket.socket) -> int:
    """La cuenta del proceso del otro lado, dicha por el núcleo."""
    crudas = enchufe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENCIALES.size)
    uid: int = CREDENCIALES.unpack(crudas)[1]
    return uid


def cuentas_que_piden(dichas: Iterable[str]) -> frozenset[int]:
    """Los uid de FIRMANTE_CUENTAS, por nombre o número; sin ninguna, sólo la propia. ImproperlyConfigured."""
    return frozenset(uid_por_nombre(una) for una in dichas) or frozenset({os.getuid()})


def uid_por_nombre(cuenta: str) -> int:
    """El uid de una cuenta, por nombre o número. ImproperlyConfigured si no existe."""
    if cuenta.isdecimal():
        return int(cuenta)
    try:
        return pwd.getpwnam(cuenta).pw_uid
    except KeyError:
        raise ImproperlyConfigured(f"No hay una cuenta «{cuenta}» en esta máquina.") from None


def volverse(cuenta: str) -> None:
    """Deja root por esa cuenta, sin vuelta: para quien arranca como root. ImproperlyConfigured si no existe."""
    uid = uid_por_nombre(cuenta)
    gid = pwd.getpwuid(uid).pw_gid if not cuenta.isdecimal() else uid
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def encerrarse() -> None:
    """Nadie de su cuenta lee su memoria ni su /proc, no deja volcados y no puede ganar privilegios (Linux)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return
    nucleo = ctypes.CDLL(None, use_errno=True)
    for opcion, valor in ((PR_SET_DUMPABLE, 0), (PR_SET_NO_NEW_PRIVS, 1)):
        if nucleo.prctl(opcion, valor, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), f"prctl({opcion}) no se pudo: el firmante no arranca sin encierro.")


def ruta_del_socket() -> str:
    """FIRMANTE_SOCKET. ImproperlyConfigured si falta."""
    if not settings.FIRMANTE_SOCKET:
        raise ImproperlyConfigured("Falta FIRMANTE_SOCKET: dónde escucha el firmante.")
    return str(settings.FIRMANTE_SOCKET)


def cada(tiempo: timedelta, hacer: Callable[[], object]) -> Callable[[], None]:
    """Quien llame seguido lo corre cada tanto; una falla se anota y se vuelve a intentar a la siguiente."""
    proximo = 0.0

    def quizas() -> None:
        nonlocal proximo
        if time.monotonic() < proximo:
            return
        close_old_connections()
        try:
            hacer()
        except Exception:
            registro.exception("El firmante no pudo anclar.")
        proximo = time.monotonic() + tiempo.total_seconds()

    return quizas


def _error(clase: str, motivo: str) -> Dicho:
    return {"error": clase, "motivo": motivo}
