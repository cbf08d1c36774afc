"""Cantidades, importes y porcentajes en cifra, con separador de miles y punto decimal (uso de México)."""

from decimal import Decimal


def importe(valor: str | Decimal) -> str:
    """«1,234.50»: al menos dos decimales y nunca menos de los que trae el dato. Pesos mexicanos, sin signo."""
    cifra = Decimal(valor)
    decimales = max(2, -int(cifra.normalize().as_tuple().exponent))
    return f"{cifra:,.{decimales}f}"


def pesos(valor: str | Decimal) -> str:
    """«$1,234.50»."""
    return f"${importe(valor)}"


def cantidad(valor: str | int | Decimal) -> str:
    """«1,200» o «2.5»: sin ceros a la derecha."""
    cifra = Decimal(valor)
    texto = f"{cifra:,f}"
    return texto.rstrip("0").rstrip(".") if "." in texto else texto


def porcentaje(tasa: str | Decimal) -> str:
    """«16 %» con espacio duro. La tasa puede venir como fracción («0.16») o en puntos («16»)."""
    cifra = Decimal(tasa)
    puntos = cifra * 100 if cifra < 1 else cifra
    return f"{cantidad(puntos)}\u00a0%"
