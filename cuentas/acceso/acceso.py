"""La única función de acceso: papel × operación → alcance, con los permisos de objeto de guardian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, CharField, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from guardian.models import UserObjectPermission

from bitacora.atado import exigir_atados
from bitacora.rechazos import Rechazo
from cuentas import reloj
from cuentas.models import (
    Area,
    Ente,
    Nombramiento,
    OrdenDeAuditoria,
    Usuario,
    UsuarioQuerySet,
)
from cuentas.papeles import MATRIZ, PAPELES, Alcance
from cuentas.preparada import Preparada, hueco


class AccesoDenegado(Rechazo):
    """La persona no tiene el papel, o su papel no llega a este objeto."""


class PersonaIntocable(Rechazo):
    """Nadie cambia sus propios datos de alta ni desactiva su propia cuenta."""


@dataclass(frozen=True)
class Orden:
    """Una orden de auditoría como límite de lo que se lee; lo que no dice no acota. Las fechas son de presentación."""

    numero: str
    autoridad: str
    vigente_hasta: date
    entes: frozenset[int] = frozenset()
    ejercicio: int | None = None
    desde: date | None = None
    hasta: date | None = None


@dataclass(frozen=True)
class Ambito:
    """Lo que una persona alcanza en una operación, listo para traducirse a un filtro.

    Quien audita con órdenes no alcanza `todo`: sólo lo de ellas. Quien no sepa traducirlas no le enseña nada.
    """

    todo: bool = False
    entes: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    en_estrategia: bool = False
    en_firma: bool = False
    ordenes: tuple[Orden, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.todo or self.entes or self.areas or self.en_estrategia or self.en_firma or self.ordenes)


class Vigente(NamedTuple):
    """De un nombramiento vigente, lo que aquí se decide."""

    pk: int
    papel: str
    ente_id: int | None
    area_id: int | None
    presenta_quien_elabora: bool | None  # en su ente, si lo tiene
    con_orden: bool  # de auditoría


def nombramientos(usuario: Usuario) -> list[Vigente]:
    """Nombramientos vigentes hoy que además tienen su permiso derivado; una consulta por petición."""
    if not usuario.is_authenticated or not usuario.is_active:
        return []
    guardados, hoy = getattr(usuario, "_nombramientos_vigentes", None), reloj.hoy()
    if guardados is None or guardados[0] != hoy:
        guardados = (hoy, [Vigente(*renglon) for renglon in VIGENTES(hoy=hoy, persona=usuario.pk)])
        usuario._nombramientos_vigentes = guardados  # type: ignore[attr-defined]  # vive lo que la petición
    return guardados[1]


def papeles(usuario: Usuario) -> set[str]:
    """Claves de los papeles que la persona tiene hoy."""
    return {n.papel for n in nombramientos(usuario)}


def ordenes(usuario: Usuario) -> tuple[Orden, ...]:
    """Las órdenes con que hoy audita la persona; ninguna si no audita o si lee todo. A quien no audita no le cuesta."""
    if not any(n.con_orden for n in nombramientos(usuario)):
        return ()
    guardadas, hoy = getattr(usuario, "_ordenes_vigentes", None), reloj.hoy()
    if guardadas is None or guardadas[0] != hoy:
        suyas = OrdenDeAuditoria.objects.vigentes(hoy).filter(auditores=usuario).prefetch_related("entes")
        guardadas = (hoy, tuple(_como_limite(orden) for orden in suyas))
        usuario._ordenes_vigentes = guardadas  # type: ignore[attr-defined]  # vive lo que la petición
    return guardadas[1]


def ambito(usuario: Usuario, operacion: str) -> Ambito:
    """Hasta dónde llega la persona en una operación. KeyError si la operación no está en la matriz."""
    fila = MATRIZ[operacion]
    suyos = [(fila[n.papel], n) for n in nombramientos(usuario) if n.papel in fila]
    de_ente = {Alcance.ENTE, Alcance.ENTE_UNIPERSONAL}
    alcances = {alcance for alcance, _ in suyos}
    acotado = ordenes(usuario) if "auditor" in fila and Alcance.TODO in alcances else ()
    return Ambito(
        todo=Alcance.TODO in alcances and not acotado,
        ordenes=acotado,
        entes=frozenset(n.ente_id for alcance, n in suyos if n.ente_id and alcance in de_ente and _alcanza(alcance, n)),
        areas=frozenset(n.area_id for alcance, n in suyos if n.area_id and alcance == Alcance.AREA),
        en_estrategia=Alcance.EN_ESTRATEGIA in alcances,
        en_firma=Alcance.EN_FIRMA in alcances,
    )


def puede(usuario: Usuario, operacion: str, objeto: Any = None) -> bool:
    """Si la persona puede la operación (sobre ese Ente o Area, o sobre alguno si no se da)."""
    alcanzado = ambito(usuario, operacion)
    if objeto is None or alcanzado.todo:
        return bool(alcanzado)
    if isinstance(objeto, Ente):
        return objeto.pk in alcanzado.entes or any(objeto.pk in (o.entes or {objeto.pk}) for o in alcanzado.ordenes)
    if isinstance(objeto, Area):
        return objeto.pk in alcanzado.areas
    raise TypeError(f"El acceso se decide sobre Ente o Area, no sobre {type(objeto).__name__}.")


def exigir(usuario: Usuario, operacion: str, objeto: Any = None) -> None:
    """Lanza `AccesoDenegado` si la persona no puede la operación."""
    if not puede(usuario, operacion, objeto):
        quienes = ", ".join(PAPELES[papel].nombre.lower() for papel in MATRIZ[operacion])
        raise AccesoDenegado(f"Su papel no permite esta acción. Le toca a: {quienes}.")


def exigir_papeles_atados(usuario: Usuario) -> None:
    """Que cada papel que hoy tiene sea el que se registró: nadie actúa con uno puesto en la base por fuera.

    Lanza `ContenidoAlterado`.
    """
    exigir_atados(*Nombramiento.objects.filter(pk__in=[vigente.pk for vigente in nombramientos(usuario)]))


def exigir_administrar_a(persona: Usuario, por: Usuario) -> None:
    """Lanza `AccesoDenegado` si quien actúa no administra personas, `PersonaIntocable` si la persona es él."""
    exigir(por, "personas.administrar")
    exigir_papeles_atados(por)
    if por.pk == persona.pk:
        raise PersonaIntocable("Nadie administra su propia cuenta: pídalo a otra persona administradora.")


def exigir_administrar_gente(usuario: Usuario, ente: Ente | None = None) -> None:
    """Lanza `AccesoDenegado` si no administra personas ni, cuando se trata de un ente, a la gente de ese ente."""
    if ente is None or not puede(usuario, "personas.del_ente", ente):
        exigir(usuario, "personas.administrar")
    exigir_papeles_atados(usuario)


def permisos_de_bandeja(usuario: Usuario) -> list[tuple[str, int | None]]:
    """Pares (permiso, pk de Ente o Area) con los que el motor ofrece tareas a esta persona."""
    suyos = nombramientos(usuario)
    pares = [(f"cuentas.{PAPELES[n.papel].permiso}", n.ente_id or n.area_id) for n in suyos]
    unipersonales = [n.ente_id for n in suyos if n.papel == "elabora" and n.presenta_quien_elabora]
    return pares + [(f"cuentas.{PAPELES['presenta'].permiso}", ente_id) for ente_id in unipersonales]


def quienes_atienden(permiso: str, objeto: int | None, fecha: date) -> UsuarioQuerySet:
    """A quiénes ofrece el motor lo que pide ese permiso (sobre ese Ente o Area): el revés de `permisos_de_bandeja`."""
    papel = next(papel for papel in PAPELES.values() if f"cuentas.{papel.permiso}" == permiso)
    donde = {papel.de: objeto} if objeto else {}
    personas = Usuario.objects.nombradas(fecha, papel=papel.clave, **donde)
    if papel.clave != "presenta":
        return personas
    return personas | Usuario.objects.nombradas(fecha, papel="elabora", **donde, ente__presenta_quien_elabora=True)


def _como_limite(orden: OrdenDeAuditoria) -> Orden:
    return Orden(
        orden.numero, orden.autoridad, orden.vigente_hasta, frozenset(e.pk for e in orden.entes.all()),
        orden.ejercicio, orden.desde, orden.hasta,
    )


def _alcanza(alcance: Alcance, nombramiento: Vigente) -> bool:
    return alcance == Alcance.ENTE or bool(nombramiento.presenta_quien_elabora)


def _con_permiso() -> QuerySet[Any, Any]:
    """Los centrales y, de los de un ente o un área, los que tienen además su permiso de objeto."""
    de_objeto = UserObjectPermission.objects.filter(
        user=OuterRef("persona"), permission__codename=OuterRef("permiso"),
        object_pk=Cast(Coalesce(OuterRef("ente_id"), OuterRef("area_id")), CharField()),
    )
    permisos = {papel.clave: papel.permiso for papel in PAPELES.values() if papel.de != "central"}
    con_permiso = Nombramiento.objects.alias(
        permiso=Case(*(When(papel=clave, then=Value(permiso)) for clave, permiso in permisos.items()))
    )
    alcanzan = con_permiso.filter(~Q(papel__in=permisos) | Exists(de_objeto)).order_by("papel", "pk")
    hoy = hueco("hoy", DateField())
    ordenes_suyas = Exists(OrdenDeAuditoria.objects.vigentes(hoy).filter(auditores=OuterRef("persona")))
    con_orden = Case(When(papel="auditor", then=ordenes_suyas), default=Value(False))
    suyos = alcanzan.vigentes(hoy).filter(persona=hueco("persona"))
    return suyos.values_list("pk", "papel", "ente", "area", "ente__presenta_quien_elabora", con_orden)


VIGENTES = Preparada(_con_permiso)
