"""Abrir, detener, reanudar, prorrogar y cerrar plazos en días hábiles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Greatest

from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import (
    Calendario,
    Cuenta,
    Paro,
    calendario_de,
    dia_de_recepcion,
    fin_del_dia,
    habiles_entre,
    sumar_habiles,
)
from dictamenes.models import Plazo, Solicitud, Suspension
from dictamenes.models.catalogos import Tipo

SUSPENDE = "suspende"


@dataclass(frozen=True)
class Reloj:
    """Cómo va un plazo, en días hábiles: los que tiene, los usados, los que estuvo detenido y los que quedan."""

    dias: int
    usados: int
    detenidos: int
    vence_en: datetime
    esta_detenido: bool
    cerrado_en: datetime | None

    @property
    def quedan(self) -> int:
        """Los que faltan; cero si ya se pasó."""
        return max(self.dias - self.usados, 0)

    @property
    def de_mas(self) -> int:
        """Los que ya se pasó."""
        return max(self.usados - self.dias, 0)


def abrir(solicitud: Solicitud, clase: str, en: datetime, calendario: Calendario | None = None) -> Plazo:
    """Abre el plazo de una etapa desde `en`; guarda los días que salta y por qué.

    `calendario` es el de su ente, si ya se leyó.
    """
    dias = dias_de(solicitud, clase)
    cuenta = _contar(solicitud, dias, en, calendario)
    return Plazo.objects.create(
        solicitud=solicitud, clase=clase, inicia_en=en, dias=dias, vence_en=fin_del_dia(cuenta.vence),
        saltados=cuenta.saltados,
    )


def vencimiento(solicitud: Solicitud, clase: str, en: datetime) -> datetime:
    """Cuándo vencería un plazo que se abriera en ese momento, para mostrarlo antes de abrirlo."""
    return fin_del_dia(_contar(solicitud, dias_de(solicitud, clase), en).vence)


def dia_habil(solicitud: Solicitud, dias: int, en: datetime) -> date:
    """El último de esos días hábiles, con el calendario de su ente: para lo que tiene fecha y no detiene nada."""
    return _contar(solicitud, dias, en).vence


def cerrar(solicitud: Solicitud, en: datetime, *clases: str) -> None:
    """Cierra los plazos abiertos de esas clases (o todos), también los detenidos.

    Con lo que llegó en papel `en` ya pasó: lo que empezó después se cierra como empezó.
    """
    abiertos = Plazo.objects.filter(solicitud=solicitud, cerrado_en=None)
    elegidos = abiertos.filter(clase__in=clases) if clases else abiertos
    Suspension.objects.filter(plazo__in=elegidos, hasta=None).update(hasta=Greatest("desde", Value(en)))
    elegidos.update(cerrado_en=Greatest("inicia_en", Value(en)))


def detener(solicitud: Solicitud, clase: str, en: datetime, motivo: str) -> None:
    """Detiene un plazo abierto; los días que siguen no cuentan hasta reanudarlo."""
    Suspension.objects.create(plazo=_abierto(solicitud, clase), desde=en, motivo=motivo)


def reanudar(solicitud: Solicitud, clase: str, en: datetime) -> Plazo:
    """El plazo detenido vuelve a correr desde el hábil siguiente, con los días que le quedaban."""
    plazo = _abierto(solicitud, clase)
    plazo.suspensiones.filter(hasta=None).update(hasta=en)
    return _recontar(plazo)


def reabrir(solicitud: Solicitud, clase: str, cerrado_en: datetime) -> None:
    """Deshace un cierre de ese momento: el plazo queda como estaba, detenido si lo estaba. Sin él, no hace nada."""
    cerrados = Plazo.objects.filter(solicitud=solicitud, clase=clase, cerrado_en=cerrado_en)
    Suspension.objects.filter(plazo__in=cerrados, hasta=cerrado_en).update(hasta=None)
    cerrados.update(cerrado_en=None)


def prorrogar(solicitud: Solicitud, clase: str, dias: int) -> Plazo:
    """Da más días hábiles a un plazo abierto."""
    plazo = _abierto(solicitud, clase)
    plazo.dias += dias
    return _recontar(plazo)


def contar_desde(plazo: Plazo, inicia_en: datetime) -> Plazo:
    """El mismo plazo, que empezó antes de lo que se esperaba."""
    plazo.inicia_en = inicia_en
    plazo.save(update_fields=["inicia_en"])
    return _recontar(plazo)


def suspende(solicitud: Solicitud) -> bool:
    """Si la prevención detiene el reloj del dictamen de este tipo; si no, lo reinicia."""
    politicas = parametro_de(solicitud, "prevencion.reloj")
    return bool(politicas.get(solicitud.tipo, politicas.get("otros", SUSPENDE)) == SUSPENDE)


def reloj_de(plazo: Plazo, en: datetime, base: Calendario) -> Reloj:
    """Cómo va el plazo en ese momento (o como quedó al cerrarse), con el calendario de su ente."""
    calendario = base.con_paros(_paros(plazo, base))
    inicio = dia_de_recepcion(plazo.inicia_en, base)
    hasta = max(inicio, dia_de(min(en, plazo.cerrado_en or en)))
    usados = habiles_entre(inicio, hasta, calendario)
    return Reloj(
        dias=plazo.dias, usados=usados, detenidos=habiles_entre(inicio, hasta, base) - usados, vence_en=plazo.vence_en,
        esta_detenido=any(paro.hasta is None for paro in calendario.paros), cerrado_en=plazo.cerrado_en,
    )


def recorrer(solicitud: Solicitud) -> list[Plazo]:
    """Cuenta otra vez los plazos abiertos con el calendario de hoy; ninguno se acorta. Devuelve los alargados.

    El que está detenido no se toca: se cuenta al reanudarlo.
    """
    abiertos = Plazo.objects.select_related("solicitud__ente").filter(solicitud=solicitud, cerrado_en=None)
    corriendo = abiertos.exclude(pk__in=Suspension.objects.filter(hasta=None).values("plazo"))
    recuentos = [(plazo, _recuento(plazo)) for plazo in corriendo]
    return [_guardar(plazo, cuenta) for plazo, cuenta in recuentos if fin_del_dia(cuenta.vence) > plazo.vence_en]


def dias_de(solicitud: Solicitud, clase: str) -> int:
    """Días hábiles que tiene una etapa, según el tipo."""
    if clase == Plazo.Clase.DICTAMEN and solicitud.tipo == Tipo.BAJA:
        return int(parametro_de(solicitud, "dictamen.dias_baja"))
    if clase == Plazo.Clase.DICTAMEN and solicitud.tipo == Tipo.BIENES and solicitud.esta_en_estandar():
        return int(parametro_de(solicitud, "dictamen.dias_en_estandar"))
    return int(parametro_de(solicitud, f"{clase}.dias"))


def parametro_de(solicitud: Solicitud, clave: str) -> Any:
    """El valor que regía el día en que se presentó el asunto; hoy, si todavía es borrador."""
    return parametro(clave, dia_de(solicitud.presentada_en) if solicitud.presentada_en else None)


def _contar(solicitud: Solicitud, dias: int, en: datetime, calendario: Calendario | None = None) -> Cuenta:
    calendario = calendario or calendario_de(solicitud.ente)
    return sumar_habiles(dia_de_recepcion(en, calendario), dias, calendario)


def _abierto(solicitud: Solicitud, clase: str) -> Plazo:
    return Plazo.objects.select_related("solicitud__ente").get(solicitud=solicitud, clase=clase, cerrado_en=None)


def _recontar(plazo: Plazo) -> Plazo:
    return _guardar(plazo, _recuento(plazo))


def _recuento(plazo: Plazo) -> Cuenta:
    base = calendario_de(plazo.solicitud.ente)
    return sumar_habiles(dia_de_recepcion(plazo.inicia_en, base), plazo.dias, base.con_paros(_paros(plazo, base)))


def _guardar(plazo: Plazo, cuenta: Cuenta) -> Plazo:
    plazo.vence_en, plazo.saltados = fin_del_dia(cuenta.vence), cuenta.saltados
    plazo.save(update_fields=["dias", "vence_en", "saltados"])
    return plazo


def _paros(plazo: Plazo, calendario: Calendario) -> list[Paro]:
    return [
        Paro(dia_de(s.desde), s.hasta and dia_de_recepcion(s.hasta, calendario), s.motivo)
        for s in plazo.suspensiones.all()
    ]
