"""Los renglones de cada conjunto: de un dictamen emitido, lo que cualquiera puede leer; del indicador, sus años."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cuentas.reloj import dia_de
from dictamenes.congelado import DatosDictamen
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.resolutivos import de_lo_congelado
from dictamenes.models import Dictamen
from indicadores.abiertos.personales import sin_personales
from indicadores.cifra.conteo import VERSION, Asunto, contar
from indicadores.cifra.registro import armar
from indicadores.models import CifraPublicada

Fila = dict[str, Any]


def de_dictamen(dictamen: Dictamen, datos: DatosDictamen, corte: date) -> Fila:
    """El renglón de un dictamen emitido, con esos datos (los congelados o los que quedaron sin lo testado)."""
    solicitud, totales, url = datos["solicitud"], datos["totales"], datos["dictamen"]["url_verificacion"]
    return {
        "folio": dictamen.folio, "expediente": solicitud["folio"], "ente": datos["destinatario"]["ente"],
        "siglas": datos["destinatario"]["siglas"], "proyecto": sin_personales(solicitud["proyecto"]),
        "tipo": solicitud["tipo"], "modalidad": solicitud["modalidad"], "ejercicio": solicitud["ejercicio"],
        "partida": solicitud["partida"], "sentido": datos["sentido"]["clave"], "conceptos": len(datos["conceptos"]),
        "importe_sin_iva": Decimal(totales["subtotal"]), "importe_total": Decimal(totales["total"]),
        "importe_favorable": Decimal(de_lo_congelado(datos)["favorable"]),
        "fecha_presentada": dia_de(datetime.fromisoformat(solicitud["presentada_en"])),
        "fecha_firma": dia_de(dictamen.momento_de_firma), "fecha_emision": dia_de(dictamen.momento_de_emision),
        "vigente_desde": dictamen.vigente_desde, "vigente_hasta": dictamen.vigente_hasta,
        "estado": dictamen.situacion(corte)[0], "firmante": datos["autoriza"]["nombre"],
        "cargo": datos["autoriza"]["cargo"], "version_publica": version_publica(dictamen),
        "sha256_publico": dictamen.ejemplar_publico.sha256, "url_verificacion": url, "url_publico": f"{url}publico.pdf",
        "aviso": rotulo_de(datos),
    }


def de_conceptos(dictamen: Dictamen, datos: DatosDictamen) -> Iterator[Fila]:
    for c in datos["conceptos"]:
        yield {
            "folio": dictamen.folio, "numero": c["numero"], "descripcion": sin_personales(c["descripcion"]),
            "perfil": c["perfil"], "estandar": c["estandar"], "cantidad": Decimal(c["cantidad"]),
            "unidad": sin_personales(c["unidad"]), "precio_unitario": Decimal(c["precio_unitario"]),
            "importe_sin_iva": Decimal(c["importe"]), "importe_total": Decimal(c["total"]),
            "frente_al_estandar": c["global"], "sentido": c["sentido"], "aviso": rotulo_de(datos),
        }


def del_indicador(asuntos: list[Asunto], corte: date, aviso: str) -> Iterator[Fila]:
    """Un renglón por año con asuntos o con cifra oficial, hasta el corte."""
    cifras = {cifra.anio: cifra for cifra in CifraPublicada.objects.all()}
    anios = {dia.year for a in asuntos for dia in (a.recibida, a.atendida) if dia}
    for anio in sorted(anios | {anio for anio in cifras if anio <= corte.year}):
        capas = armar(contar(asuntos, anio, corte), cifras.get(anio))
        registro, publicada = capas["registro"], capas["publicada"] or {"atendidas": None, "fuente": ""}
        yield {
            "anio": anio, "recibidas": registro["recibidas"], "atendidas": registro["atendidas"],
            "recibidas_ya_atendidas": registro["cohorte"], "publicadas": publicada["atendidas"],
            "diferencia": capas["conciliacion"]["diferencia"], "fuente": publicada["fuente"], "definicion": VERSION,
            "aviso": aviso,
        }


def version_publica(dictamen: Dictamen) -> int:
    """El número de su ejemplar público de hoy: 1, el emitido."""
    version = dictamen.para_publico.get("version_publica")
    return version["numero"] if version else 1
