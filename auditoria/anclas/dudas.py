"""Lo que impide firmar la bitácora: se le dice a quien audita, por correo y en pantalla, y se guarda con su prueba."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from archivos.excepciones import AlmacenNoDisponible, YaGuardado
from auditoria.anclas.fuera import almacen
from bitacora.cadena import cabeza
from bitacora.models import Ancla, en_utc
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from verificador import anclas

TEMA = "ancla"
CARPETA = "dudas"


class Duda(RuntimeError):
    """Algo no casa: no se firma hasta que una persona lo explique."""


class BitacoraRota(Duda):
    """Lo que pasó desde el ancla anterior no casa con la cadena."""


class AnclaAjena(Duda):
    """Lo de fuera, lo de la base y lo que se recuerda no dicen lo mismo: se reescribió, o se restauró un respaldo."""


@dataclass(frozen=True)
class DudaGuardada:
    """Una duda que se guardó fuera: cuándo y qué."""

    nombre: str
    en: datetime
    motivo: str


def no_firmar(duda: Duda, en: datetime) -> Duda:
    """La misma duda, ya dicha a quien audita (una vez por día) y guardada con lo que la prueba."""
    motivo = str(duda)
    marca = sha256(motivo.encode()).hexdigest()[:16]
    asunto = f"La bitácora no casa con {'su cadena' if isinstance(duda, BitacoraRota) else 'sus anclas'}"
    decir("bitacora.duda", asunto, f"{motivo} No se firmó nada; lo hallado quedó guardado fuera.", marca, en)
    with suppress(YaGuardado, AlmacenNoDisponible):
        almacen().save(f"{CARPETA}/{dia_de(en)}-{marca}.json", ContentFile(_prueba(motivo, en)))
    return duda


def guardadas(cuantas: int) -> list[DudaGuardada]:
    """Las más recientes, de la última hacia atrás."""
    try:
        nombres = sorted(almacen().listdir(CARPETA)[1], reverse=True)[:cuantas]
    except (FileNotFoundError, AlmacenNoDisponible):
        return []
    return [_leida(nombre) for nombre in nombres]


def decir(que: str, asunto: str, texto: str, marca: str, en: datetime) -> None:
    """A cada auditor, una vez por día y por `marca`."""
    avisar_a_todas(
        Usuario.objects.nombradas(dia_de(en), papel="auditor"), asunto=asunto, texto=texto,
        clave=f"{que}:{dia_de(en)}:{marca}", en=en, url=reverse("auditoria:anclas"), tema=TEMA,
    )


def _prueba(motivo: str, en: datetime) -> bytes:
    """Lo que la base decía en ese momento: su cabeza y su última ancla, con su sobre."""
    n, eslabon = cabeza()
    ultima = Ancla.objects.order_by("numero").last()
    dato: dict[str, Any] = {
        "en": en_utc(en), "motivo": motivo, "cabeza": {"n": n, "eslabon": eslabon},
        "ultima_en_la_base": _dicha(ultima.leida()) if ultima else None,
    }
    return json.dumps(dato, ensure_ascii=False, indent=1).encode()


def _dicha(ancla: anclas.Ancla) -> dict[str, Any]:
    return {"ancla": json.loads(ancla.contenido), "cms": base64.b64encode(ancla.cms).decode()}


def _leida(nombre: str) -> DudaGuardada:
    with almacen().open(f"{CARPETA}/{nombre}") as archivo:
        dato = json.loads(archivo.read())
    return DudaGuardada(nombre, datetime.fromisoformat(dato["en"]), dato["motivo"])
