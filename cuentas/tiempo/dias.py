"""Declarar y quitar días del calendario: uno, un periodo o un archivo entero, con su fuente y su evento."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import metadata

from django.db import transaction
from django.db.models import Max

from bitacora.cadena import anotar
from bitacora.models import Evento
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import DiaDeCalendario, Ente, Usuario

OPERACION = "catalogos.administrar"
OBJETO = "catalogo:calendario"
LARGO = 120
Clase = DiaDeCalendario.Clase


class DiaImposible(Rechazo):
    """El día ya no está en el calendario."""


@dataclass(frozen=True)
class Dia:
    """Un día por declarar; sin `ente` es para todos."""

    fecha: date
    clase: str
    motivo: str
    fuente: str
    ente: Ente | None = None


def periodo(desde: date, hasta: date, *, clase: str, motivo: str, fuente: str, ente: Ente | None = None) -> list[Dia]:
    """Los días de un periodo, ambos extremos incluidos."""
    cuantos = (hasta - desde).days + 1
    return [Dia(desde + timedelta(days=k), clase, motivo, fuente, ente) for k in range(cuantos)]


def federales(anio: int) -> list[Dia]:
    """Los de descanso obligatorio de un año, según la biblioteca `holidays`."""
    import holidays  # pesa, y sólo se pide al declarar los de un año

    fuente = f"federal (holidays {metadata.version('holidays')})"
    dias = holidays.country_holidays("MX", years=anio, language="es").items()
    return [Dia(dia, Clase.INHABIL, motivo[:LARGO], fuente) for dia, motivo in sorted(dias)]


def version() -> int:
    """El número del último evento del calendario: cambia con cada cambio suyo."""
    return Evento.objects.filter(objeto=OBJETO).aggregate(ultimo=Max("n"))["ultimo"] or 0


def federales_por_agregar(anio: int) -> list[Dia]:
    """Los federales del año cuyo día todavía no está en el calendario general: lo ya capturado no se toca."""
    conocidos = set(DiaDeCalendario.objects.filter(ente=None, fecha__year=anio).values_list("fecha", flat=True))
    return [dia for dia in federales(anio) if dia.fecha not in conocidos]


def declarar(dias: Sequence[Dia], *, por: Usuario, en: datetime, envio: str | None = None) -> list[Dia]:
    """Agrega los días nuevos y corrige los que cambian; devuelve los que de verdad cambiaron algo.

    Deja un evento con lo anterior y lo nuevo. Lanza `AccesoDenegado`, o `YaSeEnvio` si el envío se repite.
    """
    with una_vez(envio) as clave:
        exigir(por, OPERACION)
        cambian = por_cambiar(dias)
        if cambian:
            antes = _guardados(cambian)
            for dia in cambian:
                DiaDeCalendario.objects.update_or_create(
                    fecha=dia.fecha, ente=dia.ente,
                    defaults={"clase": dia.clase, "motivo": dia.motivo, "fuente": dia.fuente},
                )
            datos = {"dias": [_dicho(dia) | {"antes": antes.get(_llave(dia))} for dia in cambian]}
            anotar("calendario.declarado", OBJETO, por=por, en=en, datos=datos, clave=clave)
    return cambian


def por_cambiar(dias: Sequence[Dia]) -> list[Dia]:
    """De esos días, los que no están ya tal cual; si uno se repite, vale el último."""
    ultimos = {_llave(dia): dia for dia in dias}
    guardados = _guardados(list(ultimos.values()))
    return [dia for llave, dia in ultimos.items() if guardados.get(llave) != [dia.clase, dia.motivo, dia.fuente]]


@transaction.atomic
def quitar(pk: int, *, por: Usuario, en: datetime) -> Dia:
    """Quita un día que se declaró por error. Lanza `DiaImposible` si ya no está, o `AccesoDenegado`."""
    exigir(por, OPERACION)
    guardado = DiaDeCalendario.objects.select_for_update().filter(pk=pk).select_related(None).first()
    if guardado is None:
        raise DiaImposible("Ese día ya no está en el calendario.")
    dia = Dia(guardado.fecha, guardado.clase, guardado.motivo, guardado.fuente, guardado.ente)
    guardado.delete()
    anotar("calendario.quitado", OBJETO, por=por, en=en, datos=_dicho(dia))
    return dia


def _llave(dia: Dia) -> tuple[date, int | None]:
    return dia.fecha, dia.ente.pk if dia.ente else None


def _guardados(dias: Sequence[Dia]) -> dict[tuple[date, int | None], list[str]]:
    filas = DiaDeCalendario.objects.filter(fecha__in={dia.fecha for dia in dias})
    campos = ("fecha", "ente_id", "clase", "motivo", "fuente")
    return {(fecha, ente): resto for fecha, ente, *resto in filas.values_list(*campos)}


def _dicho(dia: Dia) -> dict[str, object]:
    return {"fecha": dia.fecha, "clase": dia.clase, "motivo": dia.motivo, "fuente": dia.fuente,
            "ente": dia.ente.siglas if dia.ente else None}
