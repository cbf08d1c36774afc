"""Los puntos resolutivos de un dictamen, como los escribe un abogado. Puro: de lo resuelto, al texto.

Toda lista de conceptos, todo número y todo género salen de `gramatica`; una prueba los lee de vuelta sin ella.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cuentas.interfaz.formatos import pesos
from cuentas.interfaz.gramatica import CONCEPTO, CONDICION
from cuentas.interfaz.vocabulario import SENTIDOS
from dictamenes.congelado import DatosDictamen, Dictaminado, ImporteDeSentido, Resolutivo, SentidoGlobal, VigenciaFijada
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.documento.oficio.letra import importe_en_letra
from dictamenes.documento.oficio.palabras import FAVORABLES

ORDINALES = ("PRIMERO", "SEGUNDO", "TERCERO", "CUARTO", "QUINTO")
COMO_SE_DICTAMINA = {
    "favorable": "Se dictamina FAVORABLE", "favorable_con_condiciones": "Se dictamina FAVORABLE CON CONDICIONES",
    "no_favorable": "Se dictamina NO FAVORABLE", "improcedente": "Se declara IMPROCEDENTE",
}
CON_CONDICIONES, MIXTO = "favorable_con_condiciones", "mixto"


@dataclass(frozen=True)
class Resuelto:
    """Lo que hace falta para escribir los resolutivos; `condiciones`, cuántas se imponen."""

    dictaminado: Dictaminado
    ente: str
    condiciones: int = 0
    vigencia: VigenciaFijada | None = None
    es_baja: bool = False
    anticipada: int = 0  # el ejercicio a cuya suficiencia queda sujeta; 0 si no lo es
    impugnacion: str = ""


def dictaminar(conceptos: Iterable[tuple[int, str, Decimal]]) -> Dictaminado:
    """Los importes por sentido, de (número, sentido, total con IVA) de cada concepto."""
    dichos = list(conceptos)
    por_sentido: list[ImporteDeSentido] = [
        {"sentido": sentido, "conceptos": [n for n, suyo, _ in dichos if suyo == sentido],
         "importe": str(_suma(total for _, suyo, total in dichos if suyo == sentido))}
        for sentido in COMO_SE_DICTAMINA if any(suyo == sentido for _, suyo, _ in dichos)
    ]
    return {
        "solicitado": str(_suma(total for _, _, total in dichos)),
        "favorable": str(_suma(total for _, sentido, total in dichos if sentido in FAVORABLES)),
        "por_sentido": por_sentido,
    }


def de_lo_congelado(datos: DatosDictamen) -> Dictaminado:
    """Lo dictaminado; la versión 1 no lo llevaba: se suma de sus conceptos."""
    conceptos = ((c["numero"], c["sentido"], Decimal(c["total"])) for c in datos["conceptos"])
    return datos.get("dictaminado") or dictaminar(conceptos)


def en_breve(dictaminado: Dictaminado) -> str:
    """Lo dictaminado favorable junto a lo solicitado, para la pantalla; vacío en una baja, que no lleva importes."""
    solicitado, favorable = (pesos(dictaminado["solicitado"]), pesos(dictaminado["favorable"]))
    if not Decimal(dictaminado["solicitado"]):
        return ""
    if solicitado == favorable:
        return f"{favorable}, con IVA: todo lo solicitado, dictaminado favorable"
    return f"{favorable} dictaminados favorables, de {solicitado} solicitados, con IVA"


def sentido_global(dictaminado: Dictaminado) -> SentidoGlobal:
    """El sentido del dictamen se deriva del de sus conceptos; mixto dice cuáles son favorables."""
    distintos = {grupo["sentido"] for grupo in dictaminado["por_sentido"]}
    texto = _sentido(dictaminado)
    if distintos == set(FAVORABLES):
        distintos = {CON_CONDICIONES}
    if len(distintos) == 1:
        (unico,) = distintos
        return {"clave": unico, "titulo": SENTIDOS[unico].texto, "texto": texto}
    titulo = "Favorable en parte" if distintos & set(FAVORABLES) else "No favorable e improcedente"
    return {"clave": MIXTO, "titulo": titulo, "texto": texto}


def redactar(resuelto: Resuelto) -> list[Resolutivo]:
    """Los puntos, numerados con palabra: sólo los que vienen al caso."""
    puntos = zip(ORDINALES, _puntos(resuelto), strict=False)
    return [{"ordinal": ordinal, "texto": texto, "clave": clave} for ordinal, (clave, texto) in puntos]


def _puntos(resuelto: Resuelto) -> Iterator[tuple[str, str]]:
    yield "sentido", _sentido(resuelto.dictaminado)
    if resuelto.condiciones:
        yield "condiciones", _condiciones(resuelto)
    if resuelto.vigencia:
        yield "vigencia", _vigencia(resuelto.vigencia)
    if any(grupo["sentido"] in FAVORABLES for grupo in resuelto.dictaminado["por_sentido"]):
        yield "limites", (_LIMITES_DE_BAJA if resuelto.es_baja else _LIMITES) + _anticipada(resuelto.anticipada)
    yield "notificacion", f"Notifíquese al ente {resuelto.ente}. {resuelto.impugnacion}".strip()


def _sentido(dictaminado: Dictaminado) -> str:
    grupos = dictaminado["por_sentido"]
    if len(grupos) == 1:
        return _en_todos(grupos[0])
    frases = [_en_algunos(grupo, anterior) for grupo, anterior in zip(grupos, [None, *grupos], strict=False)]
    return f"{'; '.join(frases[:-1])}; y {frases[-1]}.{_razones(grupos)}{_de_lo_solicitado(dictaminado)}"


def _en_todos(grupo: ImporteDeSentido) -> str:
    cuantos = len(grupo["conceptos"])
    en_que = "en su único concepto" if cuantos == 1 else f"en sus {CONCEPTO.contado(cuantos)}"
    como = COMO_SE_DICTAMINA[grupo["sentido"]]
    return f"{como} la solicitud {en_que}{_por_el_total(grupo)}.{_razones([grupo])}"


def _por_el_total(grupo: ImporteDeSentido) -> str:
    if not Decimal(grupo["importe"]):
        return ""
    if grupo["sentido"] not in FAVORABLES:
        return f", por {pesos(grupo['importe'])} solicitados, con IVA"
    return f", por el importe total solicitado de {_cifra_y_letra(grupo['importe'])}, con IVA"


def _en_algunos(grupo: ImporteDeSentido, anterior: ImporteDeSentido | None) -> str:
    """El verbo se dice una vez; se repite sólo donde cambia: lo improcedente se declara."""
    como = COMO_SE_DICTAMINA[grupo["sentido"]]
    if anterior:
        como = como.removeprefix("Se dictamina ").replace("Se declara", "se declara")
    importe = f", por {pesos(grupo['importe'])}" if Decimal(grupo["importe"]) else ""
    return f"{como} en {CONCEPTO.los(grupo['conceptos'])}{importe}"


def _razones(grupos: Sequence[ImporteDeSentido]) -> str:
    negados = [numero for grupo in grupos if grupo["sentido"] not in FAVORABLES for numero in grupo["conceptos"]]
    if not negados:
        return ""
    if len(grupos) == 1:
        return f" Las razones se expresan{', por concepto,' if len(negados) > 1 else ''} en el apartado IV."
    return " Las razones de lo que no se dictamina favorablemente se expresan, por concepto, en el apartado IV."


def _de_lo_solicitado(dictaminado: Dictaminado) -> str:
    solicitado, favorable = Decimal(dictaminado["solicitado"]), Decimal(dictaminado["favorable"])
    if not solicitado:
        return ""
    if not favorable:
        return f" De {pesos(solicitado)} solicitados, con IVA, ningún importe se dictamina favorablemente."
    en_letra = _cifra_y_letra(dictaminado["favorable"])
    if favorable == solicitado:
        return f" El importe dictaminado favorable es el total solicitado: {en_letra}, con IVA."
    return f" El importe dictaminado favorable es de {en_letra}, con IVA, de {pesos(solicitado)} solicitados."


def _condiciones(resuelto: Resuelto) -> str:
    condicionados = [
        numero for grupo in resuelto.dictaminado["por_sentido"] if grupo["sentido"] == CON_CONDICIONES
        for numero in grupo["conceptos"]
    ]
    cuantas = resuelto.condiciones
    varios = len(resuelto.dictaminado["por_sentido"]) > 1
    de_que = f" en {CONCEPTO.los(condicionados)}" if condicionados and varios else ""
    cuales = "la condición siguiente" if cuantas == 1 else f"las {CONDICION.contado(cuantas)} siguientes"
    return f"El sentido favorable{de_que} queda sujeto al cumplimiento de {cuales}:"


def _vigencia(vigencia: VigenciaFijada) -> str:
    texto = f"El dictamen tiene vigencia desde la fecha de su firma hasta el {fecha_larga(vigencia['hasta'])}."
    autorizacion = vigencia.get("autorizacion")
    return f"{texto} Comprende más de un ejercicio: {autorizacion}" if autorizacion else texto


def _anticipada(ejercicio: int) -> str:
    if not ejercicio:
        return ""
    return (
        " La solicitud es anticipada: el dictamen queda sujeto a que el ente cuente con suficiencia presupuestal en el "
        f"ejercicio {ejercicio}."
    )


def _cifra_y_letra(importe: str) -> str:
    return f"{pesos(importe)} {importe_en_letra(Decimal(importe))}"


def _suma(importes: Iterable[Decimal]) -> Decimal:
    return sum(importes, Decimal("0.00"))


_LIMITES = (
    "Este dictamen no autoriza el ejercicio del gasto ni sustituye el procedimiento de contratación, y pierde efecto "
    "si cambian las especificaciones, las cantidades o los importes dictaminados."
)
_LIMITES_DE_BAJA = (
    "Este dictamen no sustituye el procedimiento de baja y destino final de los bienes, y pierde efecto si cambian los "
    "bienes dictaminados."
)
