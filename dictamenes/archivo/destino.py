"""Lo que sigue a la transferencia: el plan por serie antes de que venza, y la disposición final con sus números."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from archivos.tablas import xlsx_de
from bitacora.cadena import anotar
from bitacora.rechazos import con_constancia
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.archivo.transferencia import (
    CAMBIO,
    COLUMNAS,
    OBJETO,
    POR_RELACION,
    PorTransferir,
    con_ficha,
    fin_del_dia,
    huella_de,
    renglon,
)
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import (
    DisposicionDocumental,
    DisposicionFinal,
    ExpedienteDispuesto,
    RetencionLegal,
    Solicitud,
)
from dictamenes.models.constancia import consta
from dictamenes.models.solicitud import CONCLUIDOS
from dictamenes.reglas import folios
from dictamenes.reglas.disposicion import mas_anios

OPERACION = "archivo.disponer"
ANIOS_DEL_PLAN = 2
NINGUNO = "Ningún expediente transferido de esa serie cumplió su plazo en concentración en esa fecha."


@dataclass(frozen=True)
class Numeros:
    """Lo que autoriza disponer: catálogo validado, dictamen de destino final y acta, con sus fechas."""

    catalogo: str
    dictamen: str
    dictamen_fecha: date
    acta: str
    acta_fecha: date

    def exigir(self, hoy: date) -> None:
        """Lanza `DatosInvalidos` si falta un número, o si una fecha no ha llegado o no va en orden."""
        if not all(numero.strip() for numero in (self.catalogo, self.dictamen, self.acta)):
            raise DatosInvalidos("Hacen falta los tres números: catálogo validado, dictamen y acta.")
        if not self.dictamen_fecha <= self.acta_fecha <= hoy:
            raise DatosInvalidos("El acta es posterior a su dictamen y ninguna de las dos fechas es futura.")


class Previsto(NamedTuple):
    """Cuántos expedientes de una serie vencen en un año, y qué les toca. El año 0 es lo que ya venció."""

    serie: str
    anio: int
    por_transferir: int
    por_disponer: int
    retenidos: int


def plan(hoy: date) -> list[Previsto]:
    """De cada serie, lo ya vencido y lo que vence este año y los `ANIOS_DEL_PLAN` siguientes; lo retenido, aparte."""
    hasta = date(hoy.year + ANIOS_DEL_PLAN, 12, 31)
    cuentas: Counter[tuple[str, int, str]] = Counter()
    for uno in _cerrados(hasta, hoy):
        vence = uno.ficha.concentracion_hasta if uno.transferido else uno.ficha.tramite_hasta
        if uno.ficha.disposicion is None or vence is None or vence > hasta:
            continue
        que = "retenido" if uno.retenido else "disponer" if uno.transferido else "transferir"
        cuentas[uno.ficha.disposicion.clave, 0 if vence <= hoy else vence.year, que] += 1
    return [
        Previsto(serie, anio, *(cuentas[serie, anio, que] for que in ("transferir", "disponer", "retenido")))
        for serie, anio in sorted({(serie, anio) for serie, anio, _ in cuentas})
    ]


def por_disponer(serie: str, corte: date) -> list[PorTransferir]:
    """Los primeros que caben en una relación: transferidos, con su plazo en concentración vencido, sin retener y con un
    mismo destino final.
    """
    vencidos: list[PorTransferir] = list(islice((
        uno for uno in _cerrados(corte, corte)
        if uno.transferido and not uno.retenido and uno.ficha.disposicion and uno.ficha.disposicion.clave == serie
        and uno.ficha.concentracion_hasta and uno.ficha.concentracion_hasta <= corte
    ), POR_RELACION))
    return [uno for uno in vencidos if _destino(uno) == _destino(vencidos[0])]


def disponer(
    serie: str, corte: date, numeros: Numeros, *, leida: str, por: Usuario, en: datetime, envio: str | None = None
) -> DisposicionFinal:
    """Declara el destino de los que se leyeron, una vez por `envio`; cada expediente, una sola vez. No borra nada.

    Lanza `YaSeEnvio`, `AccesoDenegado`, `CapturaVencida` o `DatosInvalidos`.
    """
    with con_constancia(OPERACION, OBJETO, por=por, en=en), una_vez(envio) as clave:
        exigir(por, OPERACION)
        numeros.exigir(dia_de(en))
        if corte > dia_de(en):
            raise DatosInvalidos("El corte no puede ser posterior a hoy.")
        folio = folios.siguiente(folios.DISPOSICION, en)  # su renglón es el candado
        lista = por_disponer(serie, corte)
        if huella_de(lista) != leida:
            raise CapturaVencida(CAMBIO)
        if not lista:
            raise DatosInvalidos(NINGUNO)
        hecha = DisposicionFinal.objects.create(
            folio=folio, serie=serie, corte=corte, destino=consta(lista[0].ficha.disposicion).get_destino_display(),
            catalogo=numeros.catalogo.strip(), dictamen=numeros.dictamen.strip(), acta=numeros.acta.strip(),
            dictamen_fecha=numeros.dictamen_fecha, acta_fecha=numeros.acta_fecha,
            expedientes=[renglon(uno) for uno in lista], declarada_por=por, declarada_en=en,
        )
        ExpedienteDispuesto.objects.bulk_create(
            ExpedienteDispuesto(solicitud=uno.solicitud, disposicion=hecha) for uno in lista
        )
        for uno in lista:
            anotar("expediente.dispuesto", uno.solicitud, por=por, en=en, datos={"disposicion": folio})
        datos = {"folio": folio, "serie": serie, "corte": corte, "expedientes": len(lista), "catalogo": hecha.catalogo,
                 "dictamen": hecha.dictamen, "acta": hecha.acta, "destino": hecha.destino}
        anotar("archivo.dispuesto", hecha, por=por, en=en, datos=datos, clave=clave, ata=[hecha])
    return hecha


def como_libro(hecha: DisposicionFinal) -> bytes:
    """La relación en XLSX, con las fechas como fechas."""
    filas = [
        [n, uno["expediente"], uno["clave"], uno["ente"], uno["asunto"], *map(date.fromisoformat, (
            uno["apertura"], uno["cierre"], uno["tramite_hasta"], uno["concentracion_hasta"])), hecha.destino]
        for n, uno in enumerate(hecha.expedientes, start=1)
    ]
    return xlsx_de(COLUMNAS, filas, hoja=hecha.folio)


@dataclass(frozen=True)
class _Cerrado(PorTransferir):
    transferido: bool
    retenido: bool


def _destino(uno: PorTransferir) -> str:
    return consta(uno.ficha.disposicion).destino


def _cerrados(hasta: date, dia: date) -> Iterator[_Cerrado]:
    """Los que pueden vencer hasta entonces y siguen sin disponerse, con su ficha y si están retenidos ese día."""
    concluidas = Solicitud.objects.filter(
        estado__in=CONCLUIDOS, dispuesto=None, concluida_en__lt=fin_del_dia(_limite(hasta))
    ).annotate(
        ya_transferido=Exists(Solicitud.objects.filter(pk=OuterRef("pk"), transferido__isnull=False)),
        retenido=Exists(RetencionLegal.objects.detienen(dia).filter(solicitud=OuterRef("pk"))),
    )
    for uno in con_ficha(concluidas, list(DisposicionDocumental.objects.all())):
        dicha = vars(uno.solicitud)
        yield _Cerrado(uno.solicitud, uno.ficha, dicha["ya_transferido"], dicha["retenido"])


def _limite(hasta: date) -> date:
    """Lo concluido después no puede vencer a más tardar ese día, ni en la serie de plazo más corto."""
    plazos = DisposicionDocumental.objects.values_list("anios_tramite", flat=True)
    return mas_anios(hasta, -min(plazos, default=0))
