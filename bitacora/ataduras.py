"""Las ataduras: qué contenido de la base se compromete en el evento que lo cierra, y cómo se calcula su raíz.

Cada cuarto registra su tabla: un renglón por clase de contenido. Al anotar el evento, sus datos llevan en `ata` la raíz
salada, con una hoja por campo (las de `verificador.hojas`), de lo que quedó escrito en la base; `bitacora.atado` la
vuelve a calcular cuando ese contenido se usa. Las sales salen de la semilla del evento: nada más se guarda.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar

from django.db import models

from bitacora.models import clave_de, en_utc
from verificador.cadena import canonico
from verificador.hojas import raiz

ATA = "ata"
ATADO = "contenido.atado"
"""El evento con que una instalación anterior compromete lo que ya tenía de un expediente, una persona o un papel."""
CONTEXTO_DE_SEMILLA = b"semilla-de-atadura/1\x00"
Renglon = TypeVar("Renglon", bound=models.Model)


@dataclass(frozen=True)
class Hijos:
    """Los renglones que cuelgan del atado: qué columnas entran y cuáles cuentan."""

    columnas: str
    cuentan: Callable[[Any], bool] = lambda _: True


@dataclass(frozen=True)
class Atadura(Generic[Renglon]):
    """Una clase de contenido: sus columnas (`archivo.sha256` sigue la llave), de qué objeto es su evento y cuál la
    cierra.

    `vive`: si ahora mismo debe estar atado; lo que todavía se escribe no. `se_exige`: dónde se comprueba al usarlo.
    """

    clase: str
    rotulo: str
    modelo: type[Renglon]
    cierran: frozenset[str]
    columnas: str = ""
    hijos: Mapping[str, Hijos] = field(default_factory=dict)
    objeto: Callable[[Renglon], str] = clave_de
    vive: Callable[[Renglon], bool] = lambda _: True
    con: tuple[str, ...] = ()
    traen: tuple[str, ...] = ()
    contenido: Callable[[Renglon], dict[str, Any]] | None = None
    se_exige: str = ""

    def clave(self, objeto: Renglon) -> str:
        """Cómo se llama en el evento y en una falta: `opinion:12`."""
        return f"{self.clase}:{objeto.pk}"

    def tomar(self, pks: Iterable[int] | None = None) -> models.QuerySet[Renglon]:
        """Los renglones como están en la base, con lo que hace falta para su raíz."""
        return tomados([self], pks)

    def dice(self, objeto: Renglon) -> dict[str, Any]:
        """Su contenido en la forma que se compromete."""
        if self.contenido:
            return self.contenido(objeto)
        dicho = _columnas(objeto, self.columnas)
        for nombre, hijos in self.hijos.items():
            suyos = sorted(getattr(objeto, nombre).all(), key=lambda hijo: int(hijo.pk))
            dicho[nombre] = [_columnas(hijo, hijos.columnas) for hijo in suyos if hijos.cuentan(hijo)]
        return dicho

    @cached_property
    def _llaves(self) -> list[str]:
        return [*self.con, *(nombre.partition(".")[0] for nombre in self.columnas.split() if "." in nombre)]

    @cached_property
    def _traen(self) -> list[str]:
        de_hijos = [
            f"{hijo}__{nombre.partition('.')[0]}"
            for hijo, hijos in self.hijos.items() for nombre in hijos.columnas.split() if "." in nombre
        ]
        return [*self.traen, *self.hijos, *de_hijos]


TABLA: dict[str, Atadura[Any]] = {}


def registrar(*ataduras: Atadura[Any]) -> None:
    """Suma renglones a la tabla: lo hace cada cuarto al arrancar."""
    TABLA.update({atadura.clase: atadura for atadura in ataduras})


def de(objeto: models.Model) -> list[Atadura[Any]]:
    """Las clases de contenido de ese renglón."""
    return [atadura for atadura in TABLA.values() if isinstance(objeto, atadura.modelo)]


def tomados(ataduras: Sequence[Atadura[Any]], pks: Iterable[int] | None = None) -> models.QuerySet[Any]:
    """Lo mismo para varias clases del mismo modelo: cada renglón se lee una vez."""
    llaves = {llave for atadura in ataduras for llave in atadura._llaves}
    traen = dict.fromkeys(hijo for atadura in ataduras for hijo in atadura._traen)
    todos: models.QuerySet[Any] = ataduras[0].modelo._default_manager.order_by("pk").prefetch_related(*traen)
    todos = todos.select_related(*llaves) if llaves else todos  # sin decir cuáles, Django une todas las obligatorias
    return todos if pks is None else todos.filter(pk__in=list(pks))


def por_cerrar(accion: str, objetos: Iterable[models.Model]) -> dict[str, dict[str, Any]]:
    """Lo que ese evento compromete de esos renglones, como quedaron escritos en la base; por su clave."""
    return dict(_por_cerrar(accion, objetos))


def _por_cerrar(accion: str, objetos: Iterable[models.Model]) -> Iterator[tuple[str, dict[str, Any]]]:
    for objeto in objetos:
        suyas = [atadura for atadura in de(objeto) if accion in atadura.cierran or accion == ATADO]
        guardado = tomados(suyas, [objeto.pk]).get() if suyas else None
        for atadura in suyas:
            if atadura.vive(guardado):
                yield atadura.clave(guardado), atadura.dice(guardado)


def raiz_de(n: int, sal: str, clave: str, contenido: dict[str, Any]) -> str:
    """La raíz salada de un contenido en el evento `n`, cuya semilla es `sal`. ValueError si no es contenido."""
    semilla = sha256(CONTEXTO_DE_SEMILLA + bytes.fromhex(sal) + clave.encode()).hexdigest()[:32]
    return raiz(n, contenido, semilla)


def _columnas(objeto: models.Model, nombres: str) -> dict[str, Any]:
    return {nombre: _valor(objeto, nombre) for nombre in nombres.split()}


def _valor(objeto: models.Model, nombre: str) -> Any:
    primero, _, resto = nombre.partition(".")
    if resto:
        apuntado = getattr(objeto, primero)
        return None if apuntado is None else _valor(apuntado, resto)
    columna = objeto._meta.get_field(nombre)
    if columna.many_to_many:
        return sorted(getattr(objeto, nombre).values_list("pk", flat=True))
    valor = getattr(objeto, getattr(columna, "attname", nombre))
    if isinstance(columna, models.JSONField):  # puede traer fracciones, y mil conceptos: entra por su huella
        return None if valor is None else sha256(canonico({"": valor})).hexdigest()
    return _llano(valor)


def _llano(valor: Any) -> Any:
    if isinstance(valor, datetime):
        return en_utc(valor)
    if isinstance(valor, date):
        return valor.isoformat()
    return str(valor) if isinstance(valor, Decimal) else valor
