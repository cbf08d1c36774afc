"""El cuarto que redacta: de un diccionario congelado a un PDF/A-3a etiquetado, siempre los mismos bytes.

Puro: sin base de datos, sin reloj y sin ajustes. El diccionario del dictamen es el contrato `DatosDictamen`; los de
los demás documentos están en la cabecera de su módulo. Los importes llegan como cadena y las fechas en
ISO 8601; un momento sin zona horaria es un error.
"""

from dictamenes.oficio.acuse import redactar_acuse
from dictamenes.oficio.cedula import redactar_cedula
from dictamenes.oficio.certificacion import redactar_certificacion
from dictamenes.oficio.contingencia import redactar_contingencia
from dictamenes.oficio.dictamen import redactar_dictamen
from dictamenes.oficio.documento import CAMPO_FIRMA, Documento, DocumentoIncompleto, incompletitudes
from dictamenes.oficio.indice import redactar_indice
from dictamenes.oficio.inventario import redactar_inventario
from dictamenes.oficio.prevencion import redactar_prevencion
from dictamenes.oficio.solicitud import redactar_solicitud

__all__ = [
    "CAMPO_FIRMA",
    "Documento",
    "DocumentoIncompleto",
    "incompletitudes",
    "redactar_acuse",
    "redactar_cedula",
    "redactar_certificacion",
    "redactar_contingencia",
    "redactar_dictamen",
    "redactar_indice",
    "redactar_inventario",
    "redactar_prevencion",
    "redactar_solicitud",
]
