"""El barrido del almacén: lo que nadie nombra desde hace un día se borra, y cada borrado queda anotado."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from archivos import barredor
from bitacora.cadena import anotar
from bitacora.models import clave_de

GRACIA = timedelta(hours=24)
POR_VUELTA = 200


def barrer(en: datetime, prefijos: list[str] | None = None) -> int:
    """Borra renglones huérfanos y bytes sin renglón de más de 24 horas; devuelve cuántos.

    Sin `prefijos` mira una de las 256 carpetas del almacén, la que toca a esa hora: en once días las ve todas.
    """
    antes = en - GRACIA
    elegidos = barredor.PREFIJOS if prefijos is None else prefijos
    turno = [elegidos[int(en.timestamp() // 3600) % len(elegidos)]] if prefijos is None else prefijos
    huerfanos = list(barredor.huerfanos(antes).values_list("pk", flat=True)[:POR_VUELTA])
    return sum(_borrar_huerfano(pk, antes, en) for pk in huerfanos) + sum(_barrer_carpeta(p, antes, en) for p in turno)


@transaction.atomic
def _borrar_huerfano(pk: int, antes: datetime, en: datetime) -> bool:
    archivo = barredor.tomar(pk, antes)
    if archivo is None:
        return False
    objeto, datos = clave_de(archivo), {"sha256": archivo.sha256, "bytes": archivo.tamano, "causa": "sin referencia"}
    barredor.borrar(archivo)
    anotar("archivo.barrido", objeto, por=None, en=en, datos=datos)
    return True


def _barrer_carpeta(prefijo: str, antes: datetime, en: datetime) -> int:
    sueltos = sum(_borrar_suelto(huella, en) for huella in barredor.sin_renglon(prefijo, antes))
    parciales = barredor.borrar_parciales(prefijo, antes)
    if parciales:
        with transaction.atomic():
            anotar("archivo.barrido", f"almacen:{prefijo}", por=None, en=en,
                   datos={"cuantos": parciales, "causa": "escritura a medias"})
    return sueltos + parciales


@transaction.atomic
def _borrar_suelto(huella: str, en: datetime) -> bool:
    with barredor.reservada(huella) as renglon:
        if renglon is None:
            return False
        barredor.borrar(renglon)
    anotar("archivo.barrido", f"almacen:{huella[:2]}", por=None, en=en,
           datos={"sha256": huella, "causa": "sin renglón"})
    return True
