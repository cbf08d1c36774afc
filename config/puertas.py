"""A qué paso llega lo que se envía, y quién lo envía: un cuerpo lento no se queda con los hilos de los demás.

Lo que llega de un tirón no espera a nadie. A los `DE_UN_TIRON` segundos hace falta un lugar de los pocos que cada
proceso tiene para lo lento (menos que sus hilos: siempre queda quien conteste /salud/ y las páginas), y avanzar.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast
from weakref import WeakKeyDictionary

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from archivos.lugares import PERSONAL, PUBLICO, Quien, quien_pide
from cuentas.entrada import tasa

DE_UN_TIRON = 0.5  # segundos
REVISION = 5.0  # cada cuántos segundos se mira si avanza
PASO = 32 * 1024  # bytes por segundo: 25 MB en menos de un cuarto de hora
TROZO = 64 * 1024
EN_MEMORIA = 1024 * 1024
LENTOS = {PUBLICO.nombre: 2, PERSONAL.nombre: 3}  # por proceso, que tiene ocho hilos (config/gunicorn.py)
SIN_LUGAR = "Se están recibiendo otros archivos. Lo que envió no se guardó: vuelva a intentar."
SIN_AVANCE = "Lo que enviaba dejó de llegar. No se guardó nada: revise su conexión y vuelva a intentar."
ESPERA_SEGUNDOS = "5"

_candado = threading.Lock()
_llegando: list[Quien] = []
_por_cortar: WeakKeyDictionary[socket.socket, threading.Timer] = WeakKeyDictionary()


class PuertasIntermedio:
    """Dice quién pide a quien reparte los lugares (`archivos.lugares`) y vigila el paso de cada cuerpo."""

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponse]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponse:
        marca = quien_pide.set(lambda: quien_de(request))
        enchufe: socket.socket | None = request.META.get("gunicorn.socket")
        if enchufe and (pendiente := _por_cortar.pop(enchufe, None)):
            pendiente.cancel()  # lo anterior de esta conexión sí acabó de llegar
        cuerpo = Cuerpo(request, request._stream, enchufe) if enchufe else None
        if cuerpo:
            request._stream = cast(BinaryIO, cuerpo)
        try:
            respuesta = self.siguiente(request)
        finally:
            quien_pide.reset(marca)
        if cuerpo and cuerpo.por_llegar:
            cuerpo.despedir()
        return _cortado(cuerpo.motivo) if cuerpo and cuerpo.motivo else respuesta


def quien_de(request: HttpRequest) -> Quien:
    """Quien no ha entrado es su dirección; quien sí, su cuenta: los de una oficina salen todos por la misma."""
    if request.user.is_authenticated:
        return PERSONAL, str(request.user.pk)
    return PUBLICO, tasa.direccion_de(request)


def _cortado(motivo: str) -> HttpResponse:
    pagina = render_to_string("503.html", {"motivo": motivo})
    return HttpResponse(pagina, status=503, headers={"Retry-After": ESPERA_SEGUNDOS})


class Cuerpo:
    """El cuerpo de una petición: se trae entero la primera vez que alguien lo lee. Si se corta, nadie ve una parte."""

    def __init__(self, request: HttpRequest, crudo: IO[bytes], enchufe: socket.socket) -> None:
        self._request, self._crudo, self._enchufe = request, crudo, enchufe
        self._traido: IO[bytes] | None = None
        self._candado = threading.Lock()
        self._acabo, self._leidos, self._antes = False, 0, 0
        self._quien: Quien | None = None
        self.motivo = ""

    def read(self, *cuantos: int) -> bytes:
        """Lo que pida quien lee; nada si se cortó."""
        return self._entero().read(*cuantos)

    def readline(self, *cuantos: int) -> bytes:
        """El siguiente renglón; nada si se cortó."""
        return self._entero().readline(*cuantos)

    def close(self) -> None:
        """Suelta lo traído."""
        if self._traido:
            self._traido.close()

    @property
    def por_llegar(self) -> bool:
        """Si se contestó sin leerlo (no traía la ficha, pesa de más): gunicorn todavía lo espera, con su hilo."""
        return self._traido is None and self._request.META.get("CONTENT_LENGTH", "0") not in ("", "0")

    def despedir(self) -> None:
        """Lo que no llegue en un tirón ya no se espera."""
        _por_cortar[self._enchufe] = self._vigilar(DE_UN_TIRON, lambda: False)

    def _entero(self) -> IO[bytes]:
        if self._traido is None:
            self._traido = self._traer()
        return self._traido

    def _traer(self) -> IO[bytes]:
        traido: IO[bytes] = SpooledTemporaryFile(max_size=EN_MEMORIA)  # noqa: SIM115 (lo cierra `close`)
        quien = quien_de(self._request)
        self._vigilar(DE_UN_TIRON, lambda: self._tomar(quien))
        try:
            while trozo := self._crudo.read(TROZO):
                self._leidos += len(trozo)
                traido.write(trozo)
        except OSError:
            if not self.motivo:
                raise
        finally:
            self._soltar()
        if self.motivo:
            traido.truncate(0)
        traido.seek(0)
        return traido

    def _vigilar(self, segundos: float, sigue: Callable[[], bool]) -> threading.Timer:
        reloj = threading.Timer(segundos, self._mirar, [sigue])
        reloj.daemon = True
        reloj.start()
        return reloj

    def _mirar(self, sigue: Callable[[], bool]) -> None:
        """En el hilo del reloj: si no puede seguir, corta la conexión, y quien leía despierta."""
        with self._candado:
            if self._acabo:
                return
            if sigue():
                self._vigilar(REVISION, self._avanzo)
            else:
                with suppress(OSError):  # ya se había ido
                    self._enchufe.shutdown(socket.SHUT_RD)

    def _tomar(self, quien: Quien) -> bool:
        with _candado:
            iguales = [otro for otro in _llegando if otro[0].nombre == quien[0].nombre]
            if (quien[0] is PUBLICO and quien in iguales) or len(iguales) >= LENTOS[quien[0].nombre]:
                self.motivo = SIN_LUGAR
                return False
            _llegando.append(quien)
            self._quien = quien
            return True

    def _avanzo(self) -> bool:
        bastante = self._leidos - self._antes >= PASO * REVISION
        self._antes = self._leidos
        if not bastante:
            self.motivo = SIN_AVANCE
        return bastante

    def _soltar(self) -> None:
        with self._candado:
            self._acabo = True
            if self._quien:
                with _candado:
                    _llegando.remove(self._quien)
