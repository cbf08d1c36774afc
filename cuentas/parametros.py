"""Los parámetros del trámite y su valor por omisión; `Parametro` guarda sólo los que se cambiaron."""

from __future__ import annotations

from typing import Any

from cuentas.models import Parametro

OMISION: dict[str, Any] = {
    "requisitos.dias": 3,
    "prevencion.dias": 5,
    "prevencion.veces": 1,
    "revision.dias": 5,
    "estrategia.dias": 4,
    "firma.dias": 2,
    "dictamen.dias": 15,
    "dictamen.dias_baja": 10,
    "vigencia.minimo_dias": 90,
    "cotizaciones.minimo": 3,
    "horario.apertura": 8,
    "horario.cierre": 15,
    "invitacion.dias": 7,
    "anexo.maximo_mb": 25,
    "aviso.intentos": 8,
    "trabajo.intentos": 8,
    "institucion.dependencia": "Oficialía Mayor",
    "institucion.subsecretaria": "Subsecretaría de Gobierno Digital",
    "institucion.direccion": "Dirección General de Dictaminación de TIC",
    "institucion.lugar": "Hermosillo, Sonora",
    "institucion.leyenda_anual": {},
    "institucion.clasificacion_archivistica": "",
    "oficio.copias": [],
    "dictamen.fundamentos": [
        {
            "ordenamiento": "Ley Nacional para Eliminar Trámites Burocráticos",
            "articulos": "artículos 91 a 93",
            "publicacion": "DOF, 16 de julio de 2025",
            "ambito": "Compartir código y preferir software libre",
        }
    ],
    "dictamen.medio_de_impugnacion": "",
}


def parametro(clave: str) -> Any:
    """Valor vigente de un parámetro. KeyError si no existe en el catálogo."""
    omision = OMISION[clave]
    guardado = Parametro.objects.filter(clave=clave).values_list("valor", flat=True).first()
    return omision if guardado is None else guardado
