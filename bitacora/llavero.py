"""El llavero: con qué se etiqueta cada evento. Vive en un archivo que ni la base ni quien la administra alcanzan.

La etiqueta es HMAC-SHA256 del número, el eslabón y la clave del evento. Quien sólo escribe en la base puede encadenar
bien un evento, pero no etiquetarlo. Cada llave vale desde un número de evento: la retirada ya no sirve para los
siguientes, y lo anterior a la primera se escribió sin etiquetas (lo amparan las anclas).
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from bitacora.ataduras import TABLA

FORMATO = "llavero-de-bitacora/1"
CONTEXTO = b"etiqueta-de-evento/1\x00"
CLASES_DE_ANTES = frozenset({
    "solicitud", "presentacion", "prevencion", "desahogo", "notificacion", "opinion", "opinion_anterior", "proyecto",
    "version_de_proyecto", "documento", "excepcion", "cumplimiento", "cumplida", "copia", "persona", "contrasena",
    "factores", "invitacion", "nombramiento",
})
"""Las que se exigían cuando el archivo todavía no las decía."""
DE_OTROS = 0o027  # ni escribirlo el grupo, ni leerlo los demás


class LlaveroIlegible(RuntimeError):
    """El archivo no está, no se entiende o lo puede leer cualquiera: nada se anota hasta que alguien lo arregle."""


class SinLlavero(LlaveroIlegible):
    """Todavía no se abre ninguno en esa ruta."""


class EtiquetaFalsa(ValueError):
    """Ese evento no lo escribió este sistema, o la llave con que lo hizo no está; el texto dice por qué."""


@dataclass(frozen=True)
class Llave:
    """Una llave y desde qué evento vale; `id` sale de ella: con él no se llega a su secreto."""

    id: str
    secreto: bytes
    desde: int

    def etiqueta(self, n: int, eslabon: str, clave: str | None) -> str:
        """HMAC-SHA256 hexadecimal de 8 octetos del número, 32 del eslabón y, tras un 1, la clave (o sólo un 0)."""
        de_clave = b"\x00" if clave is None else b"\x01" + clave.encode()
        mensaje = CONTEXTO + n.to_bytes(8, "big") + bytes.fromhex(eslabon) + de_clave
        return hmac.digest(self.secreto, mensaje, "sha256").hex()


@dataclass(frozen=True)
class Llavero:
    """Las llaves en el orden en que se estrenaron; la última es la vigente. Vacío: nunca se abrió.

    `ata_desde`: el evento desde el que todo contenido debe tener el suyo; None mientras no se comprometa el de antes.
    `ata_clases`: de qué clases; las que agregue otra versión del programa se toleran hasta que se comprometan.
    """

    llaves: tuple[Llave, ...] = ()
    ata_desde: int | None = None
    ata_clases: frozenset[str] = frozenset()

    @property
    def vigente(self) -> Llave:
        """Con la que se etiqueta. `SinLlavero` si no hay ninguna."""
        if not self.llaves:
            raise SinLlavero("La bitácora no tiene su llavero: repóngalo, o ábralo con «manage.py llavero abrir».")
        return self.llaves[-1]

    def exigir(self, *, n: int, eslabon: str, clave: str | None, llave: str, etiqueta: str) -> None:
        """Que esa etiqueta sea la de ese evento, con una llave que valía entonces. Lanza `EtiquetaFalsa`."""
        if self.llaves and (ultima := self.llaves[-1]).id == llave and ultima.desde <= n and hmac.compare_digest(
            ultima.etiqueta(n, eslabon, clave), etiqueta
        ):
            return  # casi todas, sin buscar la llave
        toca = max((i for i, una in enumerate(self.llaves) if una.desde <= n), default=-1)
        una = next((una for una in self.llaves[max(toca, 0) :] if una.id == llave), None)
        if una is None:
            if toca < 0 and (self.llaves or not llave):
                return  # anterior al llavero, o al que se repuso: lo ampara su ancla
            if any(vieja.id == llave for vieja in self.llaves):
                raise EtiquetaFalsa("su etiqueta es de una llave ya retirada")
            que = "la llave de su etiqueta no está en el llavero" if llave else "no trae etiqueta"
            raise EtiquetaFalsa(f"{que}: no lo escribió este sistema")
        if not hmac.compare_digest(una.etiqueta(n, eslabon, clave), etiqueta):
            raise EtiquetaFalsa("su etiqueta no es la suya: no lo escribió este sistema, o se le cambió la clave")


_leido: tuple[tuple[object, ...], Llavero] | None = None


def leer() -> Llavero:
    """El llavero como está ahora; vacío si no se ha abierto. Lanza `LlaveroIlegible`."""
    global _leido
    ruta = _ruta()
    try:
        estado = ruta.stat()
    except FileNotFoundError:
        return Llavero()
    marca = (str(ruta), estado.st_mtime_ns, estado.st_ino, estado.st_size)
    if _leido is None or _leido[0] != marca:
        if estado.st_mode & DE_OTROS:
            raise LlaveroIlegible("El llavero de la bitácora lo pueden leer otros: quíteles el permiso (chmod 600).")
        _leido = (marca, _abrir(ruta))
    return _leido[1]


def agregar(desde: int) -> Llave:
    """Estrena una llave al azar que vale desde ese evento; el archivo queda entero o queda el de antes."""
    antes, secreto = leer(), secrets.token_bytes(32)
    nueva = Llave(sha256(b"id-de-llave/1\x00" + secreto).hexdigest()[:16], secreto, desde)
    if not antes.llaves and desde == 1:  # donde no había nada escrito, todo nace atado
        antes = Llavero(ata_desde=1, ata_clases=frozenset(TABLA))
    _guardar(replace(antes, llaves=(*antes.llaves, nueva)), nuevo=not antes.llaves)
    return leer().vigente


def exigir_ataduras(desde: int) -> None:
    """De ese evento en adelante, ningún contenido vale sin el suyo. `SinLlavero` si no se ha abierto."""
    abierto = leer()
    llaves = (*abierto.llaves[:-1], abierto.vigente)
    _guardar(Llavero(llaves, abierto.ata_desde or desde, abierto.ata_clases | frozenset(TABLA)), nuevo=False)


def _guardar(llavero: Llavero, *, nuevo: bool) -> None:
    """El archivo queda entero o queda el de antes; si otro proceso abrió el `nuevo` entre tanto, vale el suyo."""
    todas = [{"id": una.id, "secreto": una.secreto.hex(), "desde": una.desde} for una in llavero.llaves]
    atan = {"ata_desde": llavero.ata_desde, "ata_clases": sorted(llavero.ata_clases)} if llavero.ata_desde else {}
    dice = {"formato": FORMATO, "llaves": todas, **atan}
    ruta = _ruta()
    ruta.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=ruta.parent, delete=False, encoding="ascii") as parcial:
        json.dump(dice, parcial, indent=1)
        parcial.flush()
        os.fsync(parcial.fileno())
    if not nuevo:
        Path(parcial.name).replace(ruta)
        return
    with suppress(FileExistsError):
        os.link(parcial.name, ruta)
    Path(parcial.name).unlink()


def _abrir(ruta: Path) -> Llavero:
    try:
        datos = json.loads(ruta.read_text(encoding="ascii"))
        llaves = tuple(
            Llave(str(una["id"]), bytes.fromhex(una["secreto"]), int(una["desde"])) for una in datos["llaves"]
        )
        ata_desde = None if datos.get("ata_desde") is None else int(datos["ata_desde"])
        ata_clases = frozenset(datos.get("ata_clases", CLASES_DE_ANTES) if ata_desde else ())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LlaveroIlegible(f"El llavero de la bitácora no se puede leer ({type(error).__name__}).") from error
    if datos.get("formato") != FORMATO or not llaves or any(len(una.secreto) < 32 for una in llaves):
        raise LlaveroIlegible(f"El llavero de la bitácora no tiene el formato {FORMATO}.")
    return Llavero(llaves, ata_desde, ata_clases)


def _ruta() -> Path:
    return Path(settings.BITACORA_LLAVERO)
