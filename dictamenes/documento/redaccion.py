"""De cada papel que se sella, cómo se redacta desde lo congelado: lo hace quien lo pide y lo repite quien lo sella."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from dictamenes.congelado import DatosCopiaDigital, DatosDictamen, FirmaImpresa, Testado
from dictamenes.documento import oficio
from dictamenes.documento.firma import sello
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.testado import Fragmento, NoSePuedeTestar, sin_fragmentos
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, EscaneoFirmado
from dictamenes.reglas import vigencia
from verificador.cadena import canonico
from verificador.politica import Exigencias


def huella_de(datos: Mapping[str, object]) -> str:
    """SHA-256 hexadecimal de lo congelado (RFC 8785): la anota su evento y se compara antes de sellar."""
    return sha256(canonico(json.loads(json.dumps(datos)))).hexdigest()


def del_publico(dictamen: Dictamen, datos: DatosDictamen) -> oficio.Documento:
    """El ejemplar público con esos datos y lo que consta de su firma."""
    autoriza = datos["autoriza"]
    firma: FirmaImpresa = {
        "firmante": dictamen.quien_firmo.nombre, "cargo": autoriza["cargo"],
        "firmado_en": dictamen.momento_de_firma.isoformat(), "forma": dictamen.forma_firma,
        "sha256_partes": dictamen.documento_firmado.sha256,
    }
    if vale := vigencia.al_firmar(dictamen):
        firma["vigente_desde"], firma["vigente_hasta"] = (dia.isoformat() for dia in vale)
    if "calidad" in autoriza:
        firma["calidad"] = autoriza["calidad"]
    if "version_publica" in datos:
        firma["testada"] = True
    return oficio.redactar_dictamen({**datos, "firma": firma})


def de_la_copia(dictamen: Dictamen, escaneo: EscaneoFirmado, contenido: bytes) -> oficio.Documento:
    """La copia digital de lo firmado a mano: su carátula, con el escaneo `contenido` adjunto."""
    congelado = dictamen.congelado
    datos: DatosCopiaDigital = {
        "version": congelado["version"], "rotulo": rotulo_de(congelado), "encabezado": congelado["encabezado"],
        "dictamen": congelado["dictamen"], "asunto": congelado["asunto"], "ancla": congelado.get("ancla"),
        "copia": {
            "firmo": dictamen.quien_firmo.nombre, "cargo": congelado["autoriza"]["cargo"],
            "firmado_en": dictamen.momento_de_firma.isoformat(), "ubicacion": dictamen.ubicacion_original,
            "hojas": len((escaneo.cotejo or {}).get("hojas", [])), "cotejo": _como_se_cotejo(escaneo),
            "escaneo": escaneo.archivo.sha256, "original": escaneo.sellado.sha256,
        },
    }
    return oficio.redactar_copia_digital(datos, contenido)


def _como_se_cotejo(escaneo: EscaneoFirmado) -> str:
    if escaneo.resuelto_por is None:
        return "Escaneo cotejado, trazo detectado: cada hoja se comparó con el original y no difieren."
    return (
        f"El cotejo automático dejó dudas. {escaneo.resuelto_por.nombre} vio el escaneo junto al original, hoja por "
        f"hoja, y lo confirmó: {escaneo.motivo}"
    )


def exigencias(dictamen: Dictamen) -> Exigencias:
    """Lo que debe traer el ejemplar de las partes firmado electrónicamente: el sello y la firma de quien autorizó."""
    rfc = dictamen.quien_firmo.rfc
    return Exigencias([sello.CAMPO_SELLO, sello.CAMPO_FIRMA], {sello.CAMPO_FIRMA: rfc} if rfc else {})


def sin_lo_testado(dictamen: Dictamen, fragmentos: Sequence[Fragmento], en: datetime) -> DatosDictamen:
    """Los datos públicos de la versión que sigue, ligados por huella a la de hoy. Lanza `DatosInvalidos`."""
    if not fragmentos or any(not (f.fundamento.strip() and f.motivo.strip()) for f in fragmentos):
        raise DatosInvalidos("Cada fragmento que se testa lleva su fundamento y su motivo.")
    try:
        datos = sin_fragmentos(dictamen.para_publico, fragmentos)
    except NoSePuedeTestar as razon:
        raise DatosInvalidos(str(razon)) from razon
    numero = dictamen.versiones_publicas.count() + 2
    testado: Testado = {
        "numero": numero, "fecha": en.isoformat(), "sha256_anterior": dictamen.ejemplar_publico.sha256,
        "testes": datos["version_publica"]["testes"],
    }
    return {**datos, "version_publica": testado}
