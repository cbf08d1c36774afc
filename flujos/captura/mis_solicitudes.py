"""«Mis solicitudes»: las del ente de la persona (o las que recepción abrió en papel), por páginas de llave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from cuentas.acceso.acceso import ambito, puede
from cuentas.avisos import avisos
from cuentas.interfaz.filtros import PorLlave, entero, momento, uno_de
from cuentas.interfaz.paginas import Llave, Tramo
from cuentas.models import Aviso, Ente, Usuario
from cuentas.reloj import HERMOSILLO
from cuentas.temas import TEMPORADA
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import Estado, SolicitudQuerySet

POR_PAGINA = 25
POR_GRUPO = Llave({"grupo": entero, "-elaborada_en": momento, "-pk": entero}, por_grupos=True)
ARCHIVADA = "archivada"
ESTADOS = [*Estado.choices, (ARCHIVADA, "Borrador archivado")]
TITULOS = {0: "Requieren su atención", 1: "Requieren su atención", 2: "En curso", 3: "Concluidas"}


@dataclass(frozen=True)
class Filtros(PorLlave):
    """Lo que se pidió ver."""

    q: str = ""
    estado: str = uno_de(dict(ESTADOS))


def entes_de(usuario: Usuario) -> QuerySet[Ente]:
    """Los entes a cuyo nombre puede capturar."""
    if puede(usuario, "solicitud.capturar_papel"):
        return Ente.objects.all()
    return Ente.objects.filter(pk__in=ambito(usuario, "solicitud.elaborar").entes)


def de_varios(usuario: Usuario) -> bool:
    """Si captura por más de un ente, y su lista debe decir de cuál es cada una."""
    return puede(usuario, "solicitud.capturar_papel") or len(ambito(usuario, "solicitud.elaborar").entes) > 1


def solicitudes_que_captura(usuario: Usuario) -> SolicitudQuerySet:
    """Las que la persona captura: las de su ente y las que abrió en papel."""
    suyas = Solicitud.objects.visibles_para(usuario, "solicitud.elaborar")
    if puede(usuario, "solicitud.capturar_papel"):
        de_papel = Solicitud.objects.visibles_para(usuario, "solicitud.capturar_papel")
        suyas |= de_papel.filter(elaborada_por=usuario)
    return suyas.select_related("ente", "formulario")


def archivadas(usuario: Usuario) -> int:
    """Cuántos borradores tiene archivados."""
    return solicitudes_que_captura(usuario).filter(archivada_en__isnull=False).count()


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


def pagina(usuario: Usuario, filtros: Filtros) -> Tramo[Solicitud]:
    consulta = solicitudes_que_captura(usuario).que_dicen(filtros.q)
    consulta = consulta.filter(archivada_en__isnull=filtros.estado != ARCHIVADA)
    if filtros.estado in Estado.values:
        consulta = consulta.filter(estado=filtros.estado)
    return POR_GRUPO.tramo(consulta, POR_PAGINA, despues=filtros.despues, antes=filtros.antes)


def por_grupo(solicitudes: list[Solicitud]) -> list[tuple[str, list[Solicitud]]]:
    return [(titulo, list(grupo)) for titulo, grupo in groupby(solicitudes, key=lambda s: TITULOS[s.grupo])]
