"""OCDS 1.1: un paquete de releases con `planning` y nada más; el dictamen antecede a cualquier licitación.

La huella del PDF va en `planning.documents[].sha256`, campo de una extensión propia que este sitio sirve y el paquete
declara. Fuente: https://standard.open-contracting.org/1.1/es/ (esquema release-package 1.1.5).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from dictamenes.congelado import DatosDictamen
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.models import Dictamen
from dictamenes.models.constancia import consta
from indicadores.abiertos.filas import version_publica
from indicadores.abiertos.personales import sin_personales

VERSION = "1.1"
EXTENSION = {
    "name": {"es": "Huella del documento", "en": "Document hash"},
    "description": {
        "es": "Agrega a cada documento la huella SHA-256 del archivo que describe.",
        "en": "Adds to each document the SHA-256 digest of the file it describes.",
    },
    "schemas": ["release-schema.json"], "codelists": [], "compatibility": ["1.1"],
}
ESQUEMA_DE_EXTENSION = {
    "definitions": {"Document": {"properties": {"sha256": {
        "title": "SHA-256", "description": "Huella SHA-256 del archivo, en 64 cifras hexadecimales.",
        "type": ["string", "null"], "pattern": "^[0-9a-f]{64}$",
    }}}},
}


def paquete(releases: list[dict[str, Any]], *, uri: str, extension: str, publicado_en: datetime, editor: str,
            licencia: str) -> dict[str, Any]:
    return {
        "uri": uri, "version": VERSION, "extensions": [extension], "publishedDate": publicado_en.isoformat(),
        "publisher": {"name": editor}, "license": licencia, "releases": releases,
    }


def release(dictamen: Dictamen, datos: DatosDictamen, prefijo: str) -> dict[str, Any]:
    """El dictamen como `planning`: quién compra, para qué, con qué presupuesto y el PDF público con su huella."""
    ocid = f"{prefijo}-{dictamen.folio}"
    comprador = {"id": f"MX-SON-{datos['destinatario']['siglas']}", "name": datos["destinatario"]["ente"]}
    return {
        "ocid": ocid, "id": f"{ocid}-planning-{version_publica(dictamen)}",
        "date": consta(dictamen.publicado_en).isoformat(),
        "tag": ["planning"], "initiationType": "tender", "language": "es", "buyer": comprador,
        "parties": [{**comprador, "roles": ["buyer"]}],
        "planning": {
            "rationale": _razon(datos),
            "budget": {
                "description": datos["solicitud"]["partida"], "project": sin_personales(datos["solicitud"]["proyecto"]),
                "amount": {"amount": float(Decimal(datos["totales"]["total"])), "currency": "MXN"},
            },
            "documents": [_documento(dictamen, datos)],
        },
    }


def _razon(datos: DatosDictamen) -> str:
    sentido, aviso = datos["sentido"].get("titulo") or datos["sentido"]["clave"], rotulo_de(datos)
    dicho = f"{sin_personales(datos['solicitud']['proyecto'])}. Dictamen técnico y estratégico de TIC: {sentido}."
    return f"{dicho} {aviso}." if aviso else dicho


def _documento(dictamen: Dictamen, datos: DatosDictamen) -> dict[str, Any]:
    return {
        "id": f"publico-{version_publica(dictamen)}", "documentType": "feasibilityStudy",
        "title": f"Dictamen {dictamen.folio}, ejemplar público", "format": "application/pdf", "language": "es",
        "url": f"{datos['dictamen']['url_verificacion']}publico.pdf", "sha256": dictamen.ejemplar_publico.sha256,
        "datePublished": consta(dictamen.publicado_en).isoformat(),
    }
