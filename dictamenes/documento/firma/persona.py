"""La firma de quien autoriza, con su texto visible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields

from cuentas.reloj import HERMOSILLO
from dictamenes.documento.firma.credenciales import Credencial
from dictamenes.documento.firma.firmante import CampoNoDisponible, abrir_para_agregar, firmar_revision
from dictamenes.documento.firma.sello import CAMPO_FIRMA
from dictamenes.documento.firma.tipografia import FUENTE_DE_FIRMA, Fuente, codificar, leer_fuente
from verificador.certificados import nombre_de

MARGEN = 4.0
CUERPO_MAYOR, CUERPO_MENOR = 9.0, 4.0
INTERLINEA = 1.3


@dataclass(frozen=True)
class _Texto:
    renglones: list[str]
    cuerpo: float


def firmar(
    pdf: bytes,
    *,
    credencial: Credencial,
    en: datetime,
    motivo: str,
    lugar: str,
    campo: str = CAMPO_FIRMA,
    fuente: Path = FUENTE_DE_FIRMA,
) -> bytes:
    """PDF con la firma de la persona en `campo`, que ya debe existir y estar vacío (CampoNoDisponible si no).

    Si el campo es visible, muestra el nombre y la hora de Hermosillo con la fuente incrustada; nunca el RFC.
    """
    escritor = abrir_para_agregar(pdf, en)
    anotacion = _campo_vacio(escritor, campo)
    _dibujar(escritor, anotacion, _parrafos(credencial, en, lugar), leer_fuente(fuente))
    return firmar_revision(escritor, credencial, en, campo=campo, reason=motivo, location=lugar)


def _campo_vacio(escritor: IncrementalPdfFileWriter, campo: str) -> generic.DictionaryObject:
    for nombre, valor, referencia in enumerate_sig_fields(escritor):
        if nombre == campo and valor is None:
            definicion = referencia.get_object()
            return definicion["/Kids"][0].get_object() if "/Kids" in definicion else definicion
    raise CampoNoDisponible(f"El documento no tiene vacío el campo de firma «{campo}».")


def _parrafos(credencial: Credencial, en: datetime, lugar: str) -> list[str]:
    hora = en.astimezone(HERMOSILLO)
    return [
        "Firmado electrónicamente por:",
        nombre_de(credencial.certificado),
        f"{lugar}, {hora:%d/%m/%Y %H:%M:%S} (hora de Sonora)",
    ]


def _dibujar(
    escritor: IncrementalPdfFileWriter, anotacion: generic.DictionaryObject, parrafos: list[str], fuente: Fuente
) -> None:
    x1, y1, x2, y2 = (float(lado) for lado in anotacion["/Rect"])
    ancho, alto = abs(x2 - x1), abs(y2 - y1)
    if not (ancho and alto):
        return
    texto = _acomodar(parrafos, fuente, ancho - 2 * MARGEN, alto - 2 * MARGEN)
    dibujo = generic.StreamObject(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(map(generic.FloatObject, (0, 0, ancho, alto))),
                pdf_name("/Resources"): generic.DictionaryObject(
                    {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F"): fuente.incrustar(escritor)})}
                ),
            }
        ),
        stream_data=_trazos(texto, alto),
    )
    anotacion[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): escritor.add_object(dibujo)})
    escritor.update_container(anotacion)


def _acomodar(parrafos: list[str], fuente: Fuente, ancho: float, alto: float) -> _Texto:
    """El cuerpo más grande con que todo cabe; si ni el menor alcanza, ése."""
    cuerpo = CUERPO_MAYOR
    while True:
        renglones = [renglon for parrafo in parrafos for renglon in fuente.renglones(parrafo, cuerpo, ancho)]
        cabe = len(renglones) * cuerpo * INTERLINEA <= alto and all(
            fuente.ancho(renglon, cuerpo) <= ancho for renglon in renglones
        )
        if cabe or cuerpo <= CUERPO_MENOR:
            return _Texto(renglones, cuerpo)
        cuerpo -= 0.5


def _trazos(texto: _Texto, alto: float) -> bytes:
    salto = texto.cuerpo * INTERLINEA
    trazos = [b"q BT 0 g /F %.1f Tf %.2f TL %.2f %.2f Td" % (texto.cuerpo, salto, MARGEN, alto - MARGEN - texto.cuerpo)]
    trazos += [b"<%s> Tj T*" % codificar(renglon).hex().encode("ascii") for renglon in texto.renglones]
    return b"\n".join([*trazos, b"ET Q"])
