"""Importes y porcentajes en cifra como los pide un oficio; pesos y cantidades, en `cuentas.interfaz.formatos`."""

from decimal import Decimal

from cuentas.interfaz.formatos import numero


def importe(valor: str | Decimal) -> str:
    """«1,234.50»: al menos dos decimales y nunca menos de los que trae el dato. Pesos mexicanos, sin «$»."""
    cifra = Decimal(valor)
    decimales = max(2, -int(cifra.normalize().as_tuple().exponent))
    return f"{cifra:,.{decimales}f}"


def porcentaje(tasa: str | Decimal) -> str:
    """«16 %» con espacio duro. La tasa puede venir como fracción («0.16») o en puntos («16»)."""
    cifra = Decimal(tasa)
    puntos = cifra * 100 if cifra < 1 else cifra
    return f"{numero(puntos)}\u00a0%"
