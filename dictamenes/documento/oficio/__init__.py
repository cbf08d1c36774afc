"""El cuarto que redacta: de un diccionario congelado a un PDF/A-3a etiquetado, siempre los mismos bytes.

Puro: sin base de datos, sin reloj y sin ajustes. El diccionario del dictamen es el contrato `DatosDictamen`; los de
los demás documentos están en la cabecera de su módulo. Los importes llegan como cadena y las fechas en
ISO 8601; un momento sin zona horaria es un error.
"""

from dictamenes.documento.oficio.acuse import redactar_acuse
from dictamenes.documento.oficio.cedula import redactar_cedula
from dictamenes.documento.oficio.certificacion import redactar_certificacion
from dictamenes.documento.oficio.contingencia import redactar_contingencia
from dictamenes.documento.oficio.copia_digital import redactar_copia_digital
from dictamenes.documento.oficio.dictamen import redactar_dictamen
from dictamenes.documento.oficio.documento import CAMPO_FIRMA, Documento, DocumentoIncompleto, incompletitudes
from dictamenes.documento.oficio.indice import redactar_indice
from dictamenes.documento.oficio.inventario import redactar_inventario
from dictamenes.documento.oficio.prevencion import redactar_prevencion
from dictamenes.documento.oficio.solicitud import redactar_solicitud

__all__ = [
    "CAMPO_FIRMA",
    "Documento",
    "DocumentoIncompleto",
    "incompletitudes",
    "redactar_acuse",
    "redactar_cedula",
    "redactar_certificacion",
    "redactar_contingencia",
    "redactar_copia_digital",
    "redactar_dictamen",
    "redactar_indice",
    "redactar_inventario",
    "redactar_prevencion",
    "redactar_solicitud",
]
