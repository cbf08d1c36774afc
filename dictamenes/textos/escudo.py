"""El escudo del membrete: una persona sube la imagen, otra la publica, y desde entonces encabeza lo que se hace."""

from __future__ import annotations

import struct
from datetime import datetime

from archivos.models import Archivo
from cuentas.models import Usuario
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Escudo
from dictamenes.textos import publicacion

MAXIMO_MB = 1
MAXIMO_POR_LADO = 2000  # puntos: al dibujarlo se decodifica en el proceso que redacta
IMAGENES = ("image/png", "image/jpeg")
MIDE_DE_MAS = f"La imagen mide más de {MAXIMO_POR_LADO:,} puntos por lado: redúzcala."
SIN_REVISAR = "La imagen todavía se está revisando: publíquela en unos minutos."


def vigente(en: datetime) -> str:
    """La huella (SHA-256) del publicado en ese momento; vacía si no lo había."""
    publicados = Escudo.objects.publicadas(publicada_en__lte=en)
    return publicados.values_list("archivo__sha256", flat=True).last() or ""


def mide_de_mas(archivo: Archivo) -> bool:
    """Si es un PNG de más de `MAXIMO_POR_LADO`, sin decodificarlo; un JPEG se reduce al abrirlo."""
    cabeza = archivo.leer()[:24]
    return archivo.tipo == "image/png" and max(struct.unpack(">II", cabeza[16:])) > MAXIMO_POR_LADO


def subir(
    archivo: Archivo, nombre: str, *, por: Usuario, en: datetime, envio: str | None = None, leida: str | None = None
) -> Escudo:
    """Deja la imagen en borrador, en lugar de la que hubiera. `DatosInvalidos` si no es PNG ni JPEG, o mide de más."""
    if archivo.tipo not in IMAGENES:
        raise DatosInvalidos("El escudo se sube como PNG o JPG.")
    if mide_de_mas(archivo):
        raise DatosInvalidos(MIDE_DE_MAS)
    return publicacion.redactar(Escudo, {}, {"archivo_id": archivo.pk, "nombre": nombre}, que="escudo", por=por, en=en,
                                envio=envio, leida=leida)


def publicar(escudo: Escudo, *, por: Usuario, en: datetime, leida: str | None = None) -> Escudo:
    """Lo pone en el membrete desde ahora. `DatosInvalidos` si aún se revisa, o lo que `publicacion.publicar`."""
    if not escudo.archivo.disponible:
        raise DatosInvalidos(SIN_REVISAR)
    return publicacion.publicar(escudo, que="escudo", objeto=escudo, por=por, en=en, leida=leida)
