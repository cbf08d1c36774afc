"""Cómo escribe la gente una fecha, un importe, un tipo y una conclusión. Lo que no se entiende es None."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from cuentas.reloj import si_es_posible
from cuentas.texto import llave, normalizar
from dictamenes.models.catalogos import Tipo
from indicadores.models import RegistroHistorico

T = TypeVar("T")
DIA_MES, MES_DIA = "dm", "md"
ORDENES = ((DIA_MES, "Día, mes, año (31/01/2024)"), (MES_DIA, "Mes, día, año (01/31/2024)"))
VACIOS = {"", "-", "--", "—", "–", "n/a", "na", "n.a.", "s/d", "s/i", "sin dato", "sin datos", "nd", "n/d", "no aplica"}
OMITIR = "omitir"
DE_FECHA = "una fecha que se entienda (por ejemplo 31/01/2024 o 31-ene-24)"
DE_IMPORTE = "un importe en pesos: escríbalo como 1,234.50"
DIA_CERO_DE_EXCEL = date(1899, 12, 30)
SERIALES = range(36_526, 73_051)  # de 2000 a 2099
CENTAVO = Decimal("0.01")
CIFRAS = 14
MESES = {
    mes: n for n, meses in enumerate((
        "ene enero jan january", "feb febrero february", "mar marzo march", "abr abril apr april", "may mayo",
        "jun junio june", "jul julio july", "ago agosto aug august", "sep sept septiembre set september",
        "oct octubre october", "nov noviembre november", "dic diciembre dec december"), start=1)
    for mes in meses.split()
}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?", re.ASCII)
NUMERICA = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII)
CON_MES = re.compile(r"(\d{1,2})[-/. ]*(?:de )?([a-z]{3,10})\.?[-/. ,]*(?:de |del )?(\d{4}|\d{2})", re.ASCII)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
PREFIJO = re.compile(r"^(?:mxn|mx)?\s*\$?\s*|\s*(?:mxn|m\.? ?n\.?|pesos)?$")
CON_COMAS = re.compile(r"\d{1,3}(?:,\d{3})+(\.\d+)?|\d+(\.\d+)?", re.ASCII)
CON_PUNTOS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", re.ASCII)
CON_ESPACIOS = re.compile(r"\d{1,3}(?: \d{3})+(\.\d+)?", re.ASCII)
DUDOSO = re.compile(r"\d{1,3}\.\d{3}", re.ASCII)  # «1.234»: ¿mil doscientos, o uno con milésimas?

TIPOS = {clave: clave for clave in Tipo.values} | {llave(str(nombre)): clave for clave, nombre in Tipo.choices} | {
    llave(dicho): clave for clave, dichos in {
        "bienes": "bien|equipo|equipos|equipo de computo|bienes de computo|hardware|bienes informaticos|computo",
        "licencias": "licencia|licenciamiento de software|software|licencias de software|suscripcion|suscripciones",
        "desarrollo": "desarrollo de sistema|desarrollo de sistemas|sistema|sistemas|desarrollos",
        "arrendamiento": "arrendamientos|renta|arrendamiento de equipo",
        "servicios": "servicio|servicio de ti|servicios de tic|mantenimiento|soporte",
        "telecom": "telecomunicacion|internet|telefonia|enlaces|redes|red",
        "centro_datos": "centro de datos|nube|hospedaje|servidores en la nube",
        "seguridad": "seguridad de la informacion|ciberseguridad|videovigilancia",
        "renovacion": "renovaciones|renovacion de licencias", "baja": "bajas|baja de bienes",
    }.items() for dicho in dichos.split("|")
}
CONCLUSIONES = {clave: clave for clave in RegistroHistorico.Conclusion.values} | {
    llave(dicho): clave for clave, dichos in {
        "emitida": "emitido|dictamen emitido|con dictamen emitido|dictaminada|dictaminado|favorable|no favorable|"
                   "positivo|negativo|dictamen favorable|dictamen no favorable|favorable con condiciones|"
                   "favorable condicionado",
        "improcedente": "no procede|no procedente|improcedentes",
        "desechada": "desechado|se desecho|desechamiento",
        "desistida": "desistido|desistimiento|se desistio|desistida por el ente",
        "": "pendiente|en proceso|en tramite|en revision|sin concluir|abierta|abierto",
        OMITIR: "cancelada|cancelado|cancelacion|duplicada|duplicado|error de captura",
    }.items() for dicho in dichos.split("|")
}


def esta_vacio(texto: str) -> bool:
    """Si la celda no dice nada: vacía o con lo que se pone para decir que no hay dato."""
    return normalizar(texto) in VACIOS


def si_trae(leer: Callable[[str], T]) -> Callable[[str], T | None]:
    """El mismo lector, para una celda que puede decir que no hay dato."""
    return lambda texto: None if esta_vacio(texto) else leer(texto)


def fecha(texto: str, orden: str = DIA_MES) -> date | None:
    """El día que dice una celda: ISO, numérica en ese orden, con el mes en letra o el número de día de Excel."""
    dicho = normalizar(texto)
    if partes := ISO.fullmatch(dicho):
        return _dia(*map(int, partes.groups()))
    if partes := NUMERICA.fullmatch(dicho):
        a, b, anio = partes.groups()
        dia, mes = (a, b) if orden == DIA_MES else (b, a)
        return _dia(_anio(anio), int(mes), int(dia))
    if (partes := CON_MES.fullmatch(dicho)) and partes[2] in MESES:
        return _dia(_anio(partes[3]), MESES[partes[2]], int(partes[1]))
    if (partes := SERIAL.fullmatch(dicho)) and int(partes[1]) in SERIALES:
        return DIA_CERO_DE_EXCEL + timedelta(days=int(partes[1]))
    return None


def parece_al_reves(texto: str, orden: str) -> bool:
    """Si en ese orden no es una fecha y en el otro sí: la columna entera puede venir al revés."""
    return fecha(texto, orden) is None and fecha(texto, MES_DIA if orden == DIA_MES else DIA_MES) is not None


def importe(texto: str) -> Decimal | None:
    """Pesos con todos sus decimales: «$1,234.50», «1234.5», «1.234,50», «1 234.50 MXN»; «1.234» es dudoso: None."""
    dicho = PREFIJO.sub("", normalizar(texto)).strip()
    if CON_PUNTOS.fullmatch(dicho):
        dicho = dicho.replace(".", "").replace(",", ".")
    elif DUDOSO.fullmatch(dicho) or not (CON_COMAS.fullmatch(dicho) or CON_ESPACIOS.fullmatch(dicho)):
        return None
    limpio = dicho.replace(",", "").replace(" ", "")
    if len(limpio.partition(".")[0]) > CIFRAS:
        return None
    leido = Decimal(limpio)
    return leido if en_centavos(leido) < 10**CIFRAS else None  # «99999999999999.999» ya no cabe


def importe_en_centavos(texto: str) -> Decimal | None:
    """Lo que dice `importe`, a dos decimales."""
    exacto = importe(texto)
    return None if exacto is None else en_centavos(exacto)


def en_centavos(cantidad: Decimal) -> Decimal:
    """A dos decimales, como la celda con formato de pesos la muestra."""
    return cantidad.quantize(CENTAVO, ROUND_HALF_UP)


def _anio(texto: str) -> int:
    return int(texto) if len(texto) == 4 else 2000 + int(texto)


def _dia(anio: int, mes: int, dia: int) -> date | None:
    try:
        return si_es_posible(date(anio, mes, dia))
    except ValueError:
        return None
