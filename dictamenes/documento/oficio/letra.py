"""Importes en letra, como se escriben en un oficio: «(Un millón doscientos mil pesos 50/100 M.N.)»."""

from decimal import Decimal

MAXIMO = Decimal("999999999999.99")

_HASTA_VEINTINUEVE = (
    "cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
    "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiún", "veintidós",
    "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_DECENAS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_CENTENAS = (
    "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos",
    "novecientos",
)  # fmt: skip


def entero_en_letra(numero: int) -> str:
    """Escribe un entero de 0 a 999 999 999 999 apocopado ante sustantivo masculino («veintiún», «un»).

    Lanza ValueError si queda fuera de ese intervalo.
    """
    if not 0 <= numero <= int(MAXIMO):
        raise ValueError(f"No se sabe escribir en letra el número {numero}.")
    millones, resto = divmod(numero, 1_000_000)
    partes = []
    if millones:
        partes.append("un millón" if millones == 1 else f"{_menor_al_millon(millones)} millones")
    if resto or not millones:
        partes.append(_menor_al_millon(resto))
    return " ".join(partes)


def importe_en_letra(importe: Decimal) -> str:
    """Escribe un importe en pesos mexicanos, entre paréntesis y con los centavos en fracción.

    Lanza ValueError si es negativo, pasa de `MAXIMO` o tiene fracciones de centavo (aquí no se redondea).
    """
    importe = Decimal(importe)
    if not importe.is_finite() or not 0 <= importe <= MAXIMO:
        raise ValueError(f"No se sabe escribir en letra el importe {importe}.")
    centavos_totales = importe * 100
    if centavos_totales != int(centavos_totales):
        raise ValueError(f"El importe {importe} tiene fracciones de centavo.")
    pesos, centavos = divmod(int(centavos_totales), 100)
    texto = f"{entero_en_letra(pesos)} {_moneda(pesos)} {centavos:02d}/100 M.N."
    return f"({texto[0].upper()}{texto[1:]})"


def _moneda(pesos: int) -> str:
    if pesos == 1:
        return "peso"
    # Tras millón o millones cerrados se intercala la preposición: «un millón de pesos».
    return "de pesos" if pesos and pesos % 1_000_000 == 0 else "pesos"


def _menor_al_millon(numero: int) -> str:
    miles, resto = divmod(numero, 1000)
    partes = []
    if miles:
        partes.append("mil" if miles == 1 else f"{_menor_al_millar(miles)} mil")
    if resto or not miles:
        partes.append(_menor_al_millar(resto))
    return " ".join(partes)


def _menor_al_millar(numero: int) -> str:
    if numero == 100:
        return "cien"
    centenas, resto = divmod(numero, 100)
    partes = [_CENTENAS[centenas - 1]] if centenas else []
    if resto or not centenas:
        partes.append(_menor_a_cien(resto))
    return " ".join(partes)


def _menor_a_cien(numero: int) -> str:
    if numero < 30:
        return _HASTA_VEINTINUEVE[numero]
    decenas, unidades = divmod(numero, 10)
    decena = _DECENAS[decenas - 3]
    return f"{decena} y {_HASTA_VEINTINUEVE[unidades]}" if unidades else decena
