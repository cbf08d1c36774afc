"""Lo que el firmante hace cuando vive aparte, y cómo se le pide: sellar papeles, anclar y enseñar su diario."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from auditoria.anclas import firmar, origen
from auditoria.anclas.dudas import Duda
from cuentas import reloj
from dictamenes.documento.firmante import cliente, diario
from dictamenes.documento.firmante.excepciones import PapelRechazado
from dictamenes.documento.firmante.papeles import todos
from dictamenes.documento.firmante.servidor import Orden, de_papel
from dictamenes.documento.firmante.sobres import Dicho
from verificador.origenes import Declaracion

RENGLONES = 2000  # los que el firmante enseña de una vez


def anclar_si_toca(en: datetime) -> str:
    """El turno del trabajador: ancla aquí si el firmante vive en este proceso; si vive aparte, lo hace él solo."""
    return "" if cliente.vive_aparte() else anclar_ahora(en)


def anclar_ahora(en: datetime) -> str:
    """Ancla si ya toca y dice cuál; vacío si no tocaba. `Duda`, `PapelRechazado`, `FirmanteNoDisponible` y lo de fuera.

    La hora la pone el firmante con su reloj cuando vive aparte.
    """
    if cliente.vive_aparte():
        return cliente.pedir("bitacora.ancla").decode()
    return _dicha(firmar.anclar(en))


def abrir_origen(n: int, en: datetime) -> str:
    """Que el firmante selle el origen declarado en el evento `n`. `PapelRechazado` o `FirmanteNoDisponible`."""
    if cliente.vive_aparte():
        return cliente.pedir(origen.CLASE, {"n": n}).decode()
    return _abierto(origen.sellar(n, en))


def renglones_del_diario(tras: int = 0) -> Iterator[diario.Renglon]:
    """El diario del firmante después de ese renglón. `DiarioDanado`, `FirmanteNoDisponible` o `PapelRechazado`."""
    if not cliente.vive_aparte():
        yield from diario.leer(tras)
        return
    while tanda := json.loads(cliente.pedir("diario", {"tras": tras})):
        for uno in tanda:
            yield diario.Renglon(**uno)
        tras = tanda[-1]["numero"]


def _anclar(dicho: Dicho, cuerpo: bytes) -> bytes:
    try:
        return _dicha(firmar.anclar(reloj.ahora())).encode()
    except Duda as duda:
        raise PapelRechazado(str(duda)) from duda


def _origen(dicho: Dicho, cuerpo: bytes) -> bytes:
    try:
        return _abierto(origen.sellar(int(dicho["n"]), reloj.ahora())).encode()
    except (KeyError, TypeError, ValueError) as error:
        raise PapelRechazado(f"El pedido no se entiende: {error}") from error
    except Duda as duda:
        raise PapelRechazado(str(duda)) from duda


def _abierto(dicha: Declaracion) -> str:
    return f"Empieza el origen {dicha.origen}, que sigue al ancla {dicha.sigue['numero']}."


def _dicha(ancla: object) -> str:
    return str(ancla) if ancla else ""


def _diario(dicho: Dicho, cuerpo: bytes) -> bytes:
    try:
        tras = int(dicho.get("tras", 0))
        tanda = [asdict(uno) for uno, _ in zip(diario.leer(tras), range(RENGLONES), strict=False)]
    except (TypeError, ValueError, diario.DiarioDanado) as error:
        raise PapelRechazado(str(error)) from error
    return json.dumps(tanda).encode()


def _vivo(dicho: Dicho, cuerpo: bytes) -> bytes:
    return b"vivo"


ORDENES: dict[str, Orden] = {
    **{clase: de_papel(clase) for clase in todos()}, "bitacora.ancla": _anclar,
    origen.CLASE: _origen, "diario": _diario, "vivo": _vivo,
}
"""Todo lo que el firmante atiende; lo demás lo rechaza por su nombre."""
