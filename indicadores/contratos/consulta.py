"""Qué contratos se ven: los filtros de la dirección, cuántos hay de cada situación y su archivo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode

from bitacora.cadena import anotar
from cuentas.acceso.acceso import papeles
from cuentas.interfaz.filtros import DeLaDireccion, es_anio, que, uno_de
from cuentas.interfaz.formatos import pesos
from cuentas.interfaz.vocabulario import Aspecto
from cuentas.models import Ente, Usuario
from dictamenes.models.dictamen import EstadoDeDictamen
from indicadores.cifra.registro import DE_DEMOSTRACION
from indicadores.models import Contrato, DecisionDeContrato, LoteDeContratos
from indicadores.models.contratos import ContratoQuerySet, Situacion

POR_PAGINA = 50
TOPE_DEL_ARCHIVO = 50_000
SIN_ENTE = "sin-ente"
ASPECTOS = {
    Situacion.SIN_DICTAMEN: Aspecto("Sin dictamen", "rojo", "alerta"),
    Situacion.POSIBLE: Aspecto("Posible", "ambar", "rombo"),
    Situacion.COTEJADO: Aspecto("Cotejado", "verde", "palomita"),
    Situacion.NO_REQUIERE: Aspecto("No requiere dictamen", "gris", "guion"),
    Situacion.POR_COTEJAR: Aspecto("Por cotejar", "azul", "anillo"),
}
ENCABEZADO = (
    "numero", "ente", "ente_en_el_archivo", "objeto", "proveedor", "importe", "fecha_firma", "termina", "situacion",
    "dictamen", "puntaje", "motivo", "decidido_en", "archivo", "renglon", "aviso",
)


@dataclass(frozen=True)
class Filtro(DeLaDireccion):
    """Qué se pidió ver."""

    situacion: str = uno_de(Situacion.values)
    ente: str = ""
    anio: str = que(es_anio)
    q: str = ""

    def alcance(self, contratos: ContratoQuerySet) -> ContratoQuerySet:
        """Los que coinciden en todo menos en su situación."""
        if self.ente == SIN_ENTE:
            contratos = contratos.filter(ente=None)
        elif self.ente:
            contratos = contratos.filter(ente__siglas=self.ente)
        if self.anio:
            contratos = contratos.filter(fecha__year=int(self.anio))
        return contratos.que_dicen(self.q) if self.q else contratos

    def aplicar(self, contratos: ContratoQuerySet) -> ContratoQuerySet:
        """Los que coinciden, del más reciente al más antiguo."""
        hallados = self.alcance(contratos)
        hallados = hallados.filter(situacion=self.situacion) if self.situacion else hallados
        return hallados.select_related("ente", "propuesta").order_by("-fecha", "-pk")


def cifras(filtro: Filtro, contratos: ContratoQuerySet) -> list[dict[str, Any]]:
    """Cuántos hay de cada situación y cuánto suman, con su vínculo. Una consulta."""
    filas = filtro.alcance(contratos).order_by().values("situacion").annotate(cuantos=Count("pk"), suma=Sum("importe"))
    hay = {fila["situacion"]: fila for fila in filas}
    return [
        {"texto": aspecto.texto, "valor": hay[clave]["cuantos"] if clave in hay else 0,
         "nota": pesos(hay[clave]["suma"]) if clave in hay else "",
         "url": filtro.direccion(situacion=clave)}
        for clave, aspecto in ASPECTOS.items() if clave in hay or clave != Situacion.POR_COTEJAR
    ]


def renglones(hallados: Sequence[Contrato]) -> list[tuple[Contrato, Aspecto, str]]:
    """Cada contrato con su situación y el folio del dictamen que se le propone o con que quedó ligado."""
    ligados = dict(Contrato.objects.filter(
        pk__in=[c.pk for c in hallados], decisiones__que="ligado", decisiones__anulada_en=None,
    ).values_list("pk", "decisiones__dictamen__folio"))
    propuestos = {c.pk: c.propuesta.folio_tomado for c in hallados if c.propuesta}
    return [(c, ASPECTOS[Situacion(c.situacion)], ligados.get(c.pk) or propuestos.get(c.pk, "")) for c in hallados]


def como_tabla(contratos: ContratoQuerySet) -> Iterator[tuple[object, ...]]:
    """Lo mismo para una hoja de cálculo, con lo decidido y de qué archivo vino."""
    filas = contratos.select_related("ente", "propuesta", "lote").prefetch_related("decisiones__dictamen")
    for uno in filas[:TOPE_DEL_ARCHIVO].iterator(chunk_size=2000):
        decision = uno.decision_vigente()
        propuesto = uno.propuesta.folio if uno.propuesta else ""
        yield (
            uno.numero, uno.ente.siglas if uno.ente else "", uno.ente_texto, uno.objeto, uno.proveedor, uno.importe,
            uno.fecha, uno.termina, ASPECTOS[Situacion(uno.situacion)].texto,
            decision.dictamen.folio if decision and decision.dictamen else propuesto,
            decision.evidencia.get("puntaje", "") if decision else uno.puntaje,
            decision.motivo if decision else "", decision.decidida_en if decision else "", uno.lote.nombre, uno.fila,
            DE_DEMOSTRACION if uno.lote.demostracion else "",
        )


def entes(contratos: ContratoQuerySet) -> QuerySet[Ente]:
    """Los entes con algún contrato, para el filtro."""
    return Ente.objects.filter(pk__in=contratos.order_by().values("ente")).order_by("siglas")


def anios(contratos: ContratoQuerySet) -> list[int]:
    """Los años de firma, del más reciente al más antiguo."""
    return [dia.year for dia in contratos.order_by().dates("fecha", "year", order="DESC")]


def aviso() -> str:
    """Si algo de lo que se ve es de demostración; vacío si no."""
    return DE_DEMOSTRACION if LoteDeContratos.objects.filter(demostracion=True).exists() else ""


def dejar_constancia(usuario: Usuario, objeto: Contrato | str, en: datetime, datos: dict[str, Any]) -> None:
    """Si quien lee es auditor, su lectura queda en la bitácora."""
    if "auditor" in papeles(usuario):
        with transaction.atomic():
            anotar("contratos.leidos", objeto, por=usuario, en=en, datos=datos)


def anotar_exportacion(usuario: Usuario, filtro: Filtro, en: datetime) -> None:
    """Deja constancia de la descarga y de qué se pidió."""
    with transaction.atomic():
        anotar("contratos.exportados", "contratos:lista", por=usuario, en=en, datos={"filtros": asdict(filtro)})


def marcar_url(contrato: Contrato, decision: DecisionDeContrato | None) -> str:
    """A donde se registra que el dictamen ya se contrató, con lo que se sabe del contrato; vacía si no espera eso."""
    if decision is None or decision.dictamen is None or decision.dictamen.estado != EstadoDeDictamen.VIGENTE:
        return ""
    datos = {"numero": contrato.numero, "fecha": contrato.fecha.isoformat(), "importe": str(contrato.importe or "")}
    return f"{reverse('flujos:contratado', args=[decision.dictamen.solicitud_id])}?{urlencode(datos)}"
