"""Días hábiles: contar plazos en días de trabajo y decir cuáles se saltaron y por qué."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, Subquery

from cuentas.models import DiaDeCalendario, VersionDeParametro
from cuentas.parametros import parametro, vigente
from cuentas.reloj import HERMOSILLO, hoy

SABADO = 5
CIERRE = "horario.cierre"


@dataclass(frozen=True)
class Paro:
    """Un plazo detenido: no cuentan ni el día en que se detuvo ni el día en que se reanudó (None = sigue detenido)."""

    desde: date
    hasta: date | None
    motivo: str

    def incluye(self, dia: date) -> bool:
        return self.desde <= dia and (self.hasta is None or dia <= self.hasta)


@dataclass(frozen=True)
class Calendario:
    """Los días que no cuentan (con su motivo) y los que sí aunque parezca que no."""

    inhabiles: dict[date, str] = field(default_factory=dict)
    habilitados: frozenset[date] = frozenset()
    paros: tuple[Paro, ...] = ()
    hora_de_cierre: int | None = None  # la que vino con sus días; None: se pregunta

    def con_paros(self, paros: Iterable[Paro]) -> Calendario:
        """El mismo calendario para un plazo que se detuvo: los días de cada paro tampoco cuentan."""
        return replace(self, paros=tuple(paros))

    def motivo(self, dia: date) -> str:
        """Por qué ese día no cuenta; cadena vacía si es hábil."""
        if dia not in self.habilitados:
            if dia in self.inhabiles:
                return self.inhabiles[dia] or "día inhábil"
            if dia.weekday() >= SABADO:
                return "fin de semana"
        return next((paro.motivo for paro in self.paros if paro.incluye(dia)), "")

    @property
    def cierre(self) -> int:
        """Desde qué hora lo que llega se recibe el hábil siguiente."""
        return int(parametro(CIERRE)) if self.hora_de_cierre is None else self.hora_de_cierre


@dataclass(frozen=True)
class Cuenta:
    """Un plazo contado: el último día y los que se saltaron."""

    vence: date
    saltados: list[dict[str, str]]


def sumar_habiles(desde: date, dias: int, calendario: Calendario) -> Cuenta:
    """Cuenta `dias` hábiles a partir del hábil siguiente a `desde`. ValueError si `dias` no es positivo."""
    if dias < 1:
        raise ValueError("Un plazo tiene al menos un día hábil.")
    dia, contados, saltados = desde, 0, []
    while contados < dias:
        dia += timedelta(days=1)
        if motivo := calendario.motivo(dia):
            saltados.append({"fecha": dia.isoformat(), "motivo": motivo})
        else:
            contados += 1
    return Cuenta(dia, saltados)


def restar_habiles(hasta: date, dias: int, calendario: Calendario) -> date:
    """El día que está `dias` hábiles antes; con cero, el mismo día. ValueError si `dias` es negativo."""
    if dias < 0:
        raise ValueError("Los días que se restan no son negativos.")
    dia, contados = hasta, 0
    while contados < dias:
        dia -= timedelta(days=1)
        contados += not calendario.motivo(dia)
    return dia


def habiles_entre(desde: date, hasta: date, calendario: Calendario) -> int:
    """Días hábiles después de `desde` y hasta `hasta` inclusive; negativo si ya pasó."""
    if hasta < desde:
        return -habiles_entre(hasta, desde, calendario)
    dias = (desde + timedelta(days=k) for k in range(1, (hasta - desde).days + 1))
    return sum(1 for dia in dias if not calendario.motivo(dia))


def calendario_de(ente: Any = None) -> Calendario:
    """El calendario vigente para un ente (o, sin él, el general): lo general y, encima, lo suyo."""
    pk = getattr(ente, "pk", ente)
    return _calendario(_dias([pk]), pk)


def calendarios_de(entes: Iterable[int]) -> dict[int, Calendario]:
    """El calendario de cada ente (por su pk), con una sola consulta para todos."""
    pedidos = set(entes)
    filas = _dias(pedidos)
    general, con_suyos = _calendario(filas, None), {f.ente_id for f in filas}
    return {ente: _calendario(filas, ente) if ente in con_suyos else general for ente in pedidos}


def _dias(entes: Collection[int]) -> list[Any]:
    """Los renglones generales y los de esos entes, sin el costo de armar modelos y con la hora de cierre guardada."""
    cierre = Subquery(
        VersionDeParametro.objects.que_rigen(hoy()).filter(clave=CIERRE).order_by("-numero").values("valor")[:1])
    suyos = DiaDeCalendario.objects.filter(Q(ente=None) | Q(ente__in=entes)).annotate(cierre=cierre)
    return list(suyos.values_list("ente_id", "fecha", "clase", "motivo", "cierre", named=True))


def _calendario(filas: list[Any], ente: int | None) -> Calendario:
    propias = [] if ente is None else [f for f in filas if f.ente_id == ente]
    por_dia = {f.fecha: f for f in filas if f.ente_id is None} | {f.fecha: f for f in propias}
    habilitado = DiaDeCalendario.Clase.HABILITADO
    return Calendario(
        inhabiles={dia: f.motivo for dia, f in por_dia.items() if f.clase != habilitado},
        habilitados=frozenset(dia for dia, f in por_dia.items() if f.clase == habilitado),
        hora_de_cierre=vigente(CIERRE, filas[0].cierre) if filas else None,
    )


def dia_de_recepcion(en: datetime, calendario: Calendario | None = None) -> date:
    """El día en que se tiene por recibido: fuera de horario o en inhábil, el hábil siguiente.

    Sin `calendario` se usa el general.
    """
    calendario = calendario_de() if calendario is None else calendario
    local = en.astimezone(HERMOSILLO)
    if local.hour < calendario.cierre and not calendario.motivo(local.date()):
        return local.date()
    return sumar_habiles(local.date(), 1, calendario).vence


def fin_del_dia(dia: date) -> datetime:
    """Último segundo de ese día en Hermosillo."""
    return datetime.combine(dia, time(23, 59, 59), tzinfo=HERMOSILLO)


def apertura(dia: date) -> datetime:
    """La hora en que abren las oficinas ese día, en Hermosillo."""
    return datetime.combine(dia, time(parametro("horario.apertura", dia)), tzinfo=HERMOSILLO)
