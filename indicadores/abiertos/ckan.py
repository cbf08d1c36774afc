"""Enviar la última publicación a un portal CKAN (2.9 o posterior) por su API de acciones. Apagado sin CKAN_URL.

Cada cosa se busca por su nombre antes de crearla: repetir un envío a medias lo termina y no deja nada doble. Lo que
falla se reintenta con espera creciente; lo que ya se publicó sigue aquí. Fuente: docs.ckan.org, «API guide».
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from archivos.salida import TIPOS
from bitacora.cadena import anotar
from cuentas.parametros import parametro
from indicadores.abiertos.diccionario import CONJUNTOS
from indicadores.abiertos.publicacion import retirados
from indicadores.models import ArchivoPublicado, EnvioACkan, PublicacionDeDatos

registro = logging.getLogger(__name__)
NOMBRE = "dictamenes-de-tic-sonora"
TITULO = "Dictámenes técnicos y estratégicos de TIC de Sonora"
ESPERA_SEGUNDOS, ESPERA_TOTAL_SEGUNDOS = 30, 120  # entre un trozo y otro, y por respuesta
RESPUESTA_MAXIMA, TROZO = 8 * 1024 * 1024, 64 * 1024
ARRIENDO = timedelta(minutes=10)
ESPERA_MAYOR = timedelta(hours=1)
NO_HALLADO = 404
Campos = Mapping[str, str]


class CkanNoResponde(Exception):
    """El portal no contestó, o contestó que no; el mensaje es corto y no lleva la clave."""


@dataclass(frozen=True)
class Portal:
    """Un portal CKAN y la clave con que se le escribe."""

    url: str
    token: str

    def accion(self, nombre: str, datos: Mapping[str, Any]) -> Any:
        """El `result` de una acción con cuerpo JSON; None si lo que se busca no existe. Lanza `CkanNoResponde`."""
        return self._pedir(nombre, json.dumps(datos).encode(), "application/json")

    def subir(self, nombre: str, campos: Campos, archivo: str, contenido: bytes) -> Any:
        """Una acción que lleva un archivo en el campo `upload`, como formulario de varias partes (RFC 7578)."""
        raya = secrets.token_hex(16)
        partes = [_parte(raya, f'name="{campo}"', valor.encode()) for campo, valor in campos.items()]
        tipo = TIPOS[archivo.rpartition(".")[2]]
        partes.append(_parte(raya, f'name="upload"; filename="{archivo}"\r\nContent-Type: {tipo}', contenido))
        cuerpo = b"".join(partes) + f"--{raya}--\r\n".encode()
        return self._pedir(nombre, cuerpo, f"multipart/form-data; boundary={raya}")

    def _pedir(self, nombre: str, cuerpo: bytes, tipo: str) -> Any:
        """Sin seguir redirecciones: la clave no viaja a otro sitio."""
        partes = urlsplit(self.url)
        clase = HTTPSConnection if partes.scheme == "https" else HTTPConnection
        conexion = clase(partes.hostname or "", partes.port, timeout=ESPERA_SEGUNDOS)
        try:
            cabeceras = {"Authorization": self.token, "Content-Type": tipo}
            conexion.request("POST", f"{partes.path}/api/3/action/{nombre}", cuerpo, cabeceras)
            respuesta = conexion.getresponse()
            estado, contestado = respuesta.status, json.loads(_leer(respuesta) or b"null")
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise CkanNoResponde(f"{nombre}: {type(error).__name__}") from error
        finally:
            conexion.close()
        if estado == NO_HALLADO:
            return None
        if not (isinstance(contestado, dict) and contestado.get("success")):
            raise CkanNoResponde(f"{nombre}: respondió {estado}")
        return contestado.get("result")


def _leer(respuesta: HTTPResponse) -> bytes:
    """Lo contestado; OSError si no acaba: un portal que gotea no detiene al trabajador."""
    leido, limite = b"", time.monotonic() + ESPERA_TOTAL_SEGUNDOS
    while trozo := respuesta.read1(TROZO):
        leido += trozo
        if len(leido) > RESPUESTA_MAXIMA or time.monotonic() > limite:
            raise OSError("La respuesta no acaba.")
    return leido


def enviar_lo_ultimo(en: datetime) -> int:
    """El turno del trabajador: la última publicación, si no se ha enviado y ya toca. Devuelve cuántas envió.

    Las anteriores no se envían: cada una es completa y la última las sustituye en el portal.
    """
    ultima = PublicacionDeDatos.objects.first() if settings.CKAN_URL else None
    if ultima is None or not _tomar(ultima, en):
        return 0
    try:
        _sincronizar(Portal(settings.CKAN_URL, settings.CKAN_TOKEN), ultima)
    except CkanNoResponde as falla:
        registro.warning("La versión %s no llegó al portal: %s.", ultima.numero, falla)
        _posponer(ultima, en, str(falla))
        return 0
    with transaction.atomic():
        if EnvioACkan.objects.filter(publicacion=ultima, enviado_en=None).update(enviado_en=en, falla=""):
            anotar("datos_abiertos.enviados", ultima, por=None, en=en, datos={"version": ultima.numero})
    return 1


def _tomar(publicacion: PublicacionDeDatos, en: datetime) -> bool:
    """La toma por `ARRIENDO`: dos trabajadores no envían lo mismo a la vez, y si éste muere, otro la retoma."""
    EnvioACkan.objects.get_or_create(publicacion=publicacion, defaults={"intentar_en": en})
    suyo = EnvioACkan.objects.filter(publicacion=publicacion, enviado_en=None, intentar_en__lte=en)
    return bool(suyo.update(intentar_en=en + ARRIENDO, intentos=F("intentos") + 1))


def _posponer(publicacion: PublicacionDeDatos, en: datetime, falla: str) -> None:
    envio = EnvioACkan.objects.get(publicacion=publicacion)
    espera = min(timedelta(seconds=30 * 2 ** min(envio.intentos, 8)), ESPERA_MAYOR)
    EnvioACkan.objects.filter(pk=envio.pk, enviado_en=None).update(intentar_en=en + espera, falla=falla[:200])


def _sincronizar(portal: Portal, publicacion: PublicacionDeDatos) -> None:
    conjunto = _conjunto("package_show", portal.accion("package_show", {"id": NOMBRE}))
    recursos = {recurso["name"]: recurso for recurso in (conjunto or {}).get("resources", [])}
    datos, acto = _metadatos(publicacion), "package_update" if conjunto else "package_create"
    if conjunto:  # `package_update` borra los recursos que no se le mandan de vuelta
        datos |= {"id": conjunto["id"], "resources": conjunto["resources"]}
    conjunto = _conjunto(acto, portal.accion(acto, datos))
    if conjunto is None:
        raise CkanNoResponde(f"{acto}: el conjunto desapareció")
    fuera, propios = retirados(publicacion), publicacion.archivos.select_related("archivo")
    vigentes = {uno.nombre: uno for uno in propios if uno.conjunto not in fuera}
    for nombre, publicado in vigentes.items():
        _enviar(portal, conjunto["id"], publicado, recursos.get(nombre))
    for nombre in recursos.keys() - vigentes.keys():
        portal.accion("resource_delete", {"id": recursos[nombre]["id"]})


def _conjunto(acto: str, contestado: Any) -> dict[str, Any] | None:
    """Lo contestado si es un conjunto, o None si no lo hay. `CkanNoResponde` si es otra cosa."""
    if contestado is None:
        return None
    recursos = contestado.get("resources", []) if isinstance(contestado, dict) and contestado.get("id") else None
    if isinstance(recursos, list) and all(isinstance(r, dict) and r.get("id") and "name" in r for r in recursos):
        return {**contestado, "resources": recursos}
    raise CkanNoResponde(f"{acto}: contestó algo que no es un conjunto")


def _enviar(portal: Portal, conjunto: str, publicado: ArchivoPublicado, recurso: Mapping[str, Any] | None) -> None:
    """Crea el recurso o sustituye su archivo; si ya tiene esa huella, no lo toca."""
    if recurso and recurso.get("hash") == publicado.archivo.sha256:
        return
    campos = {
        "name": publicado.nombre, "format": publicado.nombre.rpartition(".")[2].upper(),
        "hash": publicado.archivo.sha256, "description": _descripcion(publicado),
    }
    if recurso is None:
        acto, campos = "resource_create", {**campos, "package_id": conjunto}
    else:
        acto, campos = "resource_update", {**campos, "id": str(recurso["id"])}
    if portal.subir(acto, campos, publicado.nombre, publicado.archivo.leer()) is None:
        raise CkanNoResponde(f"{acto}: no halló el conjunto")


def _descripcion(publicado: ArchivoPublicado) -> str:
    titulos = {conjunto.clave: conjunto.descripcion for conjunto in CONJUNTOS}
    return f"{titulos.get(publicado.conjunto, publicado.nombre)} SHA-256: {publicado.archivo.sha256}"


def _metadatos(publicacion: PublicacionDeDatos) -> dict[str, Any]:
    url = f"{settings.SITIO_URL}{reverse('indicadores:datos_version', args=[publicacion.numero])}"
    notas = f"{publicacion.aviso}. " if publicacion.aviso else ""
    extras = {"corte": publicacion.corte.isoformat(), "bitacora_evento": str(publicacion.bitacora_n),
              "bitacora_eslabon": publicacion.bitacora_eslabon}
    return {
        "name": NOMBRE, "title": TITULO, "version": str(publicacion.numero), "url": url,
        "license_id": publicacion.licencia["clave"], "author": parametro("institucion.dependencia"),
        "notes": f"{notas}Dictámenes emitidos, sus conceptos y el indicador, al {publicacion.corte}. Las versiones "
                 f"anteriores y sus huellas están en {url}",
        "extras": [{"key": clave, "value": valor} for clave, valor in extras.items()],
        **({"owner_org": settings.CKAN_ORGANIZACION} if settings.CKAN_ORGANIZACION else {}),
    }


def _parte(raya: str, encabezado: str, valor: bytes) -> bytes:
    return f"--{raya}\r\nContent-Disposition: form-data; {encabezado}\r\n\r\n".encode() + valor + b"\r\n"
