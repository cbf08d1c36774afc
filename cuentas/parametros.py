"""Los parámetros del trámite y su valor por omisión; `Parametro` guarda sólo los que se cambiaron."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import CharField

from cuentas.etapas import ETAPAS
from cuentas.models import Parametro
from cuentas.preparada import Preparada, hueco

OMISION: dict[str, Any] = {
    **{f"{etapa.clave}.dias": etapa.dias for etapa in ETAPAS.values()},
    "prevencion.veces": 1,
    "prevencion.reloj": {"otros": "suspende"},  # por tipo de solicitud: «suspende» o «reinicia»
    "prevencion.prorroga_dias": 5,
    "escalamiento.dias": [0, 2, 5],  # hábiles después de vencer una tarea; el último llega a quien autoriza
    "condicion.recordar_dias": [10, 3, 0],  # hábiles antes de la fecha de una condición
    "condicion.cada_dias": 5,  # ya vencida
    "renovacion.dias": 120,  # naturales antes de que termine lo dictaminado: cuándo se avisa para renovarlo
    "temporada.mes": 10,  # desde qué mes se recuerda a cada ente su fin de año anterior
    "dictamen.dias": 15,
    "dictamen.dias_baja": 10,
    "dictamen.dias_en_estandar": 10,
    "vigencia.minimo_dias": 90,  # sólo lo que se congeló antes de que el documento dijera su fecha
    "vigencia.multianual": "",  # con qué se autoriza comprometer más de un ejercicio; vacío, ninguno lo hace
    "excepcion.por_omision": False,  # si se puede pedir excepción a la cláusula cuyo estándar no lo dice
    # Por regla, «impide», «pide_razon» o «avisa» si no es la de la tabla (docs/formato_coherencia.md). Lo que no tiene
    # fundamento capturado lo detiene su escritorio, que sabe qué acto lo pide.
    "coherencia.severidades": {"sin_fundamento": "avisa"},
    "borrador.avisar_dias": 45,  # naturales sin tocarse
    "borrador.archivar_dias": 60,
    "cotizaciones.minimo": 3,
    "horario.apertura": 8,
    "horario.cierre": 15,
    "horario.resumen": 8,
    "invitacion.dias": 7,
    "anexo.maximo_mb": 25,
    "anexo.por_solicitud_archivos": 60,
    "anexo.por_solicitud_mb": 300,
    "anexo.por_persona_al_dia_archivos": 300,
    "anexo.por_persona_al_dia_mb": 900,
    "publicacion.por_revisar": ["seguridad", "centro_datos"],  # categorías cuyo ejemplar público espera una revisión
    "publicacion.dias": 5,  # hábiles, para hacerla
    "aviso.intentos": 8,
    "acuse.dias": 3,
    "cotejo.tolerancia": 10,  # % en que el importe de un contrato puede apartarse del dictaminado
    "cotejo.minimo": 55,  # de 100: desde qué puntaje se propone un dictamen para un contrato
    "satisfaccion.grupo": 5,  # de cuántas en cuántas respuestas se publica la satisfacción
    "ancla.minutos": 15,  # cada cuánto se firma la bitácora, si algo cambió
    "trabajo.intentos": 8,
    "institucion.dependencia": "Oficialía Mayor",
    "institucion.subsecretaria": "Subsecretaría de Gobierno Digital",
    "institucion.direccion": "Dirección General de Dictaminación de TIC",
    "institucion.lugar": "Hermosillo, Sonora",
    "institucion.leyenda_anual": {},
    "institucion.clasificacion_archivistica": "",
    "oficio.copias": [],
    "oficio.serie": "SGD-DGD",  # vacía: el dictamen sale sin número de oficio
    "dictamen.medio_de_impugnacion": "",
    "indicador.semaforo": {"verde": 95, "ambar": 80},  # mínimo de cada color, en por ciento de lo recibido
    "informe.recordar": ["01-15", "02-15"],  # mes y día desde los que se recuerda publicar el informe del año anterior
    "ayuda.correo": "",  # la mesa de ayuda; lo que esté vacío no se muestra
    "ayuda.telefono": "",
    "ayuda.horario": "",
    "tablero.umbral": 3,  # en lo público, una cifra menor no se dice por separado
    "tablero.tramos_de_importe": [100_000, 500_000, 1_000_000, 5_000_000],  # pesos; dónde empieza cada tramo siguiente
    "abiertos.cada_dias": 30,  # naturales entre una publicación de datos abiertos y la siguiente
    "abiertos.licencia": {
        "nombre": "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)", "clave": "CC-BY-4.0",
        "url": "https://creativecommons.org/licenses/by/4.0/deed.es",
    },
    "abiertos.ocds_prefijo": "",  # el que asigna Open Contracting Partnership; vacío, no se publica OCDS
    "asignacion.regla": "ninguna",  # «carga»: cada revisión que se abre se turna sola a quien tiene menos peso
    "carga.pesos": {  # lo que pesa un asunto: el de su tipo por el del tramo («desde cuántos conceptos») en que cae
        "tipos": {"otros": 1, "desarrollo": 2, "centro_datos": 2}, "conceptos": {"1": 1, "6": 2, "21": 3},
    },
}


GUARDADO = Preparada(lambda: Parametro.objects.filter(clave=hueco("clave", CharField())).values_list("valor"))


def parametro(clave: str) -> Any:
    """Valor vigente de un parámetro. KeyError si no existe en el catálogo."""
    guardado = GUARDADO(clave=clave)
    return vigente(clave, json.loads(guardado[0][0]) if guardado else None)


def vigente(clave: str, guardado: Any) -> Any:
    """El que vale si en la base está guardado ése (None: ninguno). KeyError si no existe en el catálogo."""
    omision = OMISION[clave]
    return omision if guardado is None else guardado


def grupo(*prefijos: str) -> dict[str, Any]:
    """Los vigentes que empiezan así («institucion»), por lo que sigue del punto y con una consulta."""
    suyos = {clave: valor for clave, valor in OMISION.items() if clave.partition(".")[0] in prefijos}
    guardados = dict(Parametro.objects.filter(clave__in=suyos).values_list("clave", "valor"))
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
    "asignacion.regla": lambda valor: valor in REGLAS_DE_ASIGNACION,
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
