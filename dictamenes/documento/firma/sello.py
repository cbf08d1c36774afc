"""El sello institucional: certifica el documento y fija qué puede pasarle después."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field

from dictamenes.documento.firma.credenciales import Credencial
from dictamenes.documento.firma.firmante import CampoNoDisponible, abrir_para_agregar, campos_de_firma, firmar_revision

CAMPO_SELLO = "SELLO"
CAMPO_FIRMA = "FIRMA"
CERRADO: Literal[1] = 1
ADMITE_FIRMAS: Literal[2] = 2

Caja = tuple[int, float, float, float, float]


def sellar(
    pdf: bytes,
    *,
    credencial: Credencial,
    en: datetime,
    permiso: Literal[1, 2] = ADMITE_FIRMAS,
    caja_firma: Caja | None = None,
) -> bytes:
    """PDF certificado en la hora `en`.

    `permiso` 2: después sólo se llenan campos de firma (ejemplar de las partes); 1: nada, salvo estampas (público).
    `caja_firma`: (página desde 0, x1, y1, x2, y2 en puntos) donde crear de antemano el campo de quien firmará, si el
    PDF no lo trae ya; None: no se crea. CampoNoDisponible si el documento ya está firmado.
    """
    escritor = abrir_para_agregar(pdf, en)
    campos = campos_de_firma(escritor)
    if any(campos.values()):
        raise CampoNoDisponible("El documento ya tiene firmas: el sello que certifica debe ser la primera.")
    if caja_firma is not None and CAMPO_FIRMA not in campos:
        _crear_campo(escritor, CAMPO_FIRMA, "Firma electrónica de quien autoriza", caja_firma)
    _crear_campo(escritor, CAMPO_SELLO, "Sello institucional")
    return firmar_revision(
        escritor, credencial, en, campo=CAMPO_SELLO, certify=True, docmdp_permissions=MDPPerm(permiso)
    )


def _crear_campo(escritor: IncrementalPdfFileWriter, nombre: str, que_es: str, caja: Caja | None = None) -> None:
    """`que_es`: el nombre con que se oye en un lector de pantalla. Sin caja no se dibuja ni ocupa lugar."""
    pagina, *rectangulo = caja or (0,)
    lados = tuple(round(lado) for lado in rectangulo) or None
    append_signature_field(escritor, SigFieldSpec(nombre, on_page=int(pagina), box=lados, readable_field_name=que_es))
