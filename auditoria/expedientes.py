"""Buscar expedientes por cualquier faceta, con cuántos hay en cada una y páginas por llave. Sólo lo que se alcanza."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round

from cuentas.interfaz.filtros import PorLlave, entero, momento
from cuentas.interfaz.paginas import Llave, Tramo
from cuentas.models import Area, Ente, Usuario
from cuentas.reloj import inicio_de
from dictamenes.models import Concepto, Participacion, Revision, SentidoDeConcepto, Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import Sentido
from dictamenes.models.solicitud import Estado, SolicitudQuerySet

Opciones = list[tuple[str, str, int | None]]
POR_PAGINA = 25
TOPE_DE_CONTEO = 5000
CIFRAS = 14
RECIENTES = Llave({"-elaborada_en": momento, "-pk": entero})
ORDEN = tuple(RECIENTES.columnas)
IMPORTE = DecimalField(max_digits=18, decimal_places=2)
# Como `Concepto.importe`: al centavo cada concepto y luego la suma. El producto trae cuatro decimales y una base puede
# calcularlo con coma flotante: ese poco de más sube la mitad exacta y no alcanza a mover ninguna otra.
DE_UN_CONCEPTO = Round(F("cantidad") * F("precio_unitario") + Decimal("0.00001"), precision=2)
SUMA = Round(Sum(DE_UN_CONCEPTO), precision=2, output_field=IMPORTE)
ESTADOS = {clave: nombre for clave, nombre in Estado.choices if clave != Estado.BORRADOR}
# Las que son una columna del expediente se cuentan juntas, en una pasada.
COLUMNAS = ("ente", "tipo", "estado", "ejercicio")


@dataclass(frozen=True)
class DeExpediente(PorLlave):
    """Lo que se puede pedir de un expediente. `minimo` y `maximo` son pesos, antes de IVA."""

    q: str = ""
    ente: str = ""
    area: str = ""
    tipo: str = ""
    estado: str = ""
    sentido: str = ""
    ejercicio: str = ""
    minimo: str = ""
    maximo: str = ""

    @property
    def pide_expediente(self) -> bool:
        """Si pide algo del expediente, y no sólo de la lista."""
        return not self.filtran.keys().isdisjoint(campo.name for campo in fields(DeExpediente))

    @property
    def errores(self) -> dict[str, str]:
        """Qué no se entendió, por campo; lo tecleado sigue en su lugar."""
        return {
            campo: mensaje for campos, leer, mensaje in ENTENDIBLES for campo in campos
            if getattr(self, campo, "") and leer(getattr(self, campo)) is None
        }


@dataclass(frozen=True)
class Filtros(DeExpediente):
    """La búsqueda de expedientes: además, cuándo se presentó y quién participó."""

    persona: str = ""
    desde: str = ""
    hasta: str = ""


def buscar(expedientes: SolicitudQuerySet, filtros: Filtros) -> SolicitudQuerySet:
    return filtrar(_sin_columnas(expedientes, filtros), filtros, COLUMNAS)


def filtrar(expedientes: SolicitudQuerySet, filtros: DeExpediente, cuales: Iterable[str] = ()) -> SolicitudQuerySet:
    """Aplica lo pedido del expediente; con `cuales`, sólo esos campos."""
    pedidos = filtros.filtran
    for campo in [campo for campo in cuales or DE_CAMPO if campo in pedidos]:
        expedientes = DE_CAMPO[campo](expedientes, pedidos[campo])
    return expedientes if cuales else _que_suman(expedientes, filtros)


@dataclass(frozen=True)
class Hallazgo:
    """Lo que salió de una búsqueda: una página, cuántos son y cuántos hay en cada faceta."""

    pagina: Tramo[Solicitud]
    total: int
    facetas: dict[str, Opciones]


def hallar(expedientes: SolicitudQuerySet, filtros: Filtros) -> Hallazgo:
    """Busca, cuenta y trae una página.

    Una pasada trae los que coinciden con lo que no es columna del expediente; si caben en `TOPE_DE_CONTEO`, de ahí sale
    todo. Si no, las columnas las agrupa la base, y las áreas y los sentidos, que están en otras tablas, se ofrecen sin
    cuenta.
    """
    base, siglas = _sin_columnas(expedientes, filtros).order_by(), dict(Ente.objects.values_list("pk", "siglas"))
    leidos = list(base.values_list(*COLUMNAS, "pk")[: TOPE_DE_CONTEO + 1])
    if len(leidos) > TOPE_DE_CONTEO:
        de_otras = {"area": _sin_cuenta(opciones()["area"]), "sentido": _sin_cuenta(Sentido.choices)}
        grupos = list(base.values_list(*COLUMNAS).annotate(Count("pk")))
        coinciden = filtrar(_sin_columnas(expedientes, filtros, en_orden=True), filtros, COLUMNAS)
    else:
        pks = [pk for ente, *valores, pk in leidos if not _distintas([siglas[ente], *valores], filtros.filtran)]
        de_otras = {"area": _de_area(pks), "sentido": _de_sentido(pks)}
        grupos, coinciden = [(*valores, 1) for *valores, _ in leidos], Solicitud.objects.filter(pk__in=pks)
    cuentas, total = _contar([(siglas[ente], *valores) for ente, *valores in grupos], filtros)
    return Hallazgo(pagina(coinciden, filtros.despues), total, cuentas | de_otras)


def pagina(expedientes: SolicitudQuerySet, despues: str) -> Tramo[Solicitud]:
    """Del más reciente al más antiguo, con su importe. Primero cuáles y luego sus renglones, que son anchos."""
    llaves = expedientes.values_list("elaborada_en", "pk", named=True)
    tramo = RECIENTES.tramo(llaves, POR_PAGINA, despues=despues)
    suyos = Solicitud.objects.filter(pk__in=[fila.pk for fila in tramo.filas])
    hallados = con_importe(suyos).select_related("ente").order_by(*ORDEN).defer("respuestas", "versiones")
    return tramo.con(list(hallados))


def con_importe(expedientes: SolicitudQuerySet) -> SolicitudQuerySet:
    """Con lo que suman sus conceptos antes de IVA, en pesos."""
    suyos = Concepto.objects.filter(solicitud=OuterRef("pk")).order_by().values("solicitud").annotate(suma=SUMA)
    return expedientes.annotate(importe=Coalesce(Subquery(suyos.values("suma")), Decimal(0), output_field=IMPORTE))


def opciones() -> dict[str, list[tuple[str, str]]]:
    """Lo que se puede elegir de un expediente cuando no se cuenta cuántos hay."""
    return {
        "ente": list(Ente.objects.order_by("siglas").values_list("siglas", "nombre")), "tipo": list(Tipo.choices),
        "estado": list(ESTADOS.items()), "sentido": list(Sentido.choices),
        "area": list(Area.objects.order_by("nombre").values_list("clave", "nombre")),
    }


def _sin_columnas(expedientes: SolicitudQuerySet, filtros: Filtros, *, en_orden: bool = False) -> SolicitudQuerySet:
    """Todo lo pedido menos las columnas que se cuentan juntas."""
    otros = [campo for campo in DE_CAMPO if campo not in COLUMNAS]
    expedientes = _que_suman(filtrar(expedientes, filtros, otros), filtros, en_orden=en_orden)
    if desde := dia(filtros.desde):
        expedientes = expedientes.filter(presentada_en__gte=inicio_de(desde))
    if hasta := dia(filtros.hasta):
        expedientes = expedientes.filter(presentada_en__lt=inicio_de(hasta + timedelta(days=1)))
    if filtros.persona:
        suyas = Participacion.objects.filter(persona__in=Usuario.objects.que_digan(filtros.persona))
        expedientes = expedientes.filter(pk__in=suyas.values("solicitud"))
    return expedientes


def _distintas(valores: Sequence[Any], pedidos: dict[str, str]) -> list[str]:
    """En qué columnas no es lo que se pidió."""
    pares = zip(COLUMNAS, valores, strict=True)
    return [campo for campo, valor in pares if campo in pedidos and pedidos[campo] != str(valor)]


def _contar(grupos: list[Any], filtros: Filtros) -> tuple[dict[str, Opciones], int]:
    """Las opciones de cada columna con lo que hay en ellas, y cuántos coinciden con todo lo pedido.

    Lo que coincide cuenta en todas; lo que falla en una sola columna cuenta en ésa: es lo que habría si se eligiera.
    """
    cuentas: dict[str, Counter[Any]] = {campo: Counter() for campo in COLUMNAS}
    pedidos, total = filtros.filtran, 0
    for *valores, cuantos in grupos:
        distintas = _distintas(valores, pedidos)
        total += 0 if distintas else cuantos
        for campo in distintas or COLUMNAS if len(distintas) < 2 else ():
            cuentas[campo][str(valores[COLUMNAS.index(campo)])] += cuantos
    return {campo: _ordenadas(campo, cuenta) for campo, cuenta in cuentas.items()}, total


def _ordenadas(campo: str, cuenta: Counter[Any]) -> Opciones:
    nombres = NOMBRES.get(campo, {})
    claves = [clave for clave in nombres or sorted(cuenta, reverse=campo == "ejercicio") if clave in cuenta]
    return [(clave, nombres.get(clave, clave), cuenta[clave]) for clave in claves]


def _sin_cuenta(opciones: Iterable[tuple[str, str]]) -> Opciones:
    return [(clave, nombre, None) for clave, nombre in opciones]


def _de_area(expedientes: list[int]) -> Opciones:
    revisiones = Revision.objects.filter(solicitud__in=expedientes).order_by()
    cuenta = dict(revisiones.values_list("area").annotate(Count("solicitud", distinct=True)))
    return [(a.clave, a.nombre, cuenta[a.pk]) for a in Area.objects.all() if a.pk in cuenta]


def _de_sentido(expedientes: list[int]) -> Opciones:
    sentidos = SentidoDeConcepto.objects.filter(dictamen__solicitud__in=expedientes).order_by()
    cuenta = dict(sentidos.values_list("sentido").annotate(Count("dictamen", distinct=True)))
    return [(clave, nombre, cuenta[clave]) for clave, nombre in Sentido.choices if clave in cuenta]


def _del_area(expedientes: SolicitudQuerySet, clave: str) -> SolicitudQuerySet:
    areas = Area.objects.filter(clave=clave)
    return expedientes.filter(Exists(Revision.objects.filter(solicitud=OuterRef("pk"), area__in=areas)))


def _con_sentido(expedientes: SolicitudQuerySet, clave: str) -> SolicitudQuerySet:
    suyos = SentidoDeConcepto.objects.filter(dictamen__solicitud=OuterRef("pk"), sentido=clave)
    return expedientes.filter(Exists(suyos))


def _que_suman(expedientes: SolicitudQuerySet, filtros: DeExpediente, *, en_orden: bool = False) -> SolicitudQuerySet:
    """Los dos límites a la vez: sumar los conceptos de todos es lo caro. Con `en_orden`, cada uno al llegar a él."""
    pedidos = {"suma__gte": pesos(filtros.minimo), "suma__lte": pesos(filtros.maximo)}
    limites = {comparacion: monto for comparacion, monto in pedidos.items() if monto is not None}
    if not limites:
        return expedientes
    suman = Concepto.objects.order_by().values("solicitud").annotate(suma=SUMA).filter(**limites)
    suyos = Exists(suman.filter(solicitud=OuterRef("pk"))) if en_orden else Q(pk__in=suman.values("solicitud"))
    return expedientes.filter(suyos)


DE_CAMPO: dict[str, Any] = {
    "ente": lambda e, v: e.filter(ente__in=Ente.objects.filter(siglas=v)), "area": _del_area,
    "tipo": lambda e, v: e.filter(tipo=v), "estado": lambda e, v: e.filter(estado=v), "sentido": _con_sentido,
    "ejercicio": lambda e, v: e.filter(ejercicio=int(v)) if entero(v, 4) is not None else e.none(),
    "q": lambda e, v: e.que_dicen(v),
}
NOMBRES: dict[str, dict[str, str]] = {"estado": ESTADOS, "tipo": dict(Tipo.choices)}


def dia(texto: str) -> date | None:
    """La fecha que trae la dirección; None si no lo es."""
    try:
        leido = date.fromisoformat(texto)
    except ValueError:
        return None
    return leido if 1 < leido.year < date.max.year else None  # los extremos no caben al pasarlos a UTC


def pesos(texto: str) -> Decimal | None:
    """El importe que trae la dirección, con o sin comas y signo; None si no lo es o no cabe."""
    try:
        monto = Decimal(texto.replace("$", "").replace(",", ""))
    except InvalidOperation:
        return None
    return monto if monto.is_finite() and abs(monto) < 10**CIFRAS else None


ENTENDIBLES: tuple[tuple[tuple[str, str], Any, str], ...] = (
    (("minimo", "maximo"), pesos, "Escriba sólo números, por ejemplo 250000.50"),
    (("desde", "hasta"), dia, "Escriba la fecha como día, mes y año"),
)
