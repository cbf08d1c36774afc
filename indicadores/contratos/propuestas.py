"""De la base al cotejo: qué ampara cada dictamen de un ente, quién es cada ente y qué se propone para cada contrato.

Se coteja por ente y sólo con los dictámenes de fechas cercanas: cuesta lo que ese ente compró en esos meses, no la
historia entera.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from bitacora.models import Evento
from cuentas.parada import hasta_parar
from cuentas.parametros import grupo
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Concepto, Dictamen, SentidoDeConcepto, Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import FAVORABLES
from dictamenes.reglas.condiciones import CON_EFECTOS
from indicadores.contratos.cotejo import Amparo, Compra, Indice, Propuesta, Reglas, comparar, proponer
from indicadores.models import Contrato, DecisionDeContrato, EnteAnterior
from indicadores.models.contratos import POR_DECIDIR, Situacion
from indicadores.pasado.historico import DE_ENTE, nombres_conocidos

CERCA = timedelta(days=180)  # cuánto antes o después de su vigencia se sigue comparando un dictamen
MARGEN = timedelta(minutes=10)  # una emisión se anota con su hora y se ve cuando su transacción termina
POR_TANDA = 400


def reglas() -> Reglas:
    vigentes = grupo("cotejo")
    return Reglas(int(vigentes["tolerancia"]), int(vigentes["minimo"]))


def reconocer_entes(textos: Iterable[str]) -> dict[str, int | None]:
    """El ente del catálogo a que se refiere cada texto, o el sucesor del que ya no existe; None si no se sabe."""
    nombres, sucesores = nombres_conocidos(), dict(EnteAnterior.objects.values_list("pk", "sucesor"))
    reconocidos: dict[str, int | None] = {}
    for texto in set(textos):
        clase, _, pk = nombres.hallar(texto).partition(":")
        reconocidos[texto] = None if not pk else int(pk) if clase == DE_ENTE else sucesores[int(pk)]
    return reconocidos


def amparos(dictamenes: QuerySet[Dictamen]) -> list[Amparo]:
    """Lo que amparan esos dictámenes, por folio; lo negado y las bajas no amparan ningún contrato. Tres consultas."""
    conceptos: dict[int, list[Concepto]] = defaultdict(list)
    suyos = Concepto.objects.filter(solicitud__dictamen__in=dictamenes)
    for concepto in suyos.only("solicitud_id", "descripcion", "cantidad", "precio_unitario", "tasa_iva"):
        conceptos[concepto.solicitud_id].append(concepto)
    sentidos = SentidoDeConcepto.objects.filter(dictamen__in=dictamenes).values_list("dictamen").order_by()
    favorables = {pk: (bien, todos) for pk, bien, todos in sentidos.annotate(
        bien=Count("pk", filter=Q(sentido__in=FAVORABLES)), todos=Count("pk"))}
    filas = dictamenes.exclude(vigente_desde=None).order_by("folio").values_list(
        "pk", "folio", "solicitud", "solicitud__proyecto", "vigente_desde", "vigente_hasta")
    return [_amparo(pk, consta(folio), proyecto, conceptos[solicitud], consta(desde), consta(hasta),
                    favorables.get(pk, (0, 0)))
            for pk, folio, solicitud, proyecto, desde, hasta in filas]


def _amparo(
    pk: int, folio: str, proyecto: str, conceptos: list[Concepto], desde: date, hasta: date, favorables: tuple[int, int]
) -> Amparo:
    subtotal, iva = (sum((getattr(c, parte) for c in conceptos), start=0) for parte in ("importe", "iva"))
    textos = (proyecto, *(concepto.descripcion for concepto in conceptos))
    return Amparo(pk, folio, textos, subtotal, subtotal + iva, desde, hasta, *favorables)


def de_compra(contrato: Contrato) -> Compra:
    """Lo que se coteja de un contrato."""
    return Compra(contrato.objeto, contrato.importe, contrato.fecha)


def propuestas_de(contrato: Contrato) -> list[Propuesta]:
    """Las de un contrato, con los dictámenes de hoy y sin los que se descartaron."""
    if contrato.ente_id is None:
        return []
    cercanos = _cercanos(contrato.ente_id, contrato.fecha, contrato.fecha)
    descartados = set(_descartados(Q(contrato=contrato)).values_list("dictamen", flat=True))
    return proponer(de_compra(contrato), Indice.de(amparos(cercanos)), reglas(), descartados)


def comparar_con(contrato: Contrato, dictamen: Dictamen) -> Propuesta:
    """La evidencia de un contrato con ese dictamen, alcance o no el mínimo. `DatosInvalidos` si no ampara nada."""
    amparo = next(iter(amparos(Dictamen.objects.filter(pk=dictamen.pk))), None)
    if amparo is None:
        raise DatosInvalidos(f"El {dictamen.folio} no ampara la compra: no tiene vigencia.")
    return comparar(de_compra(contrato), amparo, reglas())


def ligable(folio: str, contrato: Contrato) -> Dictamen | None:
    """El dictamen con efectos de ese folio, si es del ente del contrato (o de cualquiera, si no se sabe cuál es)."""
    hallados = _que_amparan().filter(folio__iexact=folio.strip())
    hallados = hallados.filter(solicitud__ente=contrato.ente_id) if contrato.ente_id else hallados
    return hallados.select_related("solicitud").first()


def cotejar_pendientes(en: datetime) -> int:
    """Coteja lo que falta y, de lo que nadie ha decidido, lo de los entes con dictámenes nuevos; cuántos cotejó."""
    abiertos = Contrato.objects.por_decidir()
    entes = set(abiertos.filter(cotejado_en=None).order_by().values_list("ente", flat=True).distinct())
    desde = abiertos.aggregate(desde=Min("cotejado_en"))["desde"]
    entes |= _con_dictamenes_desde(desde - MARGEN) if desde else set()
    cuantos = [_cotejar_ente(ente, en) for ente in hasta_parar(sorted(entes, key=lambda pk: pk or 0))]
    if entes and len(cuantos) == len(entes):  # los demás no tienen dictámenes nuevos: también están al día
        abiertos.filter(cotejado_en__isnull=False).update(cotejado_en=en)
    return sum(cuantos)


def _con_dictamenes_desde(momento: datetime) -> set[int]:
    """Los entes a los que se emitió un dictamen después de ese momento, según la bitácora."""
    emitidos = Evento.objects.filter(accion="dictamen.emitido", en__gt=momento).values_list("objeto", flat=True)
    solicitudes = [int(objeto.partition(":")[2]) for objeto in emitidos]
    return set(Solicitud.objects.filter(pk__in=solicitudes).values_list("ente", flat=True))


def _cotejar_ente(ente: int | None, en: datetime) -> int:
    """Deja la mejor propuesta de cada contrato sin decidir de ese ente; lo que se decida entre tanto, queda."""
    contratos = list(Contrato.objects.por_decidir().filter(ente=ente))
    if not contratos:
        return 0
    fechas = [contrato.fecha for contrato in contratos]
    indice = Indice.de(amparos(_cercanos(ente, min(fechas), max(fechas)))) if ente else Indice()
    descartados: dict[int, set[int]] = defaultdict(set)
    for de_contrato, dictamen in _descartados(Q(contrato__ente=ente)).values_list("contrato", "dictamen"):
        descartados[de_contrato].add(dictamen)
    vigentes, hallados = reglas(), dict[tuple[int | None, int | None], list[int]]()
    for contrato in contratos:
        mejores = proponer(de_compra(contrato), indice, vigentes, descartados[contrato.pk])
        mejor = (mejores[0].dictamen, mejores[0].puntaje) if mejores else (None, None)
        hallados.setdefault(mejor, []).append(contrato.pk)
    for (propuesto, puntaje), suyos in hallados.items():
        situacion = Situacion.POSIBLE if propuesto else Situacion.SIN_DICTAMEN
        for k in range(0, len(suyos), POR_TANDA):
            Contrato.objects.filter(pk__in=suyos[k : k + POR_TANDA], situacion__in=POR_DECIDIR).update(
                situacion=situacion, propuesta=propuesto, puntaje=puntaje, cotejado_en=en)
    return len(contratos)


def _cercanos(ente: int, desde: date, hasta: date) -> QuerySet[Dictamen]:
    """Los dictámenes con efectos de un ente, de vigencia cercana a esas fechas."""
    suyos = _que_amparan().filter(solicitud__ente=ente)
    return suyos.filter(vigente_desde__lte=hasta + CERCA, vigente_hasta__gte=desde - CERCA)


def _que_amparan() -> QuerySet[Dictamen]:
    """Los dictámenes con efectos que pueden amparar una compra: lo negado y el de una baja, no."""
    con_vigencia = Dictamen.objects.filter(estado__in=CON_EFECTOS).exclude(vigente_desde=None)
    return con_vigencia.exclude(solicitud__tipo=Tipo.BAJA)


def _descartados(cuales: Q) -> QuerySet[DecisionDeContrato]:
    return DecisionDeContrato.objects.filter(cuales, que=DecisionDeContrato.Que.DESCARTADO, anulada_en=None)
