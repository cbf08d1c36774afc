"""Los correos que regresan: lee un informe de entrega (RFC 3464) y marca el aviso y a su persona.

Lo que llega es de fuera y puede decir cualquier cosa: se lee hasta un tope, no se guarda nada de su texto, y sólo
cuenta si trae el Message-ID de un aviso que salió y la dirección de su persona.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.models import Aviso, Usuario

MAXIMO = 1 << 20  # bytes: un informe trae cabeceras y, a lo más, el mensaje devuelto
PARTES = 50
FRONTERA = re.compile(rb"boundary", re.IGNORECASE)
IDENTIDAD = re.compile(r"<([0-9a-f]{32})@[^<>@\s]{1,255}>")
CODIGO = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})")
RENDIDO, DEMORADO = "failed", "delayed"
SIN_MAS_INTENTOS = 32_767  # cualquier tope ya pasó: no vuelve a salir solo


@dataclass(frozen=True)
class Informe:
    """Lo único que se toma de un rebote. Sin `rendido`, el servidor de destino todavía lo intenta."""

    identidad: str
    direcciones: frozenset[str]
    codigo: str
    rendido: bool


def leer(crudo: bytes) -> list[Informe]:
    """Los informes de un mensaje, uno por destinatario; vacío si no es un informe o no se entiende. No lanza."""
    crudo = crudo[:MAXIMO]
    if len(FRONTERA.findall(crudo)) > PARTES:  # anidado sin fin: leerlo cuesta el cuadrado de su tamaño
        return []
    try:
        mensaje = BytesParser(policy=compat32).parsebytes(crudo)
        return list(_informes(mensaje))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def registrar(informe: Informe, en: datetime) -> bool:
    """Marca la falla; falso si no es de un aviso que salió, no es de su persona o ya constaba.

    Si el servidor se rindió, el aviso vuelve a «Trabajos detenidos» y la persona ve que su correo rebota.
    """
    with transaction.atomic():
        aviso = Aviso.objects.select_for_update(of=("self",)).select_related("persona").filter(
            identidad=informe.identidad, enviado_en__isnull=False
        ).first()
        if aviso is None or aviso.persona.correo.lower() not in informe.direcciones:
            return False
        if not informe.rendido:
            falla = f"El servidor de destino todavía no lo recibe ({informe.codigo})."
            return bool(Aviso.objects.filter(pk=aviso.pk).exclude(falla=falla).update(falla=falla))
        _rebotar(aviso, informe.codigo, en)
    return True


def limpiar(persona: Usuario) -> None:
    """Su correo volvió a salir: ya no rebota."""
    if persona.correo_rebota_en:
        Usuario.objects.filter(pk=persona.pk).update(correo_rebota_en=None)


def _rebotar(aviso: Aviso, codigo: str, en: datetime) -> None:
    """Lo deja agotado, como el que se rechaza de frente: quien administra lo ve y, corregida la causa, lo reintenta."""
    falla = f"El correo regresó: la dirección no lo recibe ({codigo})."
    Aviso.objects.filter(pk=aviso.pk).update(enviado_en=None, intentar_en=en, intentos=SIN_MAS_INTENTOS, falla=falla)
    Usuario.objects.filter(pk=aviso.persona_id, correo_rebota_en=None).update(correo_rebota_en=en)
    datos = {"clave": aviso.clave, "codigo": codigo, "permanente": codigo.startswith("5")}
    anotar("correo.rebotado", aviso.persona, por=None, en=en, datos=datos)


def _informes(mensaje: Message) -> Iterator[Informe]:
    bloques: list[Message] = []
    devueltos: list[Any] = []
    for numero, parte in enumerate(mensaje.walk()):
        if numero > PARTES:
            return
        tipo = parte.get_content_type()
        if tipo == "message/delivery-status":
            bloques += [bloque for bloque in parte.get_payload() if isinstance(bloque, Message)][1:]
        elif tipo == "message/rfc822" and isinstance(parte.get_payload(), list):
            devueltos += parte.get_payload()
        elif tipo == "text/rfc822-headers":
            cabeceras: Any = parte.get_payload(decode=True) or b""
            devueltos.append(BytesParser(policy=compat32).parsebytes(cabeceras, headersonly=True))
    hallada = next((h for d in devueltos if (h := IDENTIDAD.search(str(d.get("Message-ID", ""))))), None)
    if hallada:
        del_devuelto = {_direccion(str(d.get("To", ""))) for d in devueltos}
        yield from (i for b in bloques[:PARTES] if (i := _informe(b, hallada[1], del_devuelto)))


def _informe(bloque: Message, identidad: str, del_devuelto: set[str]) -> Informe | None:
    """Lo que dice un bloque de destinatario; None si no es una falla."""
    accion = str(bloque.get("Action", "")).strip().lower()
    codigo = CODIGO.match(str(bloque.get("Status", "")))
    if accion not in (RENDIDO, DEMORADO) or codigo is None:
        return None
    dichas = {
        _direccion(str(bloque.get(cabecera, "")).rpartition(";")[2])
        for cabecera in ("Final-Recipient", "Original-Recipient")
    }
    return Informe(identidad, frozenset((dichas | del_devuelto) - {""}), codigo[1], accion == RENDIDO)


def _direccion(texto: str) -> str:
    return parseaddr(texto.strip()[:320])[1].lower()
