"""Pedir la cofirma a los testigos sin esperarlos: cada uno en su hilo, con plazo, y lo que conteste se comprueba.

Un testigo que calla, contesta basura o gotea no detiene a nadie: a quien no contestó a tiempo ya no se le espera hasta
que conteste. Lo que llegue tarde se recoge en la siguiente vuelta.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from verificador.testigos import notas
from verificador.testigos.mosaicos import MosaicoDanado, Mosaicos
from verificador.testigos.notas import Firma, Llave, Nota, NotaIlegible
from verificador.testigos.testigo import escribir_pedido

ESPERA = 2.0  # lo más que el trabajador se detiene por todos juntos
PLAZO, POR_LECTURA = 8.0, 4.0  # lo más que dura un pedido, y cada lectura
MAXIMO = 64 * 1024
EN_ESTA_MAQUINA = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Contestado:
    """Lo que se sacó de un testigo: su cofirma o el reparo; `grave`: dice haber visto otra historia."""

    texto: str
    firma: Firma | None = None
    reparo: str = ""
    grave: bool = False


class _Reparo(Exception):
    def __init__(self, dicho: str, *, grave: bool = False) -> None:
        super().__init__(dicho)
        self.grave = grave


_en_curso: dict[str, threading.Thread] = {}
_contestado: dict[str, Contestado] = {}
_lentos: set[str] = set()


def pedir(nota: Nota, arbol: Mosaicos, testigos: Mapping[str, tuple[str, Llave]]) -> dict[str, Contestado]:
    """Lo que ya contestó cada quien sobre esa nota. `testigos`: nombre → (dirección, llave)."""
    limite = time.monotonic() + ESPERA
    for nombre, (url, llave) in testigos.items():
        dicho = _contestado.get(nombre)
        firmo = dicho is not None and dicho.firma is not None and dicho.texto == nota.texto
        if not firmo and not (nombre in _en_curso and _en_curso[nombre].is_alive()):
            hilo = threading.Thread(target=_atender, args=(nombre, url, llave, nota, arbol), daemon=True)
            _en_curso[nombre] = hilo
            hilo.start()
    for nombre in testigos:
        if nombre in _en_curso and nombre not in _lentos:
            _en_curso[nombre].join(max(0.0, limite - time.monotonic()))
            if _en_curso[nombre].is_alive():
                _lentos.add(nombre)
    return {
        nombre: dicho for nombre in testigos if (dicho := _contestado.get(nombre)) and dicho.texto == nota.texto
    }


def _atender(nombre: str, url: str, llave: Llave, nota: Nota, arbol: Mosaicos) -> None:
    try:
        dicho = Contestado(nota.texto, _conversar(url, llave, nota, arbol))
        _lentos.discard(nombre)
    except _Reparo as reparo:
        dicho = Contestado(nota.texto, reparo=str(reparo), grave=reparo.grave)
    except (OSError, http.client.HTTPException, ValueError, MosaicoDanado) as error:
        dicho = Contestado(nota.texto, reparo=f"no contestó como debe ({type(error).__name__})")
    _contestado[nombre] = dicho


def _conversar(url: str, llave: Llave, nota: Nota, arbol: Mosaicos) -> Firma:
    """Empieza por preguntarle hasta dónde vio; con eso arma la prueba y pide la cofirma."""
    codigo, cuerpo = _enviar(url, escribir_pedido(0, [], nota))
    for _ in range(2):  # entre una y otra puede haber avanzado
        if codigo != http.client.CONFLICT:
            break
        visto = notas.entero(cuerpo.decode("ascii").removesuffix("\n"))
        if visto > arbol.n:
            raise _Reparo(f"dice que ya vio {visto} eventos y aquí hay {arbol.n}", grave=True)
        codigo, cuerpo = _enviar(url, escribir_pedido(visto, arbol.consistencia(visto), nota))
    if codigo in (http.client.CONFLICT, http.client.UNPROCESSABLE_ENTITY):
        raise _Reparo("dice que lo que vio antes no es el principio de esta bitácora", grave=True)
    if codigo != http.client.OK:
        raise _Reparo(f"contestó {codigo}")
    for renglon in cuerpo.decode().removesuffix("\n").split("\n")[: notas.MAXIMO_DE_FIRMAS]:
        with suppress(NotaIlegible):
            if suyas := notas.firmas_de(Nota(nota.texto, (notas.leer_firma(renglon),)), llave):
                return suyas[0]
    raise _Reparo("su cofirma no es suya")


def _enviar(url: str, cuerpo: bytes) -> tuple[int, bytes]:
    partes = urlsplit(url)
    if partes.scheme != "https" and partes.hostname not in EN_ESTA_MAQUINA:
        raise _Reparo("su dirección no es https")
    clase = http.client.HTTPSConnection if partes.scheme == "https" else http.client.HTTPConnection
    conexion = clase(partes.netloc, timeout=POR_LECTURA)
    conexion.connect()
    corte = threading.Timer(PLAZO, _cortar, [conexion.sock])
    corte.daemon = True
    corte.start()
    try:
        conexion.request("POST", f"{partes.path.rstrip('/')}/add-checkpoint", cuerpo, {"Content-Type": "text/plain"})
        respuesta = conexion.getresponse()
        return respuesta.status, respuesta.read(MAXIMO)
    finally:
        corte.cancel()
        conexion.close()


def _cortar(enchufe: socket.socket) -> None:
    """A quien gotea byte por byte, cada lectura le sale a tiempo: por eso el plazo es de todo el pedido."""
    with suppress(OSError):
        enchufe.shutdown(socket.SHUT_RDWR)
