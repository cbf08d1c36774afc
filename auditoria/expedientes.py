"""Buscar expedientes por cualquier faceta, con cuántos hay en cada una y páginas por llave. Sólo lo que se alcanza."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Self

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from cuentas.models import Area, Ente, Usuario
from cuentas.reloj import inicio_de
from dictamenes.models import Concepto, Participacion, Revision, SentidoDeConcepto, Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import Sentido
from dictamenes.models.solicitud import Estado, SolicitudQuerySet

POR_PAGINA = 25
LARGO = 80
CIFRAS = 14
IMPORTE = DecimalField(max_digits=18, decimal_places=2)
ESTADOS = {clave: nombre for clave, nombre in Estado.choices if clave != Estado.BORRADOR}
# Las que son una columna del expediente se cuentan juntas, en una pasada.
COLUMNAS = {"ente": "ente__siglas", "tipo": "tipo", "estado": "estado", "ejercicio": "ejercicio"}


@dataclass(frozen=True)
class DeExpediente:
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

    NO_FILTRAN: ClassVar[frozenset[str]] = frozenset({"despues"})

    @classmethod
    def de(cls, consulta: Any) -> Self:
        """Los de la dirección, recortados; lo que no se entiende no filtra."""
        return cls(**{c.name: consulta.get(c.name, "").replace("\0", "").strip()[:LARGO] for c in fields(cls)})

    def pedidos(self) -> dict[str, str]:
        """Sólo los que traen algo, tal como viajan en la dirección."""
        return {campo: valor for campo, valor in asdict(self).items() if valor}

    @property
    def filtran(self) -> dict[str, str]:
        """Los pedidos, sin la página."""
        return {campo: valor for campo, valor in self.pedidos().items() if campo not in self.NO_FILTRAN}

    @property
    def pide_expediente(self) -> bool:
        """Si pide algo del expediente, y no sólo de la lista."""
        return bool(set(self.filtran) & set(DE_CAMPO))

    @property
    def errores(self) -> dict[str, str]:
        """Qué no se entendió, por campo; lo tecleado sigue en su lugar."""
        return {
            campo: mensaje for campos, leer, mensaje in ENTENDIBLES for campo in campos
            if getattr(self, campo, "") and leer(getattr(self, campo)) is None
        }


@dataclass(frozen=True)
class Filtros(DeExpediente):
    """La búsqueda de expedientes: además, cuándo se presentó, quién participó y desde dónde sigue la página."""

    persona: str = ""
    desde: str = ""
    hasta: str = ""
    despues: str = ""


def buscar(expedientes: SolicitudQuerySet, filtros: Filtros) -> SolicitudQuerySet:
    """Los expedientes que coinciden."""
    return filtrar(_sin_columnas(expedientes, filtros), filtros, COLUMNAS)


def filtrar(expedientes: SolicitudQuerySet, filtros: DeExpediente, cuales: Iterable[str] = ()) -> SolicitudQuerySet:
    """Aplica lo pedido del expediente; con `cuales`, sólo esos campos."""
    pedidos = filtros.filtran
    for campo in [campo for campo in cuales or DE_CAMPO if campo in pedidos]:
        expedientes = DE_CAMPO[campo](expedientes, pedidos[campo])
    return expedientes


def pagina(expedientes: SolicitudQuerySet, despues: str) -> tuple[list[Solicitud], str]:
    """Una página, del más reciente al más antiguo, con su importe, y la llave de la que sigue."""
    if llave := _leer(despues):
        momento, pk = llave
        expedientes = expedientes.filter(elaborada_en__lte=momento).filter(Q(elaborada_en__lt=momento) | Q(pk__lt=pk))
    ordenados = con_importe(expedientes).select_related("ente").order_by("-elaborada_en", "-pk")
    hallados = list(ordenados.defer("respuestas", "versiones")[: POR_PAGINA + 1])
    return hallados[:POR_PAGINA], _llave(hallados[POR_PAGINA - 1]) if len(hallados) > POR_PAGINA else ""


def con_importe(expedientes: SolicitudQuerySet) -> SolicitudQuerySet:
    """Con lo que suman sus conceptos antes de IVA, en pesos."""
    suma = Sum(F("cantidad") * F("precio_unitario"), output_field=IMPORTE)
    suyos = Concepto.objects.filter(solicitud=OuterRef("pk")).order_by().values("solicitud").annotate(suma=suma)
    return expedientes.annotate(importe=Coalesce(Subquery(suyos.values("suma")), Decimal(0), output_field=IMPORTE))


def facetas(expedientes: SolicitudQuerySet, filtros: Filtros) -> dict[str, list[tuple[str, str, int]]]:
    """Cada faceta con sus opciones: clave, nombre y cuántos hay con lo demás que se pidió; y `total`, cuántos son.

    Una sola pasada cuenta las columnas del expediente; las áreas y los sentidos, que son de otras tablas, van aparte.
    """
    base = _sin_columnas(expedientes, filtros)
    grupos = list(base.order_by().values_list(*COLUMNAS.values()).annotate(Count("pk")))
    coinciden = filtrar(base, filtros, COLUMNAS)
    return {
        **{campo: _de_columna(campo, grupos, filtros) for campo in COLUMNAS},
        "area": _de_area(coinciden), "sentido": _de_sentido(coinciden),
        "total": [("", "", sum(cuantos for *valores, cuantos in grupos if _coincide(valores, filtros)))],
    }


def opciones() -> dict[str, list[tuple[str, str]]]:
    """Lo que se puede elegir de un expediente cuando no se cuenta cuántos hay."""
    return {
        "ente": list(Ente.objects.order_by("siglas").values_list("siglas", "nombre")), "tipo": list(Tipo.choices),
        "estado": list(ESTADOS.items()), "sentido": list(Sentido.choices),
        "area": list(Area.objects.order_by("nombre").values_list("clave", "nombre")),
    }


def _sin_columnas(expedientes: SolicitudQuerySet, filtros: Filtros) -> SolicitudQuerySet:
    """Todo lo pedido menos las columnas que se cuentan juntas."""
    expedientes = filtrar(expedientes, filtros, [campo for campo in DE_CAMPO if campo not in COLUMNAS])
    if desde := dia(filtros.desde):
        expedientes = expedientes.filter(presentada_en__gte=inicio_de(desde))
    if hasta := dia(filtros.hasta):
        expedientes = expedientes.filter(presentada_en__lt=inicio_de(hasta + timedelta(days=1)))
    if filtros.persona:
        suyas = Participacion.objects.filter(persona__in=Usuario.objects.que_digan(filtros.persona))
        expedientes = expedientes.filter(pk__in=suyas.values("solicitud"))
    return expedientes


def _coincide(valores: list[Any], filtros: Filtros, salvo: str = "") -> bool:
    pedidos = filtros.filtran
    return all(
        str(valor) == pedidos[campo] for campo, valor in zip(COLUMNAS, valores, strict=True)
        if campo in pedidos and campo != salvo
    )


def _de_columna(campo: str, grupos: list[Any], filtros: Filtros) -> list[tuple[str, str, int]]:
    cuenta: Counter[str] = Counter()
    lugar, nombres = list(COLUMNAS).index(campo), NOMBRES.get(campo, {})
    for *valores, cuantos in grupos:
        if _coincide(valores, filtros, salvo=campo):
            cuenta[str(valores[lugar])] += cuantos
    claves = [clave for clave in nombres or sorted(cuenta, reverse=campo == "ejercicio") if clave in cuenta]
    return [(clave, nombres.get(clave, clave), cuenta[clave]) for clave in claves]


def _de_area(expedientes: SolicitudQuerySet) -> list[tuple[str, str, int]]:
    revisiones = Revision.objects.filter(solicitud__in=expedientes.order_by().values("pk")).order_by()
    cuenta = dict(revisiones.values_list("area").annotate(Count("solicitud", distinct=True)))
    return [(a.clave, a.nombre, cuenta[a.pk]) for a in Area.objects.all() if a.pk in cuenta]


def _de_sentido(expedientes: SolicitudQuerySet) -> list[tuple[str, str, int]]:
    sentidos = SentidoDeConcepto.objects.filter(dictamen__solicitud__in=expedientes.order_by().values("pk")).order_by()
    cuenta = dict(sentidos.values_list("sentido").annotate(Count("dictamen", distinct=True)))
    return [(clave, nombre, cuenta[clave]) for clave, nombre in Sentido.choices if clave in cuenta]


def _del_area(expedientes: SolicitudQuerySet, clave: str) -> SolicitudQuerySet:
    areas = Area.objects.filter(clave=clave)
    return expedientes.filter(Exists(Revision.objects.filter(solicitud=OuterRef("pk"), area__in=areas)))


def _con_sentido(expedientes: SolicitudQuerySet, clave: str) -> SolicitudQuerySet:
    suyos = SentidoDeConcepto.objects.filter(dictamen__solicitud=OuterRef("pk"), sentido=clave)
    return expedientes.filter(Exists(suyos))


def _de_importe(comparacion: str) -> Any:
    def filtro(expedientes: SolicitudQuerySet, valor: str) -> SolicitudQuerySet:
        monto = pesos(valor)
        if monto is None:
            return expedientes
        return con_importe(expedientes).filter(**{f"importe__{comparacion}": monto})

    return filtro


DE_CAMPO: dict[str, Any] = {
    "ente": lambda e, v: e.filter(ente__in=Ente.objects.filter(siglas=v)), "area": _del_area,
    "tipo": lambda e, v: e.filter(tipo=v), "estado": lambda e, v: e.filter(estado=v), "sentido": _con_sentido,
    "ejercicio": lambda e, v: e.filter(ejercicio=int(v)) if v.isascii() and v.isdigit() and len(v) < 5 else e.none(),
    "q": lambda e, v: e.que_dicen(v), "minimo": _de_importe("gte"), "maximo": _de_importe("lte"),
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


def _llave(solicitud: Solicitud) -> str:
    cruda = json.dumps([solicitud.elaborada_en.isoformat(), solicitud.pk]).encode()
    return base64.urlsafe_b64encode(cruda).decode().rstrip("=")


def _leer(llave: str) -> tuple[datetime, int] | None:
    try:
        momento, pk = json.loads(base64.urlsafe_b64decode(llave.encode() + b"=="))
        leido = datetime.fromisoformat(momento)
        return (leido.astimezone(UTC), int(pk)) if leido.tzinfo and abs(int(pk)) < 10**18 else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
