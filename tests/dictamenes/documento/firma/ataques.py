"""Corpus adverso: cada función devuelve un PDF atacado; ninguno puede salir «valida».

Familias publicadas (pdf-insecurity.org): falsificación universal, guardado incremental, envoltorio, sombra y ataques a
documentos certificados; más las de certificados, estampas, algoritmos y archivos hostiles. Se generan en código.
Importar este módulo las registra todas.
"""

from ataques_de_cambio import eaa_anotacion_en_aprobado
from ataques_de_confianza import certificado_revocado
from ataques_de_forma import trasplantada
from ataques_hostiles import bomba_de_flujos, miles_de_arreglos_anidados, miles_de_paginas
from ataques_piezas import ATAQUES, CON_EXIGENCIAS, agregar, hueco

__all__ = [
    "ATAQUES",
    "CON_EXIGENCIAS",
    "agregar",
    "bomba_de_flujos",
    "certificado_revocado",
    "eaa_anotacion_en_aprobado",
    "hueco",
    "miles_de_arreglos_anidados",
    "miles_de_paginas",
    "trasplantada",
]
