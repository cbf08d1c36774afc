"""Recibir el escaneo de lo firmado a mano, recordarlo y cotejarlo con su original. Nunca dentro de un acto."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from archivos import antivirus, entrada
from archivos.lugares import tomar_lugar
from archivos.models import Archivo
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, EscaneoFirmado
from verificador.escaneo import puerta

PDF = "application/pdf"
TIFF = (b"II*\x00", b"MM\x00*")
ES_EL_ORIGINAL = "Ese archivo ya está registrado como otro documento: suba el escaneo de este dictamen."


def recibir(
    dictamen: Dictamen, subidos: Sequence[Any], *, por: Usuario, en: datetime, ubicacion: str
) -> EscaneoFirmado:
    """Guarda lo que llegó —un PDF tal cual; varios archivos, TIFF o fotos, en un PDF con sus hojas— y lo recuerda.

    `DatosInvalidos` si no se admite. Con antivirus nace pendiente: se coteja después, sin subirlo otra vez.
    """
    try:
        archivo, nombre = _guardado(subidos)
    except ValidationError as error:
        raise DatosInvalidos(error.messages[0]) from error
    if archivo.pk == dictamen.sellado_id:
        raise DatosInvalidos(ES_EL_ORIGINAL)
    return EscaneoFirmado.objects.create(
        dictamen=dictamen, sellado=dictamen.documento_sellado, archivo=archivo, nombre=nombre[:120],
        ubicacion=ubicacion.strip(), recibido_por=por, recibido_en=en,
    )


def cotejar(escaneo: EscaneoFirmado) -> EscaneoFirmado:
    """Lo coteja si todavía no, y guarda qué se halló. `DatosInvalidos` si no se pudo leer."""
    if escaneo.veredicto:
        return escaneo
    try:
        with tomar_lugar():
            hallado = puerta.cotejar(escaneo.sellado.leer(), [escaneo.archivo.leer()])
    except puerta.NoSeLee as motivo:
        raise DatosInvalidos(f"El escaneo {str(motivo)[0].lower()}{str(motivo)[1:]}") from motivo
    escaneo.veredicto, escaneo.cotejo = hallado.veredicto, hallado.como_dict()
    escaneo.save(update_fields=["veredicto", "cotejo"])
    return escaneo


def _guardado(subidos: Sequence[Any]) -> tuple[Archivo, str]:
    maximo = parametro("anexo.maximo_mb")
    if len(subidos) == 1 and subidos[0].name.lower().endswith(".pdf"):
        return entrada.recibir(subidos[0], maximo)
    contenidos = [_admitido(subido, maximo) for subido in subidos]
    if sum(map(len, contenidos)) > maximo * entrada.MB:
        raise ValidationError(f"Lo que adjuntó pesa más de {maximo} MB.")
    try:
        with tomar_lugar():
            armado = puerta.armar(contenidos, puerta.leer(contenidos))
    except puerta.NoSeLee as motivo:
        raise ValidationError(f"«{entrada.nombre_limpio(subidos[motivo.cual].name)}»: {motivo}") from motivo
    nombre = entrada.nombre_limpio(subidos[0].name)
    return entrada.guardar(armado, PDF, por_revisar=antivirus.hay()), nombre


def _admitido(subido: Any, maximo: int) -> bytes:
    """Los bytes de un archivo; el TIFF no se guarda: sólo se abre donde se coteja, y queda como PDF."""
    nombre, contenido = entrada.nombre_limpio(subido.name), subido.read()
    if not contenido.startswith(TIFF):
        entrada.validar(nombre, contenido, maximo, subido.content_type or "")
    return bytes(contenido)
