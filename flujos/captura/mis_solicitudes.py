"""«Mis solicitudes»: las del ente de la persona (o las que recepción abrió en papel), por páginas de llave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from cuentas.acceso.acceso import ambito, puede
from cuentas.avisos import avisos
from cuentas.models import Aviso, Ente, Usuario
from cuentas.reloj import HERMOSILLO
from cuentas.temas import TEMPORADA
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import Estado, SolicitudQuerySet

POR_PAGINA = 25
ARCHIVADA = "archivada"
ESTADOS = [*Estado.choices, (ARCHIVADA, "Borrador archivado")]
TITULOS = {0: "Requieren su atención", 1: "Requieren su atención", 2: "En curso", 3: "Concluidas"}


@dataclass(frozen=True)
class Pagina:
    """Un tramo de la lista, en grupos con título, y las llaves de los tramos vecinos."""

    grupos: list[tuple[str, list[Solicitud]]]
    anterior: str = ""
    siguiente: str = ""


def entes_de(usuario: Usuario) -> QuerySet[Ente]:
    """Los entes a cuyo nombre puede capturar."""
    if puede(usuario, "solicitud.capturar_papel"):
        return Ente.objects.all()
    return Ente.objects.filter(pk__in=ambito(usuario, "solicitud.elaborar").entes)


def de_varios(usuario: Usuario) -> bool:
    """Si captura por más de un ente, y su lista debe decir de cuál es cada una."""
    return puede(usuario, "solicitud.capturar_papel") or len(ambito(usuario, "solicitud.elaborar").entes) > 1


def las_suyas(usuario: Usuario) -> SolicitudQuerySet:
    """Las que la persona captura: las de su ente y las que abrió en papel."""
    suyas = Solicitud.objects.visibles_para(usuario, "solicitud.elaborar")
    if puede(usuario, "solicitud.capturar_papel"):
        de_papel = Solicitud.objects.visibles_para(usuario, "solicitud.capturar_papel")
        suyas |= de_papel.filter(elaborada_por=usuario)
    return suyas.select_related("ente", "formulario")


def archivadas(usuario: Usuario) -> int:
    """Cuántos borradores tiene archivados."""
    return las_suyas(usuario).filter(archivada_en__isnull=False).count()


def copiables(usuario: Usuario) -> SolicitudQuerySet:
    """De las que puede partir otra: las ya presentadas de sus entes y sus plantillas."""
    suyas = Solicitud.objects.visibles_para(usuario, "solicitud.elaborar").select_related("ente")
    return suyas.filter(~Q(estado=Estado.BORRADOR) | ~Q(plantilla="")).order_by("-elaborada_en", "-pk")


def anteriores(usuario: Usuario) -> SolicitudQuerySet:
    """Las ya presentadas de sus entes, de la más reciente a la más antigua."""
    return copiables(usuario).exclude(estado=Estado.BORRADOR)


def plantillas(usuario: Usuario) -> SolicitudQuerySet:
    """Las que sus entes guardaron como plantilla, por nombre."""
    return copiables(usuario).exclude(plantilla="").order_by("plantilla", "pk")


def temporada_de(usuario: Usuario, hoy: date) -> Aviso | None:
    """Lo que se le dijo este año de su fin de año anterior."""
    return avisos.ultimo(usuario, TEMPORADA, datetime(hoy.year, 1, 1, tzinfo=HERMOSILLO))


def pagina(usuario: Usuario, *, texto: str = "", estado: str = "", despues: str = "", antes: str = "") -> Pagina:
    """Un tramo de 25; `despues` y `antes` son llaves de otra página, y una llave que no se entiende se ignora."""
    consulta = las_suyas(usuario).que_dicen(texto)
    consulta = consulta.filter(archivada_en__isnull=estado != ARCHIVADA)
    if estado in Estado.values:
        consulta = consulta.filter(estado=estado)
    llave, hacia_atras = _leer(antes or despues), bool(antes and _leer(antes))
    filas: list[Solicitud] = []
    for tramo in _tramos(consulta, llave, hacia_atras):
        filas += tramo[: POR_PAGINA + 1 - len(filas)]
    return _armar(filas, con_llave=bool(llave), hacia_atras=hacia_atras)


def con_llave(sentido: str, llave: str, consulta: dict[str, str]) -> str:
    """La dirección de un tramo vecino con los mismos filtros; vacía si no hay."""
    filtros = {clave: valor for clave, valor in consulta.items() if clave in ("q", "estado") and valor}
    return f"?{urlencode({**filtros, sentido: llave})}" if llave else ""


def _armar(filas: list[Any], *, con_llave: bool, hacia_atras: bool) -> Pagina:
    hay_mas, filas = len(filas) > POR_PAGINA, filas[:POR_PAGINA]
    if hacia_atras:
        filas.reverse()
    if not filas:
        return Pagina([])
    hay_antes = hay_mas if hacia_atras else con_llave
    hay_despues = True if hacia_atras else hay_mas
    return Pagina(
        [(titulo, list(grupo)) for titulo, grupo in groupby(filas, key=_titulo)],
        _llave(filas[0]) if hay_antes else "",
        _llave(filas[-1]) if hay_despues else "",
    )


def _titulo(solicitud: Any) -> str:
    return TITULOS[solicitud.grupo]


def _llave(solicitud: Any) -> str:
    return f"{solicitud.grupo}.{solicitud.elaborada_en.isoformat()}.{solicitud.pk}"


def _leer(texto: str) -> tuple[int, datetime, int] | None:
    grupo, _, resto = texto.partition(".")
    momento, _, pk = resto.rpartition(".")
    try:
        en = datetime.fromisoformat(momento)
        llave = int(grupo), en.astimezone(UTC), int(pk)
    except (ValueError, OverflowError):  # una fecha de los extremos puede no caber en UTC
        return None
    return llave if en.tzinfo and 0 <= llave[2] < 2**63 and 0 <= llave[0] < 10 else None


def _tramos(consulta: SolicitudQuerySet, llave: tuple[int, datetime, int] | None, hacia_atras: bool) -> list[Any]:
    """Lo que resta del grupo de la llave y, luego, los demás grupos: cada uno entra por el índice donde empieza."""
    orden = ("-grupo", "elaborada_en", "pk") if hacia_atras else ("grupo", "-elaborada_en", "-pk")
    consulta = consulta.order_by(*orden)
    if llave is None:
        return [consulta]
    grupo, en, pk = llave
    if hacia_atras:
        del_grupo = Q(grupo=grupo, elaborada_en__gte=en) & (Q(elaborada_en__gt=en) | Q(pk__gt=pk))
        return [consulta.filter(del_grupo), consulta.filter(grupo__lt=grupo)]
    del_grupo = Q(grupo=grupo, elaborada_en__lte=en) & (Q(elaborada_en__lt=en) | Q(pk__lt=pk))
    return [consulta.filter(del_grupo), consulta.filter(grupo__gt=grupo)]
