"""Los bloques de redacción: sus marcadores, fundirlos con los datos del asunto, redactar una versión y publicarla."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.interfaz.formatos import pesos
from cuentas.models import Usuario
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Bloque, Solicitud, VersionDeBloque
from dictamenes.textos import publicacion

MARCADORES = {
    "ente": "Nombre del ente",
    "siglas": "Siglas del ente",
    "area_requirente": "Área requirente",
    "proyecto": "Nombre del proyecto",
    "folio": "Folio de la solicitud",
    "tipo": "Tipo de solicitud",
    "modalidad": "Modalidad",
    "ejercicio": "Ejercicio",
    "total": "Total con IVA",
    "plazo": "Día en que termina el ejercicio",
}
EJEMPLO = {
    "ente": "Instituto Ficticio de Ejemplo", "siglas": "IFE-EJ", "area_requirente": "Dirección de Sistemas",
    "proyecto": "Renovación de equipo de cómputo", "folio": "SGD-SDTE-2026-00000", "tipo": "Bienes de cómputo",
    "modalidad": "Adquisición", "ejercicio": "2026", "total": "$1,160,000.00", "plazo": "31 de diciembre de 2026",
}
MARCADOR = re.compile(r"\{([^{}]*)\}")
ARTICULO = re.compile(r"\bart(?:[íi]culos?|s?\.)\s*\d", re.IGNORECASE)


def faltas(texto: str) -> list[str]:
    """Lo que impide guardar un texto: vacío, marcadores fuera de la lista, llaves sueltas o un artículo citado."""
    ajenos = sorted({nombre for nombre in MARCADOR.findall(texto) if nombre not in MARCADORES})
    halladas = [f"{{{nombre}}} no es un marcador de la lista" for nombre in ajenos]
    if set(MARCADOR.sub("", texto)) & set("{}"):
        halladas.append("Hay una llave suelta: cada marcador se escribe como {ente}")
    if ARTICULO.search(texto):
        halladas.append("Un bloque no cita artículos: los fundamentos se capturan en su catálogo")
    return halladas if texto.strip() else ["Escriba el texto del bloque"]


def fundir(texto: str, valores: Mapping[str, str]) -> str:
    """El texto con cada marcador en su valor, en una sola pasada: lo que traiga un valor no se vuelve a fundir."""
    return MARCADOR.sub(lambda hallado: valores[hallado.group(1)], texto)


def valores_de(solicitud: Solicitud) -> dict[str, str]:
    """Lo que vale cada marcador en un asunto."""
    return {
        "ente": solicitud.ente.nombre, "siglas": solicitud.ente.siglas,
        "area_requirente": str(solicitud.area_requirente or "el área requirente"), "proyecto": solicitud.proyecto,
        "folio": solicitud.folio or "", "tipo": solicitud.get_tipo_display(),
        "modalidad": solicitud.get_modalidad_display(), "ejercicio": str(solicitud.ejercicio),
        "total": pesos(solicitud.totales()["total"]), "plazo": f"31 de diciembre de {solicitud.ejercicio}",
    }


def bloques_aplicables(solicitud: Solicitud) -> list[VersionDeBloque]:
    """La última versión publicada de cada bloque que sirve al tipo de la solicitud, por clase y título."""
    publicadas = VersionDeBloque.objects.exclude(publicada_en=None).select_related("bloque")
    ultimas = {v.bloque_id: v for v in publicadas.order_by("numero")}
    propias = [v for v in ultimas.values() if not v.bloque.tipos or solicitud.tipo in v.bloque.tipos]
    return sorted(propias, key=lambda v: (v.bloque.clase, v.bloque.titulo))


def crear(
    bloque: Bloque, texto: str, *, por: Usuario | None, en: datetime, envio: str | None = None
) -> VersionDeBloque:
    """Un bloque nuevo con su primera versión, en borrador, una vez por `envio`. Lanza `DatosInvalidos`."""
    with una_vez(envio) as clave:
        bloque.save(force_insert=True)
        return _redactar(bloque, texto, por, en, clave)


def redactar(
    bloque: Bloque, texto: str, *, por: Usuario | None, en: datetime, envio: str | None = None, leida: str | None = None
) -> VersionDeBloque:
    """Corrige el borrador del bloque o, si no lo hay, abre la versión siguiente.

    Lanza `DatosInvalidos` o, si la última versión ya no es la `leida`, `CapturaVencida`.
    """
    with una_vez(envio) as clave:
        return _redactar(Bloque.objects.select_for_update().get(pk=bloque.pk), texto, por, en, clave, leida)


def publicar(
    version: VersionDeBloque, *, por: Usuario | None, en: datetime, leida: str | None = None
) -> VersionDeBloque:
    """Vuelve pública e inmutable una versión. Lanza lo que `publicacion.publicar`."""
    return publicacion.publicar(version, que="bloque", objeto=version.bloque, por=por, en=en, leida=leida)


def _redactar(
    bloque: Bloque, texto: str, por: Usuario | None, en: datetime, clave: str | None, leida: str | None = None
) -> VersionDeBloque:
    if por is not None:
        exigir(por, "bloque.redactar")
    if impedimentos := faltas(texto):
        raise DatosInvalidos(". ".join(impedimentos))
    borrador = publicacion.borrador_entre(bloque.versiones.all(), leida, bloque=bloque)
    borrador.texto, borrador.redactada_por, borrador.redactada_en = texto.strip(), por, en
    borrador.save()
    datos = {"version": borrador.numero, "texto": borrador.texto}
    anotar("bloque.redactado", bloque, por=por, en=en, datos=datos, clave=clave)
    return borrador
