"""Agrupar y separar expedientes: se estudian juntos, y ninguno cambia de estado, folio ni plazos."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Usuario
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.models import Agrupacion, Pertenencia, Solicitud
from dictamenes.reglas.participacion import exigir_sin_impedimento

MAXIMO = 30


def agrupar(
    solicitudes: Iterable[Solicitud], *, por: Usuario, en: datetime, motivo: str, nombre: str = "",
    envio: str | None = None,
) -> Agrupacion:
    """Las reúne en un grupo nuevo o, si alguna ya tiene grupo, en ése (`nombre` sobra). Deja evento en cada una.

    Lanza `DatosInvalidos`, `EstadoEquivocado`, `AccesoDenegado`, `Impedimento` o, por `envio`, `YaSeEnvio`.
    """
    with una_vez(envio) as clave:
        todas = _bajo_candado((s.pk for s in solicitudes), por)
        grupo = _grupo_de(todas) or _grupo_nuevo(nombre.strip(), motivo.strip(), por, en)
        nuevas = [s for s in todas if getattr(s, "pertenencia", None) is None]
        _exigir_juntas(todas, nuevas, grupo)
        for solicitud in nuevas:
            exigir_sin_impedimento(solicitud, por)
        Pertenencia.objects.bulk_create([Pertenencia(agrupacion=grupo, solicitud=s) for s in nuevas])
        for solicitud in nuevas:
            datos = {"agrupacion": grupo.pk, "nombre": grupo.nombre, "motivo": motivo.strip()}
            anotar("solicitud.agrupada", solicitud, por=por, en=en, datos=datos, clave=clave)
            clave = None  # la ficha del envío va en el primero
    return grupo


@transaction.atomic
def separar(solicitud: Solicitud, *, por: Usuario, en: datetime, motivo: str) -> None:
    """La saca de su grupo; si queda una sola, ésa también sale. Lanza `EstadoEquivocado` o `AccesoDenegado`."""
    suya = Pertenencia.objects.filter(solicitud=solicitud).first()
    juntas = Pertenencia.objects.filter(agrupacion=suya.agrupacion_id if suya else None)
    bloqueadas = Solicitud.objects.select_for_update(of=("self",)).order_by("pk")
    list(bloqueadas.filter(pk__in=list(juntas.values_list("solicitud", flat=True))))
    if not Solicitud.objects.visibles_para(por, "solicitud.agrupar").filter(pk=solicitud.pk).exists():
        raise AccesoDenegado("Su papel no permite separar este expediente.")
    quedan = list(juntas.select_related("solicitud", "agrupacion").order_by("pk"))
    suyas = [p for p in quedan if p.solicitud_id == solicitud.pk]
    if not suyas:
        raise EstadoEquivocado("Este expediente ya no está en un grupo.")
    exigir_sin_impedimento(suyas[0].solicitud, por)
    salen = quedan if len(quedan) <= 2 else suyas
    for pertenencia in salen:
        dicho = motivo.strip() if pertenencia in suyas else "Era la última de su grupo."
        datos = {"agrupacion": pertenencia.agrupacion_id, "nombre": pertenencia.agrupacion.nombre, "motivo": dicho}
        pertenencia.delete()
        anotar("solicitud.separada", pertenencia.solicitud, por=por, en=en, datos=datos)


def _bajo_candado(numeros: Iterable[int], por: Usuario) -> list[Solicitud]:
    """Releídas y bloqueadas, siempre en el mismo orden: dos agrupaciones a la vez no se esperan entre sí."""
    pedidas = set(numeros)
    alcanzadas = Solicitud.objects.visibles_para(por, "solicitud.agrupar").filter(pk__in=pedidas)
    if alcanzadas.count() != len(pedidas):
        raise AccesoDenegado("Su papel no permite agrupar alguno de esos expedientes.")
    list(Solicitud.objects.select_for_update(of=("self",)).filter(pk__in=pedidas).order_by("pk"))
    return list(Solicitud.objects.filter(pk__in=pedidas).select_related("pertenencia__agrupacion").order_by("pk"))


def _grupo_de(solicitudes: list[Solicitud]) -> Agrupacion | None:
    grupos = {s.pertenencia.agrupacion for s in solicitudes if getattr(s, "pertenencia", None)}
    if len(grupos) > 1:
        raise EstadoEquivocado("Esos expedientes están en grupos distintos: separe primero los de uno.")
    return grupos.pop() if grupos else None


def _grupo_nuevo(nombre: str, motivo: str, por: Usuario, en: datetime) -> Agrupacion:
    if not nombre or not motivo:
        raise DatosInvalidos("Escriba el nombre del grupo y el motivo.")
    return Agrupacion.objects.create(nombre=nombre, motivo=motivo, creada_por=por, creada_en=en)


def _exigir_juntas(todas: list[Solicitud], nuevas: list[Solicitud], grupo: Agrupacion) -> None:
    if len(todas) < 2:
        raise DatosInvalidos("Escriba al menos otro folio: un grupo es de dos o más.")
    if not nuevas:
        raise EstadoEquivocado("Esos expedientes ya están juntos.")
    if grupo.pertenencias.count() + len(nuevas) > MAXIMO:
        raise DatosInvalidos(f"Un grupo es de hasta {MAXIMO} expedientes.")
    for solicitud in nuevas:
        if solicitud.folio is None or solicitud.esta_concluida:
            raise EstadoEquivocado(f"{solicitud.folio or 'El borrador'} no está en trámite.")
