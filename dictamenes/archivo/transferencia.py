"""La transferencia primaria: qué expedientes cerrados cumplieron su plazo en trámite, y declararlos transferidos."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from archivos.tablas import xlsx_de
from bitacora.cadena import anotar, ultima_ancla
from bitacora.rechazos import con_constancia
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes.congelado import DatosInventario, ExpedienteRelacionado
from dictamenes.documento.instantanea import quien
from dictamenes.documento.membrete import encabezado
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import (
    DisposicionDocumental,
    ExpedienteTransferido,
    PapelSellado,
    RetencionLegal,
    Solicitud,
    TransferenciaPrimaria,
)
from dictamenes.models.constancia import consta
from dictamenes.models.solicitud import CONCLUIDOS
from dictamenes.reglas import folios
from dictamenes.reglas.disposicion import FichaArchivistica, ficha_con, mas_anios, serie_de

OPERACION = "archivo.transferir"
OBJETO = "archivo:transferencias"
POR_RELACION = 200
"""Cuántos expedientes caben en una relación; los demás van en la siguiente."""
COLUMNAS = (
    "Núm.", "Expediente", "Clasificación", "Ente", "Asunto", "Apertura", "Cierre", "En trámite hasta",
    "En concentración hasta", "Destino final",
)
CAMBIO = "La lista cambió desde que la abrió. Revísela de nuevo antes de declararla."
NINGUNO = "Ningún expediente de esa serie cumplió su plazo en trámite en esa fecha."


@dataclass(frozen=True)
class PorTransferir:
    """Un expediente cerrado cuyo plazo en trámite ya venció, con su ficha."""

    solicitud: Solicitud
    ficha: FichaArchivistica


def series() -> dict[str, str]:
    """Las del catálogo, por su clave: lo que se puede elegir."""
    return {d.clave: f"{d.clave} {d.subserie or d.serie}" for d in DisposicionDocumental.objects.all()}


def por_transferir(serie: str, corte: date) -> list[PorTransferir]:
    """Los primeros que caben en una relación, por orden de conclusión: cerrados, con plazo vencido y sin transferir."""
    catalogo = list(DisposicionDocumental.objects.all())
    de_la_serie = [d for d in catalogo if d.clave == serie]
    if not de_la_serie:
        return []
    limite = mas_anios(corte, -min(d.anios_tramite for d in de_la_serie))
    return list(islice(_vencidos(catalogo, serie, corte, limite), POR_RELACION))


def _vencidos(
    catalogo: list[DisposicionDocumental], serie: str, corte: date, limite: date
) -> Iterator[PorTransferir]:
    """La base descarta lo que no puede haber vencido y lo retenido; lo demás lo decide la ficha de cada uno."""
    cerradas = Solicitud.objects.filter(
        Q(dictamen=None) | Q(dictamen__vigente_hasta=None) | Q(dictamen__vigente_hasta__lte=limite),
        ~Exists(RetencionLegal.objects.detienen(corte).filter(solicitud=OuterRef("pk"))),
        estado__in=CONCLUIDOS, transferido=None, concluida_en__lt=fin_del_dia(limite),
    )
    for uno in con_ficha(cerradas, catalogo):
        suya = uno.ficha.disposicion is not None and uno.ficha.disposicion.clave == serie
        if suya and uno.ficha.tramite_hasta is not None and uno.ficha.tramite_hasta <= corte:
            yield uno


def con_ficha(
    solicitudes: QuerySet[Solicitud], catalogo: list[DisposicionDocumental]
) -> Iterator[PorTransferir]:
    """Cada expediente con su ficha, por orden de conclusión y de uno en uno."""
    cerradas = solicitudes.annotate(condicion=Max("dictamen__condiciones__cumplimientos__resuelto_en"))
    for solicitud in cerradas.select_related("ente", "dictamen").order_by("concluida_en", "pk").iterator():
        condicion: datetime | None = solicitud.condicion
        yield PorTransferir(solicitud, ficha_con(solicitud, catalogo, dia_de(condicion) if condicion else None))


def fin_del_dia(dia: date) -> datetime:
    """El primer momento que ya no es de ese día."""
    return datetime.combine(dia + timedelta(days=1), time(), tzinfo=HERMOSILLO)


def huella_de(lista: list[PorTransferir]) -> str:
    """La de una lista: dice si lo que se declara es lo que se leyó."""
    return hashlib.sha256("\n".join(uno.ficha.clave for uno in lista).encode()).hexdigest()


def transferir(
    serie: str, corte: date, *, recibe: str, leida: str, por: Usuario, en: datetime, envio: str | None = None
) -> TransferenciaPrimaria:
    """Declara transferidos los que se leyeron, una vez por `envio`; cada expediente, una sola vez.

    `leida` es la `huella_de` lo que se vio. Lanza `YaSeEnvio`, `AccesoDenegado`, `CapturaVencida` o `DatosInvalidos`.
    """
    with con_constancia(OPERACION, OBJETO, por=por, en=en), una_vez(envio) as clave:
        exigir(por, OPERACION)
        if corte > dia_de(en):
            raise DatosInvalidos("El corte no puede ser posterior a hoy.")
        folio = folios.siguiente(folios.TRANSFERENCIA, en)  # su renglón es el candado: quien llega después, espera
        lista = por_transferir(serie, corte)
        if huella_de(lista) != leida:
            raise CapturaVencida(CAMBIO)
        if not lista:
            raise DatosInvalidos(NINGUNO)
        hecha = TransferenciaPrimaria.objects.create(
            folio=folio, serie=serie, corte=corte, recibe=recibe.strip(), declarada_por=por, declarada_en=en,
            datos=_relacion(folio, corte, lista, recibe.strip(), por, en),
        )
        ExpedienteTransferido.objects.bulk_create(
            ExpedienteTransferido(solicitud=uno.solicitud, transferencia=hecha) for uno in lista
        )
        for uno in lista:
            anotar("expediente.transferido", uno.solicitud, por=por, en=en, datos={"transferencia": folio})
        datos = {"folio": folio, "serie": serie, "corte": corte, "expedientes": len(lista), "recibe": hecha.recibe}
        PapelSellado.objects.pedir(PapelSellado.Clase.INVENTARIO, hecha, en)
        anotar("archivo.transferido", hecha, por=por, en=en, datos=datos, clave=clave, ata=[hecha])
    return hecha


def _relacion(
    folio: str, corte: date, lista: list[PorTransferir], recibe: str, por: Usuario, en: datetime
) -> DatosInventario:
    """Lo que imprime la relación, congelado: ningún cambio del catálogo la altera después."""
    disposicion = consta(lista[0].ficha.disposicion)
    return {
        "version": 1, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": encabezado(dia_de(en).year, en),
        "transferencia": {"folio": folio, "fecha": dia_de(en).isoformat(), "corte": corte.isoformat()},
        "serie": serie_de(disposicion),
        "expedientes": [renglon(uno) for uno in lista],
        "ancla": ultima_ancla(), "entrega": quien(por, OPERACION, en), "recibe": {"nombre": "", "cargo": recibe},
    }


def renglon(uno: PorTransferir) -> ExpedienteRelacionado:
    """Un expediente como va en una relación."""
    return {**uno.ficha.como_datos(), "ente": uno.solicitud.ente.siglas, "asunto": uno.solicitud.proyecto}


def como_libro(hecha: TransferenciaPrimaria) -> bytes:
    """La relación en XLSX, con las fechas como fechas."""
    datos = hecha.datos
    filas = [
        [n, uno["expediente"], uno["clave"], uno["ente"], uno["asunto"],
         *map(date.fromisoformat, _fechas(uno)), datos["serie"]["destino"]]
        for n, uno in enumerate(datos["expedientes"], start=1)
    ]
    return xlsx_de(COLUMNAS, filas, hoja=hecha.folio)


def _fechas(uno: ExpedienteRelacionado) -> tuple[str, ...]:
    return uno["apertura"], uno["cierre"], uno["tramite_hasta"], uno["concentracion_hasta"]
