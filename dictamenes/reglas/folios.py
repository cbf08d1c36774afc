"""Folios: por serie y año de Hermosillo, únicos aun con muchos a la vez, nunca reusados."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F

from cuentas.reloj import dia_de
from dictamenes.models import Folio

SOLICITUD, DICTAMEN, PREVENCION, ACUSE = "SGD-SDTE", "SGD-DTE", "SGD-PREV", "SGD-ACU"
TRANSFERENCIA, CERTIFICACION, DISPOSICION = "SGD-TRA", "SGD-CERT", "SGD-DIS"
CIFRAS = {SOLICITUD: 5, ACUSE: 5}


def siguiente(serie: str, en: datetime) -> str:
    """Toma el folio que sigue, dentro de la transacción del acto formal: `SGD-DTE-2026-0001`.

    Primero incrementa y luego lee: el renglón queda bloqueado hasta el commit y, si el acto se deshace, no hay hueco.
    """
    anio = dia_de(en).year
    contador = Folio.objects.filter(serie=serie, anio=anio)
    if not contador.update(ultimo=F("ultimo") + 1):
        Folio.objects.bulk_create([Folio(serie=serie, anio=anio)], ignore_conflicts=True)
        contador.update(ultimo=F("ultimo") + 1)
    numero = contador.values_list("ultimo", flat=True).get()
    return folio(serie, anio, numero)


def folio(serie: str, anio: int, numero: int) -> str:
    """Un folio como se escribe; en un sitio que no es el de verdad, con su prefijo (`PRUEBA-SGD-DTE-2026-0001`)."""
    return f"{settings.FOLIOS_PREFIJO}{serie}-{anio}-{numero:0{CIFRAS.get(serie, 4)}d}"


def sin_prefijo(escrito: str) -> str:
    """Un folio sin el prefijo de este sitio. El de otro sitio se queda: aquí no es folio de nada."""
    prefijo = settings.FOLIOS_PREFIJO
    return escrito[len(prefijo):] if escrito.upper().startswith(prefijo) else escrito
