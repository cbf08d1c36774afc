"""Cómo se archiva un expediente: su serie, cuándo se abrió y se cerró, y hasta cuándo se conserva en cada archivo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cuentas.reloj import dia_de
from dictamenes.congelado import FichaDelArchivo, Serie
from dictamenes.models import (
    CumplimientoDeCondicion,
    DisposicionDocumental,
    ExpedienteDispuesto,
    ExpedienteTransferido,
    Solicitud,
)
from dictamenes.models.solicitud import Estado


@dataclass(frozen=True)
class FichaArchivistica:
    """Un expediente como lo ve el archivo. Lo que depende del cierre es None mientras no se cierre."""

    disposicion: DisposicionDocumental | None
    expediente: str
    apertura: date
    cierre: date | None
    tramite_hasta: date | None
    concentracion_hasta: date | None
    transferido: ExpedienteTransferido | None = None
    dispuesto: ExpedienteDispuesto | None = None

    @property
    def clave(self) -> str:
        """La clasificación archivística completa, con el folio del expediente; vacía si no está clasificado."""
        return f"{self.disposicion.clave}/{self.expediente}" if self.disposicion else ""

    def como_datos(self) -> FichaDelArchivo:
        """En texto, para lo que se escribe: las fechas en ISO y lo que falta, vacío."""
        dicha: FichaDelArchivo = {
            "clave": self.clave, "expediente": self.expediente, "apertura": self.apertura.isoformat(),
            "cierre": _iso(self.cierre), "tramite_hasta": _iso(self.tramite_hasta),
            "concentracion_hasta": _iso(self.concentracion_hasta),
            "transferencia": self.transferido.transferencia.folio if self.transferido else "",
        }
        if self.disposicion is None:
            return dicha
        return {**dicha, **serie_de(self.disposicion), "acceso": self.disposicion.get_acceso_display()}


def ficha(solicitud: Solicitud) -> FichaArchivistica:
    """La de un expediente ya presentado, con la disposición que regía el día en que se abrió."""
    suya = ficha_con(solicitud, list(DisposicionDocumental.objects.all()), _ultima_condicion(solicitud))
    pasado = ExpedienteTransferido.objects.select_related("transferencia").filter(solicitud=solicitud).first()
    dispuesto = ExpedienteDispuesto.objects.select_related("disposicion").filter(solicitud=solicitud).first()
    return replace(suya, transferido=pasado, dispuesto=dispuesto)


def ficha_con(
    solicitud: Solicitud, catalogo: Iterable[DisposicionDocumental], condicion: date | None
) -> FichaArchivistica:
    """Lo mismo con el catálogo ya leído; `condicion`, el día en que se resolvió su última condición."""
    apertura = dia_de(solicitud.momento_de_presentacion)
    suya, fin = aplicable(catalogo, solicitud.tipo, apertura), cierre(solicitud, condicion)
    tramite = mas_anios(fin, suya.anios_tramite) if suya and fin else None
    concentracion = mas_anios(tramite, suya.anios_concentracion) if suya and tramite else None
    return FichaArchivistica(suya, solicitud.folio_tomado, apertura, fin, tramite, concentracion)


def aplicable(catalogo: Iterable[DisposicionDocumental], tipo: str, fecha: date) -> DisposicionDocumental | None:
    """La que rige ese día para ese tipo; si el tipo no tiene la suya, la común. Entre varias, la más reciente."""
    rigen = [
        d for d in catalogo
        if d.tipo in ("", tipo) and d.vigente_desde <= fecha and (d.vigente_hasta is None or fecha <= d.vigente_hasta)
    ]
    return max(rigen, key=lambda d: (bool(d.tipo), d.vigente_desde), default=None)


def cierre(solicitud: Solicitud, condicion: date | None) -> date | None:
    """Cuándo se cierra: al concluir o, con dictamen, al terminar su vigencia o resolverse su última condición."""
    if solicitud.concluida_en is None:
        return None
    concluida = dia_de(solicitud.concluida_en)
    if solicitud.estado != Estado.EMITIDA:
        return concluida
    return max(filter(None, (concluida, solicitud.dictamen.vigente_hasta, condicion)))


def mas_anios(dia: date, anios: int) -> date:
    """El mismo día, años después; el 29 de febrero pasa al 28 si ese año no lo tiene."""
    try:
        return dia.replace(year=dia.year + anios)
    except ValueError:
        return dia.replace(year=dia.year + anios, day=28)


def _ultima_condicion(solicitud: Solicitud) -> date | None:
    resueltos = CumplimientoDeCondicion.objects.filter(
        condicion__dictamen__solicitud=solicitud, resuelto_en__isnull=False
    )
    ultimo = resueltos.order_by("-resuelto_en").values_list("resuelto_en", flat=True).first()
    return dia_de(ultimo) if ultimo else None


def serie_de(d: DisposicionDocumental) -> Serie:
    """La serie como se escribe: cada nivel, con su clave."""
    return {
        "fondo": _nivel(d.fondo_clave, d.fondo), "seccion": _nivel(d.seccion_clave, d.seccion),
        "serie": _nivel(d.serie_clave, d.serie), "subserie": _nivel(d.subserie_clave, d.subserie),
        "valores": d.get_valores_display(), "anios_tramite": d.anios_tramite,
        "anios_concentracion": d.anios_concentracion, "destino": d.get_destino_display(),
        "instrumento": d.instrumento,
    }


def _nivel(clave: str, nombre: str) -> str:
    return " ".join(filter(None, (clave, nombre)))


def _iso(dia: date | None) -> str:
    return dia.isoformat() if dia else ""
