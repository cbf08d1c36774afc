"""Los dos testigos de la demostración: cada uno en su proceso, con su llave y su memoria, en esta misma máquina.

Enseñan cómo trabajan, no protegen: quien administra ésta los administra también. Por eso ninguno se dice externo.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from django.conf import settings

from auditoria.testigos import carpeta
from verificador.testigos.notas import DE_TESTIGO, Llave, publica_de
from verificador.testigos.testigo import MEMORIA, crear, leer_llave

NOMBRES = ("contraloria", "universidad")


def preparar(base: Path) -> dict[str, list[str]]:
    """Crea los que falten y escribe la política; devuelve con qué orden se levanta cada uno.

    Vacío si no es la demostración o todavía no se publica ningún checkpoint: falta saber a quién van a ver.
    """
    vkey = carpeta.leer(carpeta.LLAVE) if settings.DEMOSTRACION else None
    if not vkey:
        return {}
    renglones, ordenes = [f"log {vkey.decode().strip()}"], {}
    for nombre in NOMBRES:
        llave, puerto = _llave(base / nombre, nombre), _puerto()
        renglones.append(f"witness {nombre} {llave.vkey} http://127.0.0.1:{puerto}")
        argumentos = ["atender", str(base / nombre), "--puerto", str(puerto), "--bitacora", vkey.decode().strip()]
        ordenes[nombre] = [sys.executable, "-m", "verificador", "testigo", *argumentos]
    renglones += [f"group los-dos all {' '.join(NOMBRES)}", "quorum los-dos", ""]
    politica_en(base).write_text("\n".join(renglones), encoding="utf-8")
    return ordenes


def politica_en(base: Path) -> Path:
    """El archivo de la política."""
    return base / "politica.txt"


def _llave(suya: Path, nombre: str) -> Llave:
    if not (suya / MEMORIA).exists():
        return crear(suya, f"{nombre}.demo.example/testigo")
    dicho, privada = leer_llave(suya)
    return Llave(dicho, DE_TESTIGO, publica_de(privada))


def _puerto() -> int:
    with socket.create_server(("127.0.0.1", 0)) as libre:
        puerto: int = libre.getsockname()[1]
        return puerto
