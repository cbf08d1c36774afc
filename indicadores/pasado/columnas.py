"""Qué columna es cada cosa: los nombres con que la gente llama a cada dato."""

from __future__ import annotations

from archivos.columnas import Columna, por_titulo

COLUMNAS = (
    Columna("folio", "Folio", exigida=True, alias=(
        "no", "num", "numero", "no de folio", "numero de folio", "folio dictamen", "folio de dictamen", "dictamen",
        "no de dictamen", "no dictamen", "numero de dictamen", "num de dictamen", "dictamen no", "folio interno",
        "expediente", "no de expediente", "num expediente", "folio de solicitud", "folio solicitud", "clave")),
    Columna("ente", "Ente", exigida=True, alias=(
        "dependencia", "entidad", "dependencia o entidad", "dependencia entidad", "dependencia y o entidad", "siglas",
        "ente solicitante", "ente publico", "dependencia solicitante", "solicitante", "institucion", "organismo",
        "nombre del ente", "nombre de la dependencia")),
    Columna("tipo", "Tipo", alias=(
        "tipo de solicitud", "tipo de bien", "tipo de bien o servicio", "tipo de tramite", "tipo de contratacion",
        "rubro", "categoria", "clasificacion")),
    Columna("fecha_recibida", "Fecha en que se recibió", exigida=True, alias=(
        "fecha recibida", "recibida", "recibido", "fecha de recepcion", "fecha recepcion", "recepcion", "f recepcion",
        "fecha de recibido", "fecha recibido", "fecha de ingreso", "fecha ingreso", "ingreso", "fecha de solicitud",
        "fecha solicitud", "fecha de entrada", "entrada", "f recibido")),
    Columna("fecha_atendida", "Fecha en que se atendió", alias=(
        "fecha atendida", "atendida", "atendido", "fecha de atencion", "fecha atencion", "fecha de dictamen",
        "fecha dictamen", "fecha del dictamen", "fecha de emision", "fecha emision", "emision", "f dictamen",
        "fecha de respuesta", "fecha respuesta", "respuesta", "fecha de conclusion", "fecha de salida", "salida")),
    Columna("conclusion", "Cómo concluyó", alias=(
        "conclusion", "resultado", "estatus", "status", "estado", "situacion", "sentido", "sentido del dictamen",
        "resolucion", "estatus del dictamen")),
    Columna("importe", "Importe", alias=(
        "monto", "monto total", "importe total", "importe con iva", "monto con iva", "importe mxn", "monto estimado",
        "costo", "costo total", "importe en pesos", "monto en pesos", "presupuesto")),
)
NECESARIAS = tuple(columna.nombre for columna in COLUMNAS if columna.exigida)
ROTULOS = {columna.nombre: columna.titulo for columna in COLUMNAS}
FILAS_DE_ENCABEZADO = 25
MINIMO_RECONOCIDAS = 3
campo_de = por_titulo(COLUMNAS)
