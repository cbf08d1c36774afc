"""La llave Ed25519 con que se firma cada checkpoint: vive con quien firma y el sello institucional responde por ella.

Sólo este módulo abre el archivo: al mudarse el firmante de proceso, se muda con él. El origen se escribe con la llave y
ya no cambia, aunque cambie la dirección del sitio.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.files.base import ContentFile

from archivos.excepciones import YaGuardado
from auditoria.anclas import fuera
from bitacora.models import en_utc
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.contenido import sellar_contenido
from verificador.cadena import canonico
from verificador.testigos import notas
from verificador.testigos.notas import Checkpoint, Llave, Nota

ARCHIVO = "llave_de_checkpoint.json"
FORMATO = "llave-de-checkpoint/1"


class LlaveIlegible(RuntimeError):
    """El archivo de la llave está y no se entiende: no se firma con otra sin que alguien lo decida."""


@dataclass(frozen=True)
class LlaveDeCheckpoint:
    """La llave y el origen que firma."""

    origen: str
    privada: Ed25519PrivateKey

    @property
    def publica(self) -> Llave:
        """La que fijan los lectores."""
        return Llave(self.origen, notas.DE_BITACORA, notas.publica_de(self.privada))

    def firmar(self, n: int, raiz: bytes) -> Nota:
        """El checkpoint de ese tamaño, firmado; quien llama responde de que sigue al anterior."""
        texto = Checkpoint(self.origen, n, raiz).texto
        return Nota(texto, (notas.firmar(texto, self.origen, self.privada),))


def abrir(cual: int = 1) -> LlaveDeCheckpoint:
    """La de esta instalación, con el nombre del origen `cual`; la primera vez la crea. Lanza `LlaveIlegible`."""
    ruta = Path(settings.FIRMANTE_CARPETA) / ARCHIVO
    if not ruta.exists():
        _estrenar(ruta)
    try:
        datos = json.loads(ruta.read_text(encoding="utf-8"))
        nombre = datos["origen"] + (f"/{cual}" if cual > 1 else "")
        return LlaveDeCheckpoint(nombre, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(datos["privada"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LlaveIlegible(f"La llave de los checkpoints no se puede leer ({type(error).__name__}).") from error


def cruzar(llave: Llave, en: datetime) -> None:
    """Deja fuera, una sola vez, lo que el sello firma de esa llave: su origen y su vkey."""
    if fuera.almacen().exists(nombre_de(llave)):
        return
    datos = {"formato": FORMATO, "origen": llave.nombre, "vkey": llave.vkey, "en": en_utc(en)}
    sellada = sellar_contenido(
        canonico(datos), credencial=instalada.sello_institucional(), estampadora=instalada.estampadora(en), en=en
    )
    with suppress(YaGuardado):
        fuera.almacen().save(nombre_de(llave), ContentFile(sellada))


def nombre_de(llave: Llave) -> str:
    """Cómo se llama fuera lo que el sello firma de esa llave."""
    return f"llave-{llave.id.hex()}.p7m"


def _estrenar(ruta: Path) -> None:
    ruta.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secreto = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    with tempfile.NamedTemporaryFile("w", dir=ruta.parent, delete=False, encoding="utf-8") as parcial:
        json.dump({"formato": FORMATO, "origen": _origen(), "privada": secreto.hex()}, parcial)
        parcial.flush()
        os.fsync(parcial.fileno())
    with suppress(FileExistsError):  # otro proceso la estrenó entre tanto: vale la suya
        os.link(parcial.name, ruta)
    Path(parcial.name).unlink()


def _origen() -> str:
    return settings.BITACORA_ORIGEN or f"{urlsplit(settings.SITIO_URL).netloc}/bitacora"
