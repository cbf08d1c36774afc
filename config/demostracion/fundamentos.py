"""Fundamentos y competencias ilustrativos, de la demostración y la práctica: con ellos todo acto está encendido.

Ninguno es de una norma de Sonora, y cada uno lo dice en lo que se imprime.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.fundamentos import catalogo, competencias, parametros
from dictamenes.fundamentos.actos import ACTOS
from dictamenes.models import Fundamento

MEDIO, SUFIJO = "Boletín ilustrativo", "(ilustrativo)"
INTERIOR, FIRMA, ABIERTO = "reglamento-interior", "firma-electronica", "codigo-abierto"
DOCUMENTOS: dict[str, dict[str, object]] = {
    INTERIOR: {
        "clase": Fundamento.Clase.REGLAMENTO, "ordenamiento": f"Reglamento Interior de la dependencia {SUFIJO}",
        "articulos": "artículos 1 a 3", "ambito": "Competencia para dictaminar las compras de TIC",
    },
    FIRMA: {
        "clase": Fundamento.Clase.LEY, "ordenamiento": f"Ley de firma electrónica {SUFIJO}", "articulos": "artículo 4",
        "ambito": "Firmar y notificar por medios electrónicos",
    },
    ABIERTO: {
        "clase": Fundamento.Clase.LEY, "ordenamiento": "Ley Nacional para Eliminar Trámites Burocráticos",
        "articulos": "artículos 91 a 93", "ambito": "Compartir código y preferir software libre", "medio": "DOF",
        "fecha": date(2025, 7, 16), "tipos": ["desarrollo"],
    },
}
CITAN = dict.fromkeys(ACTOS, [INTERIOR]) | {"dictaminar": [INTERIOR, ABIERTO], "firmar_electronicamente": [FIRMA]}


def sembrar_fundamentos(redacta: Usuario | None, publica: Usuario | None, en: datetime, desde: date) -> None:
    """Captura y confirma los ilustrativos; rigen desde `desde`."""
    for clave, datos in DOCUMENTOS.items():
        completo = {"medio": MEDIO, "tipos": [], "vigente_desde": desde, **datos}
        catalogo.publicar(catalogo.redactar(clave, completo, por=redacta, en=en), por=publica, en=en)
    for acto in ACTOS.values():
        propuesta = competencias.redactar(
            acto.clave, facultad=acto.nombre, ejerce=f"La unidad que dictamina {SUFIJO}",
            fundamentos=CITAN[acto.clave], sentidos=[], desde=desde, por=redacta, en=en)
        competencias.publicar(propuesta, por=publica, en=en)


def sembrar_parametros(redacta: Usuario, publica: Usuario, en: datetime, hoy: date) -> None:
    """Tres días para leer lo que se notifica, desde hace mes y medio, y un plazo que espera a la segunda persona."""
    hace_poco = max(hoy - timedelta(days=45), dia_de(en) + timedelta(days=1))
    comunes: dict[str, Any] = {"fundamento": FIRMA, "motivo": "De la demostración.", "por": redacta, "en": en}
    tres = parametros.redactar("notificacion.dias", valor=3, desde=hace_poco, **comunes)
    opcional = parametros.redactar("entrega.firma", valor="opcional", desde=hace_poco, **comunes)
    for version in (tres, opcional):
        parametros.publicar(version, por=publica, en=en)
    comunes["fundamento"] = INTERIOR
    parametros.redactar("prevencion.dias", valor=10, desde=hoy + timedelta(days=30), **comunes)
