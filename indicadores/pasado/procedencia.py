"""La procedencia de un lote, renglón por renglón, como tabla."""

from __future__ import annotations

from archivos.tablas import csv_de
from indicadores.cifra.registro import aviso_de
from indicadores.models import LoteHistorico

ENCABEZADO = (
    "folio", "ente_como_viene", "ente_del_catalogo", "ente_anterior", "sucesor", "tipo", "fecha_recibida",
    "fecha_atendida", "conclusion", "importe", "archivo", "hoja", "fila", "sha256", "procedencia", "aviso", "montos",
)


def csv_de_procedencia(lote: LoteHistorico) -> bytes:
    """CSV en UTF-8 con BOM: cada asunto con el archivo, la hoja y la fila de donde salió."""
    registros = lote.registros.select_related("ente", "anterior__sucesor").order_by("fila", "pk")
    aviso = aviso_de([lote])
    return csv_de(ENCABEZADO, (
        (r.folio, r.ente_texto, r.ente.nombre if r.ente else "", r.anterior.nombre if r.anterior else "",
         r.anterior.sucesor.nombre if r.anterior else "", r.tipo, r.fecha_recibida, r.fecha_atendida or "",
         r.conclusion, "" if r.importe is None else r.importe, lote.nombre, lote.hoja, r.fila or "", lote.sha256,
         lote.procedencia, aviso, lote.montos)
        for r in registros
    ))
