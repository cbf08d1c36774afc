"""El índice del expediente: qué archivos trae, de quién, de cuándo y con qué huella."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from bitacora.cadena import ultima_ancla
from cuentas.reloj import HERMOSILLO
from dictamenes.congelado import ArchivoEnlistado, DocumentoEnlistado, GeneralesDelIndice
from dictamenes.documento.membrete import encabezado
from dictamenes.models import Solicitud
from dictamenes.reglas import disposicion
from flujos.expediente.exportacion.piezas import Pieza
from flujos.expediente.turno import dictamen_de

ALCANCES = {
    "ente": "Lo que conoce el ente: sin opiniones, mensajes ni eventos internos de la Subsecretaría",
    "central": "Íntegro de la Subsecretaría, con opiniones y mensajes internos",
    "auditor": "Íntegro para auditoría, con los datos de cada evento",
}


@dataclass(frozen=True)
class Guardado:
    """Lo que quedó escrito en el ZIP."""

    ruta: str
    sha256: str
    tamano: int


def renglon(pieza: Pieza, guardado: Guardado | None) -> DocumentoEnlistado:
    """Lo que el índice dice de una pieza; sin archivo, por qué no va."""
    dicho: DocumentoEnlistado = {
        "titulo": pieza.titulo, "clase": pieza.clase, "quien": pieza.quien, "version": pieza.version,
        "tipo": pieza.tipo,
        "fecha": pieza.en.astimezone(HERMOSILLO).isoformat(timespec="seconds") if pieza.en else "",
        "nota": " ".join(filter(None, (pieza.nota, pieza.falta))),
    }
    return {**dicho, **de_archivo(guardado)} if guardado else dicho


def de_archivo(guardado: Guardado) -> ArchivoEnlistado:
    return {"ruta": guardado.ruta, "sha256": guardado.sha256, "tamano": guardado.tamano}


def datos(solicitud: Solicitud, mirada: str, eventos: list[dict[str, Any]]) -> GeneralesDelIndice:
    """La parte del índice que no depende de los archivos; `eventos` son los del extracto, en palabras y con su `n`."""
    dictamen, ultimo = dictamen_de(solicitud), eventos[-1]
    membrete = encabezado(solicitud.ejercicio, datetime.fromisoformat(ultimo["en"]))
    return {
        "version": 1, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": membrete,
        "expediente": solicitud.folio_tomado, "alcance": ALCANCES[mirada], "ente": solicitud.ente.nombre,
        "siglas": solicitud.ente.siglas, "proyecto": solicitud.proyecto, "tipo": solicitud.get_tipo_display(),
        "modalidad": solicitud.get_modalidad_display(), "situacion": solicitud.get_estado_display(),
        "dictamen": dictamen.folio_tomado if dictamen and dictamen.publico_id else "",
        "archivo": disposicion.ficha(solicitud).como_datos(),
        "ancla": ultima_ancla(antes_de=ultimo["n"]),
        "bitacora": {
            "eventos": len(eventos), "n": ultimo["n"], "eslabon": ultimo["eslabon"], "hasta": ultimo["en"],
        },
    }
