"""Qué columna es cada cosa: el encabezado, en la fila que esté, y los nombres con que la gente llama a cada dato."""

from __future__ import annotations

from cuentas.texto import llave
from indicadores.pasado.tabla import Filas

CAMPOS: dict[str, tuple[str, tuple[str, ...]]] = {
    "folio": ("Folio", (
        "no", "num", "numero", "no de folio", "numero de folio", "folio dictamen", "folio de dictamen", "dictamen",
        "no de dictamen", "no dictamen", "numero de dictamen", "num de dictamen", "dictamen no", "folio interno",
        "expediente", "no de expediente", "num expediente", "folio de solicitud", "folio solicitud", "clave")),
    "ente": ("Ente", (
        "dependencia", "entidad", "dependencia o entidad", "dependencia entidad", "dependencia y o entidad", "siglas",
        "ente solicitante", "ente publico", "dependencia solicitante", "solicitante", "institucion", "organismo",
        "nombre del ente", "nombre de la dependencia")),
    "tipo": ("Tipo", (
        "tipo de solicitud", "tipo de bien", "tipo de bien o servicio", "tipo de tramite", "tipo de contratacion",
        "rubro", "categoria", "clasificacion")),
    "fecha_recibida": ("Fecha en que se recibió", (
        "fecha recibida", "recibida", "recibido", "fecha de recepcion", "fecha recepcion", "recepcion", "f recepcion",
        "fecha de recibido", "fecha recibido", "fecha de ingreso", "fecha ingreso", "ingreso", "fecha de solicitud",
        "fecha solicitud", "fecha de entrada", "entrada", "f recibido")),
    "fecha_atendida": ("Fecha en que se atendió", (
        "fecha atendida", "atendida", "atendido", "fecha de atencion", "fecha atencion", "fecha de dictamen",
        "fecha dictamen", "fecha del dictamen", "fecha de emision", "fecha emision", "emision", "f dictamen",
        "fecha de respuesta", "fecha respuesta", "respuesta", "fecha de conclusion", "fecha de salida", "salida")),
    "conclusion": ("Cómo concluyó", (
        "conclusion", "resultado", "estatus", "status", "estado", "situacion", "sentido", "sentido del dictamen",
        "resolucion", "estatus del dictamen")),
    "importe": ("Importe", (
        "monto", "monto total", "importe total", "importe con iva", "monto con iva", "importe mxn", "monto estimado",
        "costo", "costo total", "importe en pesos", "monto en pesos", "presupuesto")),
}
NECESARIAS = ("folio", "ente", "fecha_recibida")
ROTULOS = {campo: titulo for campo, (titulo, _) in CAMPOS.items()}
_POR_NOMBRE = {
    llave(nombre): campo for campo, (titulo, otros) in CAMPOS.items() for nombre in (campo, titulo, *otros)
}
FILAS_DE_ENCABEZADO = 25
MINIMO_RECONOCIDAS = 3


def reconocer(titulos: list[str]) -> dict[str, int]:
    """Campo → posición de la primera columna que se llama así."""
    hallados: dict[str, int] = {}
    for posicion, titulo in enumerate(titulos):
        if campo := _POR_NOMBRE.get(llave(titulo)):
            hallados.setdefault(campo, posicion)
    return hallados


def hallar_encabezado(filas: Filas) -> tuple[int, dict[str, int]]:
    """El número de la fila que más columnas nombra y qué nombra; (0, {}) si ninguna nombra tres."""
    candidatas = [(numero, reconocer(celdas)) for numero, celdas in filas[:FILAS_DE_ENCABEZADO]]
    numero, columnas = max(candidatas, key=lambda c: len(c[1]), default=(0, {}))
    return (numero, columnas) if len(columnas) >= MINIMO_RECONOCIDAS else (0, {})
