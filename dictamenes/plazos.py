"""Abrir y cerrar plazos en días hábiles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cuentas.calendario import Cuenta, calendario_de, dia_de_recepcion, fin_del_dia, sumar_habiles
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.models import Plazo, Solicitud
from dictamenes.models.catalogos import Tipo


def abrir(solicitud: Solicitud, clase: str, en: datetime) -> Plazo:
    """Abre el plazo de una etapa desde `en`; guarda los días que salta y por qué."""
    dias = dias_de(solicitud, clase)
    cuenta = _contar(solicitud, dias, en)
    return Plazo.objects.create(
        solicitud=solicitud, clase=clase, inicia_en=en, dias=dias, vence_en=fin_del_dia(cuenta.vence),
        saltados=cuenta.saltados,
    )


def vencimiento(solicitud: Solicitud, clase: str, en: datetime) -> datetime:
    """Cuándo vencería un plazo que se abriera en ese momento, para mostrarlo antes de abrirlo."""
    return fin_del_dia(_contar(solicitud, dias_de(solicitud, clase), en).vence)


def cerrar(solicitud: Solicitud, en: datetime, *clases: str) -> None:
    """Cierra los plazos abiertos de esas clases (o todos)."""
    abiertos = Plazo.objects.filter(solicitud=solicitud, cerrado_en=None)
    (abiertos.filter(clase__in=clases) if clases else abiertos).update(cerrado_en=en)


def dias_de(solicitud: Solicitud, clase: str) -> int:
    """Días hábiles que tiene una etapa, según el tipo."""
    if clase == Plazo.Clase.DICTAMEN and solicitud.tipo == Tipo.BAJA:
        return int(parametro("dictamen.dias_baja"))
    if clase == Plazo.Clase.DICTAMEN and solicitud.tipo == Tipo.BIENES and solicitud.esta_en_estandar():
        return int(parametro("dictamen.dias_en_estandar"))
    return int(parametro(f"{clase}.dias"))


def vigencia(firmado_en: datetime, ejercicio: int) -> tuple[date, date]:
    """Desde la firma hasta el fin del ejercicio, y nunca menos de los días mínimos."""
    desde = dia_de(firmado_en)
    return desde, max(date(ejercicio, 12, 31), desde + timedelta(days=int(parametro("vigencia.minimo_dias"))))


def _contar(solicitud: Solicitud, dias: int, en: datetime) -> Cuenta:
    calendario = calendario_de(solicitud.ente)
    return sumar_habiles(dia_de_recepcion(en, calendario), dias, calendario)
