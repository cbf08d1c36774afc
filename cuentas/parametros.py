"""Cuánto vale cada parámetro un día dado, y qué forma tiene. Cuáles son lo dice `fichas.py`.

Lo que depende de cuándo se presentó un asunto pregunta por ese día: `parametro("dictamen.dias", presentada)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, DateField

from cuentas.fichas import FICHAS
from cuentas.models import VersionDeParametro
from cuentas.preparada import Preparada, hueco
from cuentas.reloj import hoy

OMISION: dict[str, Any] = {clave: ficha.omision for clave, ficha in FICHAS.items()}

GUARDADO = Preparada(
    lambda: VersionDeParametro.objects.que_rigen(hueco("dia", DateField()))
    .filter(clave=hueco("clave", CharField())).order_by("-numero").values_list("valor")[:1]
)


def parametro(clave: str, dia: date | None = None) -> Any:
    """El valor que rige ese día, o hoy. KeyError si no existe en el catálogo."""
    guardado = GUARDADO(clave=clave, dia=dia or hoy())
    return vigente(clave, json.loads(guardado[0][0]) if guardado else None)


def vigente(clave: str, guardado: Any) -> Any:
    """El que vale si en la base está guardado ése (None: ninguno). KeyError si no existe en el catálogo."""
    omision = OMISION[clave]
    return omision if guardado is None else guardado


def grupo(*prefijos: str) -> dict[str, Any]:
    """Los que rigen hoy y empiezan así («institucion»), por lo que sigue del punto y con una consulta."""
    suyos = {clave: valor for clave, valor in OMISION.items() if clave.partition(".")[0] in prefijos}
    rigen = VersionDeParametro.objects.que_rigen(hoy()).filter(clave__in=suyos).order_by("numero")
    guardados = dict(rigen.values_list("clave", "valor"))
    return {
        clave.partition(".")[2]: omision if guardados.get(clave) is None else guardados[clave]
        for clave, omision in suyos.items()
    }


def mesa_de_ayuda() -> dict[str, str]:
    """Correo, teléfono y horario de la mesa de ayuda; vacío lo que no se ha capturado."""
    return {dato: str(valor) for dato, valor in grupo("ayuda").items()}


TOPE = 999  # días, megas o intentos: más ya no es un plazo, y las fechas se saldrían del calendario
ULTIMA_HORA = 23
SERIE = re.compile(r"[A-Z0-9](?:[A-Z0-9./-]{0,18}[A-Z0-9])?")
# Con su propio contador: un oficio no lo comparte.
SERIES_DE_FOLIO = {"SGD-SDTE", "SGD-DTE", "SGD-PREV", "SGD-ACU", "SGD-TRA", "SGD-CERT"}
REGLAS_DE_ASIGNACION = ("ninguna", "carga")
PESO_MAXIMO = 99
PREFIJO_OCDS = re.compile(r"ocds-[a-z0-9]{6}")
DIA_DEL_BIMESTRE = re.compile(r"01-(?:0[1-9]|[12][0-9]|3[01])|02-(?:0[1-9]|1[0-9]|2[0-8])")
TRAMO = re.compile(r"[1-9][0-9]{0,2}")
# Listas de días sin repetir; cierto, de más a menos.
DIAS_EN_ORDEN = {"escalamiento.dias": False, "condicion.recordar_dias": True}


def tiene_su_forma(clave: str, valor: Any) -> bool:
    """Si un valor del tipo correcto trae por dentro lo que el documento y los plazos esperan."""
    if isinstance(valor, int):
        return 0 <= valor <= (ULTIMA_HORA if clave.startswith("horario.") else TOPE)
    if clave in DIAS_EN_ORDEN:
        dias = [d for d in valor if type(d) is int and 0 <= d <= TOPE]
        return bool(dias) and dias == valor and dias == sorted(set(dias), reverse=DIAS_EN_ORDEN[clave])
    if clave in FORMAS:
        return FORMAS[clave](valor)
    return isinstance(valor, str) or _son_textos(valor.values() if isinstance(valor, dict) else valor)


def vale(clave: str, valor: Any) -> bool:
    """Si el sistema lo habría dejado guardar: un parámetro que existe, con el tipo y la forma de su omisión."""
    return clave in OMISION and type(valor) is type(OMISION[clave]) and tiene_su_forma(clave, valor)


def _son_pesos(valor: dict[str, Any]) -> bool:
    """Si trae los dos repartos, con su «otros» y un tramo desde el primer concepto, en enteros de 1 a `PESO_MAXIMO`."""
    if set(valor) != {"tipos", "conceptos"} or not all(isinstance(reparto, dict) for reparto in valor.values()):
        return False
    tipos, tramos = valor["tipos"], valor["conceptos"]
    enteros = all(type(peso) is int and 1 <= peso <= PESO_MAXIMO for peso in [*tipos.values(), *tramos.values()])
    return enteros and "otros" in tipos and "1" in tramos and all(TRAMO.fullmatch(desde) for desde in tramos)


def _son_textos(valores: Iterable[Any]) -> bool:
    return all(isinstance(v, str) for v in valores)


def _son_tramos(valor: list[Any]) -> bool:
    return bool(valor) and all(type(n) is int and n > 0 for n in valor) and valor == sorted(set(valor))


def _son_umbrales(valor: dict[str, Any]) -> bool:
    """Si trae el mínimo del verde y el del ámbar, en por ciento y en ese orden."""
    if set(valor) != {"verde", "ambar"} or not all(type(minimo) is int for minimo in valor.values()):
        return False
    ambar, verde = int(valor["ambar"]), int(valor["verde"])
    return 0 <= ambar <= verde <= 100


def _son_dias_del_bimestre(valor: list[Any]) -> bool:
    """Si son mes y día del primer bimestre, en orden."""
    return all(isinstance(dia, str) and DIA_DEL_BIMESTRE.fullmatch(dia) for dia in valor) and valor == sorted(valor)


def _es_licencia(valor: dict[str, Any]) -> bool:
    textos = set(valor) == {"nombre", "clave", "url"} and _son_textos(valor.values())
    return textos and valor["url"].startswith("https://")


FORMAS: dict[str, Callable[[Any], bool]] = {
    "tablero.tramos_de_importe": _son_tramos,
    "notificacion.causas": lambda valor: valor in ([], ["lectura"], ["oficio"], ["lectura", "oficio"]),
    "asignacion.regla": lambda valor: valor in REGLAS_DE_ASIGNACION,
    "entrega.firma": lambda valor: valor in ("apagada", "opcional", "requerida"),
    "carga.pesos": _son_pesos,
    "indicador.semaforo": _son_umbrales,
    "informe.recordar": _son_dias_del_bimestre,
    "abiertos.licencia": _es_licencia,
    "abiertos.ocds_prefijo": lambda valor: valor == "" or PREFIJO_OCDS.fullmatch(valor) is not None,
    "coherencia.severidades": lambda valor: set(valor.values()) <= {"impide", "pide_razon", "avisa"},
    "oficio.serie": lambda valor: valor == "" or (
        SERIE.fullmatch(valor) is not None and valor not in SERIES_DE_FOLIO),
}
"""Los que no son sólo texto, número o lista de textos: qué se les exige por dentro."""
