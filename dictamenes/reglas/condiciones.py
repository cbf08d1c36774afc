"""El seguimiento de las condiciones: cuándo toca recordarlas y cuándo quedan cumplidas. Sólo aquí se escriben."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bitacora.cadena import anotar
from cuentas.parametros import parametro
from cuentas.reloj import dia_de, posible
from cuentas.tiempo.calendario import Calendario, apertura, calendario_de, habiles_entre, restar_habiles, sumar_habiles
from dictamenes.models import Condicion, CumplimientoDeCondicion, Dictamen
from dictamenes.models.dictamen import EstadoDeDictamen

CON_EFECTOS = (EstadoDeDictamen.VIGENTE, EstadoDeDictamen.CONTRATADO)


@dataclass(frozen=True)
class Ritmo:
    """Cada cuánto se recuerda, en días hábiles: cuántos antes de la fecha, y cada cuántos ya vencida."""

    antes: tuple[int, ...]
    cada: int

    @classmethod
    def vigente(cls) -> Ritmo:
        """El de los parámetros."""
        return cls(tuple(parametro("condicion.recordar_dias")), max(int(parametro("condicion.cada_dias")), 1))

    def dias(self, fecha: date, hoy: date, calendario: Calendario) -> list[date]:
        """Los días de recordatorio de una condición, en orden, hasta el primero después de `hoy`."""
        fecha = posible(fecha)  # una imposible ya guardada no detiene un dictamen firmado
        dias = [restar_habiles(fecha, n, calendario) for n in self.antes]
        vueltas = max(habiles_entre(fecha, hoy, calendario) - 1, 0) // self.cada
        despues = [1 + self.cada * n for n in range(max(vueltas - 1, 0), vueltas + 2)]
        return [*dias, *(sumar_habiles(fecha, n, calendario).vence for n in despues)]


def toca(fecha: date, en: datetime, calendario: Calendario, ritmo: Ritmo) -> tuple[date | None, datetime]:
    """El último día de recordatorio que ya llegó (None si ninguno) y cuándo es el siguiente."""
    dias = ritmo.dias(fecha, dia_de(en), calendario)
    pasados = [dia for dia in dias if apertura(dia) <= en]
    return (pasados[-1] if pasados else None), apertura(next(dia for dia in dias if apertura(dia) > en))


def empezar(dictamen: Dictamen, en: datetime) -> None:
    """El dictamen se emitió: apunta el primer recordatorio de cada condición."""
    calendario, ritmo = calendario_de(dictamen.solicitud.ente), Ritmo.vigente()
    for condicion in dictamen.condiciones.all():
        apuntar(condicion, toca(condicion.fecha, en, calendario, ritmo)[1])


def apuntar(condicion: Condicion, siguiente: datetime | None) -> None:
    """Cuándo toca recordarla otra vez (None: ya no)."""
    Condicion.objects.filter(pk=condicion.pk).update(recordar_en=siguiente)


def cumplir(condicion: Condicion, en: datetime) -> None:
    """Quedó cumplida: no se recuerda más."""
    Condicion.objects.filter(pk=condicion.pk).update(cumplida_en=en, recordar_en=None)


def devolver_sin_archivo(intento: CumplimientoDeCondicion, motivo: str, en: datetime) -> bool:
    """El antivirus rechazó el archivo: el intento se devuelve solo. Falso si alguien ya lo había resuelto."""
    suyo = CumplimientoDeCondicion.objects.por_revisar().filter(pk=intento.pk)
    if not suyo.update(resuelto_en=en, motivo=f"No se admitió el archivo: {motivo}."):
        return False
    solicitud = intento.condicion.dictamen.solicitud
    anotar("condicion.sin_archivo", solicitud, por=None, en=en,
           datos={"condicion": intento.condicion_id, "cumplimiento": intento.pk}, ata=[intento])
    return True


def situacion(condicion: Condicion, intentos: list[CumplimientoDeCondicion], hoy: date) -> str:
    """Cómo va: «cumplida», «por_revisar», «devuelta», «vencida» o «pendiente»."""
    if condicion.cumplida_en:
        return "cumplida"
    if intentos and intentos[-1].resuelto_en is None:
        return "por_revisar"
    if hoy > condicion.fecha:
        return "vencida"
    return "devuelta" if intentos else "pendiente"
