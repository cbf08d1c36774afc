"""La política: cuándo un PDF firmado se da por válido (docs/decisiones/0010, FIRMA §3.2).

«Todas las firmas dicen que sí» no es un verificador. Aquí se juzga el archivo completo: su forma, cada firma y estampa
con su cadena y su hora, quién podía firmar en cada campo, y todo lo que se agregó después. Lo que no se entiende se
rechaza. Nunca se consulta la red. De la evidencia de revocación que traiga el PDF sólo cuentan las respuestas OCSP que
firmó una autoridad de la carpeta, y sólo de certificados de los que la carpeta no habla (`confianza/revocacion.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from pyhanko.pdf_utils.generic import ArrayObject, NullObject
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)
from verificador.certificados import nombre_de, rfc_de
from verificador.estructura import abrir, revisar_catalogo, revisar_hueco, revisar_paginas, valor
from verificador.firmas import FirmaJuzgada, es_estampa, juzgar_estampa, juzgar_firma
from verificador.metadatos import revisar_metadatos
from verificador.raices import Raices
from verificador.veredictos import INCOMPLETA, INVALIDA, NO_REVISADA, SIN_FIRMA, VALIDA, Dictado, Excedido, Rechazo

MAXIMO_DE_FIRMAS = 10
MAXIMO_DE_ESTAMPAS = 20  # con una renovación cada dos o tres años, medio siglo
MAXIMO_DE_RESPUESTAS = 20


@dataclass(frozen=True)
class Exigencias:
    """Campos que deben venir firmados y RFC esperado por campo (nombrar un firmante también exige su campo)."""

    requeridos: Collection[str] = ()
    firmantes: Mapping[str, str] = field(default_factory=dict)

    @property
    def campos(self) -> list[str]:
        """Todo campo exigido, sin repetir y en el orden en que se pidió."""
        return list(dict.fromkeys([*self.requeridos, *self.firmantes]))


def juzgar(pdf: bytes, raices: Raices, momento: datetime, exigencias: Exigencias | None = None) -> Dictado:
    """Veredicto del PDF en la hora `momento` (con zona). No lanza: lo inesperado es «invalida»; lo que no cabe,
    «no_revisada».
    """
    try:
        return _juzgar(pdf, raices, momento, exigencias or Exigencias())
    except Rechazo as rechazo:
        return Dictado(INVALIDA, str(rechazo))
    except Excedido as exceso:
        return Dictado(NO_REVISADA, f"No se pudo revisar. {exceso}")
    except (MemoryError, RecursionError, PdfDecodeLimitError):
        return Dictado(NO_REVISADA, "No se pudo revisar. El PDF agota la memoria al abrirse o está anidado sin fin.")
    except Exception as error:  # un archivo hostil hace que las bibliotecas lancen de todo
        return Dictado(INVALIDA, f"El PDF está dañado o alterado y no se puede interpretar ({type(error).__name__}).")


def _juzgar(pdf: bytes, raices: Raices, momento: datetime, exigencias: Exigencias) -> Dictado:
    lector = abrir(pdf)
    firmas, vacios = _campos(lector)
    personales = [firma for firma in firmas if not es_estampa(firma)]
    _revisar_retirados(lector, {firma.field_name for firma in firmas})
    if not personales:
        return Dictado(SIN_FIRMA, "El PDF no trae ninguna firma." + _de_vacios(vacios))
    _revisar_forma(pdf, lector, firmas)
    juzgadas = _juzgar_en_orden(firmas, raices, momento, _respuestas(lector))
    _revisar_quienes(lector, firmas, juzgadas, exigencias)
    faltan = [campo for campo in exigencias.campos if campo not in {juzgada.campo for juzgada in juzgadas}]
    if faltan:
        return Dictado(INCOMPLETA, f"Lo firmado es válido, pero falta firmar: {', '.join(faltan)}.")
    return Dictado(VALIDA, _motivo(juzgadas, raices, vacios))


def _campos(lector: PdfFileReader) -> tuple[list[EmbeddedPdfSignature], list[str]]:
    """Firmas y estampas en orden de revisión, y nombres de los campos de firma vacíos."""
    firmas: list[EmbeddedPdfSignature] = []
    vacios: list[str] = []
    caben = {False: MAXIMO_DE_FIRMAS, True: MAXIMO_DE_ESTAMPAS}
    for nombre, contenido, referencia in enumerate_sig_fields(lector):
        if contenido is None or isinstance(contenido.get_object(), NullObject):
            vacios.append(nombre)
            continue
        firma = EmbeddedPdfSignature(lector, referencia, nombre)
        caben[es_estampa(firma)] -= 1
        if min(caben.values()) < 0:
            raise Excedido(f"El PDF trae más de {MAXIMO_DE_FIRMAS} firmas o de {MAXIMO_DE_ESTAMPAS} estampas.")
        firmas.append(firma)
    return sorted(firmas, key=lambda firma: firma.signed_revision), vacios


def _revisar_retirados(lector: PdfFileReader, presentes: set[str]) -> None:
    """Ninguna revisión anterior tenía firmado un campo que ya no lo está."""
    for revision in range(lector.xrefs.total_revisions - 1):
        retirados = _firmados_en(lector, revision) - presentes
        if retirados:
            raise Rechazo(f"Se retiró una firma del documento: {', '.join(sorted(retirados))}.")


def _firmados_en(lector: PdfFileReader, revision: int) -> set[str]:
    historia = lector.get_historical_resolver(revision)
    try:
        return {nombre for nombre, _, _ in enumerate_sig_fields(historia, filled_status=True)}
    except (KeyError, PdfReadError):
        return set()  # la primera mitad de un archivo linealizado todavía no tiene catálogo


def _revisar_forma(pdf: bytes, lector: PdfFileReader, firmas: list[EmbeddedPdfSignature]) -> None:
    revisar_catalogo(lector)
    revisar_paginas(lector)
    finales = [revisar_hueco(pdf, firma) for firma in firmas]
    if finales != sorted(set(finales)):
        raise Rechazo("Dos firmas dicen cubrir el mismo tramo del documento.")
    if len({firma.pkcs7_content for firma in firmas}) != len(firmas) or len(
        {firma.field_name for firma in firmas}
    ) != len(firmas):
        raise Rechazo("Una misma firma o un mismo campo aparece dos veces.")
    _revisar_certificacion(lector, firmas)
    revisar_metadatos(lector, firmas[0].signed_revision)


def _revisar_certificacion(lector: PdfFileReader, firmas: list[EmbeddedPdfSignature]) -> None:
    """Si el documento se certificó, lo certifica la primera firma y el catálogo apunta a ella."""
    permisos = valor(lector.root, "/Perms")
    if permisos is None or "/DocMDP" not in permisos:
        return
    if permisos.raw_get("/DocMDP").reference != firmas[0].sig_field.raw_get("/V").reference:
        raise Rechazo("La firma que certifica el documento no es la primera.")


def _respuestas(lector: PdfFileReader) -> list[bytes]:
    """Las respuestas OCSP que trae el documento: la firma de cada una dice si se le cree."""
    almacen = valor(lector.root, "/DSS") or {}
    referencias = valor(almacen, "/OCSPs") or []
    return [bytes(referencias[n].data) for n in range(min(len(referencias), MAXIMO_DE_RESPUESTAS))]


def _juzgar_en_orden(
    firmas: list[EmbeddedPdfSignature], raices: Raices, momento: datetime, respuestas: list[bytes]
) -> list[FirmaJuzgada]:
    """De la última a la primera: cada estampa de documento da la hora en que se juzga lo que cubre."""
    juzgadas: list[FirmaJuzgada] = []
    posterior: datetime | None = None
    for firma in reversed(firmas):
        es_ultima = not juzgadas
        if es_estampa(firma):
            posterior = juzgar_estampa(firma, raices, posterior or momento, es_final=es_ultima)
        else:
            juzgadas.append(juzgar_firma(
                firma, raices, momento, posterior=posterior, es_ultima=es_ultima, respuestas=respuestas,
            ))
    return juzgadas[::-1]


def _revisar_quienes(
    lector: PdfFileReader,
    firmas: list[EmbeddedPdfSignature],
    juzgadas: list[FirmaJuzgada],
    exigencias: Exigencias,
) -> None:
    for juzgada in juzgadas:
        esperado = exigencias.firmantes.get(juzgada.campo)
        if esperado is not None and rfc_de(juzgada.certificado) != esperado.strip().upper():
            raise Rechazo(f"El campo «{juzgada.campo}» lo firmó alguien distinto de quien debía.")
    if exigencias.campos:
        _revisar_agregados(lector, firmas, exigencias)


def _revisar_agregados(lector: PdfFileReader, firmas: list[EmbeddedPdfSignature], exigencias: Exigencias) -> None:
    """Con campos exigidos, nadie agrega después otro campo visible (puede tapar texto) ni, si se dijo quién firma,
    firma sin estar en la lista."""
    primera = lector.get_historical_resolver(firmas[0].signed_revision)
    originales = {nombre for nombre, _, _ in enumerate_sig_fields(primera)}
    for firma in firmas:
        ajeno = firma.field_name not in originales and firma.field_name not in exigencias.campos
        if ajeno and not es_estampa(firma) and (exigencias.firmantes or _es_visible(firma)):
            raise Rechazo(f"Se agregó una firma que nadie pidió: «{firma.field_name}».")


def _es_visible(firma: EmbeddedPdfSignature) -> bool:
    cajas = [firma.sig_field, *(hijo.get_object() for hijo in valor(firma.sig_field, "/Kids") or ())]
    return any(_area(valor(caja, "/Rect")) for caja in cajas)


def _area(caja: ArrayObject | None) -> float:
    if caja is None:
        return 0
    x1, y1, x2, y2 = (float(valor) for valor in caja)
    return abs(x2 - x1) * abs(y2 - y1)


def _de_vacios(vacios: list[str]) -> str:
    return f" Campos de firma vacíos: {', '.join(vacios)}." if vacios else ""


def _motivo(juzgadas: list[FirmaJuzgada], raices: Raices, vacios: list[str]) -> str:
    partes = [f"«{juzgada.campo}» de {nombre_de(juzgada.certificado)}{_cuando(juzgada)}" for juzgada in juzgadas]
    texto = f"Firma válida: {'; '.join(partes)}."
    for aviso in [aviso for juzgada in juzgadas for aviso in juzgada.avisos]:
        texto += f" Aviso: {aviso}."
    if not raices.juzga_revocacion:
        texto += " No se juzgó la revocación: no hay CRL ni OCSP en la carpeta de raíces."
    return texto + _de_vacios(vacios)


def _cuando(juzgada: FirmaJuzgada) -> str:
    if juzgada.constancia is None:
        return " (sin estampa de tiempo: se juzgó a la hora de esta revisión)"
    return f" (consta desde {juzgada.constancia:%Y-%m-%dT%H:%M:%SZ})"
