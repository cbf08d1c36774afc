"""Lo que se pide ver en un tablero —dos años y un corte— y los números con que se contesta."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from cuentas.models import Area
from cuentas.parametros import grupo
from cuentas.reloj import hoy
from cuentas.tiempo.calendario import Calendario, calendario_de
from indicadores.cifra import proyeccion
from indicadores.cifra.conteo import Contado, contar_anios
from indicadores.cifra.historia import Caso
from indicadores.cifra.parametros import ParametroInvalido, leer_corte
from indicadores.cifra.registro import Eslabon, aviso_de, nombres_de_entes, ultimo_paso
from indicadores.models import CifraPublicada, LoteHistorico
from indicadores.tableros import tablas
from indicadores.tableros.desgloses import Desgloses, Jornada, desglosar, habiles_de
from indicadores.tableros.forms import ConsultaForm
from indicadores.tableros.listas import Filtro
from indicadores.tableros.tablero import Tablero, anios_con_datos, armar_tablero

Dias = tuple[frozenset[tuple[date, str]], frozenset[date]]


@dataclass(frozen=True)
class Consulta:
    """Un tablero con su forma y sus desgloses; con `ente`, sólo lo suyo."""

    form: ConsultaForm
    tablero: Tablero
    actual: Desgloses
    anterior: Desgloses
    ente: int | None
    jornada: Jornada
    lotes: list[LoteHistorico]
    umbral: int

    @property
    def elegido(self) -> dict[str, Any]:
        """Los años y el corte que se ven, como van en la dirección."""
        return {"anio": self.actual.anio, "contra": self.anterior.anio, "corte": self.tablero.corte}

    def casos_de(self, anio: int) -> Iterator[Caso]:
        """Los casos de que salen las cifras de ese año."""
        return proyeccion.casos_al(self.tablero.corte, (anio,), self.ente)

    def lector(self, enlace: Callable[[Filtro], str]) -> tablas.Lector:
        filtro = Filtro("recibidas", self.actual.anio, self.tablero.corte)
        areas = dict(Area.objects.values_list("clave", "nombre"))
        return tablas.Lector(self.actual, self.anterior, self.jornada.limites, areas, filtro, enlace)

    @cached_property
    def publico(self) -> tablas.Lector:
        """Para lo que cualquiera ve: llevan lista las cifras que la tienen pública."""
        lista = reverse("indicadores:lista")
        return self.lector(
            lambda filtro: f"{lista}?{urlencode(self.elegido | filtro.consulta())}" if filtro.es_publico else ""
        )

    def tablas_publicas(self) -> list[tablas.Tabla]:
        """Los desgloses que cualquiera puede ver, sin lo que señalaría a una persona."""
        suyas = (tablas.de_etapas(self.publico), tablas.de_resultados(self.publico), tablas.de_total(self.publico))
        return [*(tablas.sin_pocos(tabla, self.umbral) for tabla in suyas),
                tablas.de_materias_publica(self.publico, self.umbral)]


def consultar(pedido: Mapping[str, str], *, ente: int | None = None, para_publicar: bool = False) -> Consulta:
    """El tablero que se pide; lo que no se entiende queda dicho en `form` y se muestra lo de omisión.

    Con `ente`, sólo lo suyo. Para publicarse, sin lo que señalaría a una persona.
    """
    dia, suyos = hoy(), grupo("horario", "tablero")
    jornada = Jornada(suyos["apertura"], suyos["cierre"], tuple(suyos["tramos_de_importe"]))
    umbral = suyos["umbral"] if para_publicar else 0
    try:
        corte = min(leer_corte(pedido.get("corte", ""), dia), dia)
    except ParametroInvalido:
        corte = dia
    visto, calendario, cifras = ultimo_paso(), calendario_de(), [] if ente else list(CifraPublicada.objects.all())
    dias = (frozenset(calendario.inhabiles.items()), calendario.habilitados)
    ademas = frozenset({dia.year, *(cifra.anio for cifra in cifras if cifra.anio <= corte.year)})
    contado, recibidas = _contado(visto, corte, ente, ademas, dias)
    con_datos = anios_con_datos(contado, cifras)
    omision = {"anio": con_datos[0], "contra": con_datos[1], "corte": corte.isoformat()}
    anios = range(dia.year, min(dia.year - 1, *con_datos) - 1, -1)
    form = ConsultaForm(_datos(pedido, omision, anios), anios=anios, hoy=dia)
    elegido: dict[str, Any] = form.cleaned_data if form.is_valid() else omision
    lotes = list(LoteHistorico.objects.all())
    tablero = armar_tablero(
        contado, anio=elegido["anio"], contra=elegido["contra"], cifras=cifras, entes=nombres_de_entes(),
        aviso=aviso_de(lotes), con_canceladas=recibidas.get(elegido["anio"], 0),
    )
    dos = _desgloses(visto, corte, ente, (elegido["anio"], elegido["contra"]), jornada, dias)
    return Consulta(form, tablero, *dos, ente, jornada, lotes, umbral)


# Se guardan unos cuantos resultados, nunca los casos: valen mientras nadie anote otro paso.
@lru_cache(maxsize=16)
def _contado(
    visto: Eslabon, corte: date, ente: int | None, ademas: frozenset[int], dias: Dias
) -> tuple[Contado, dict[int, int]]:
    """Lo contado y, de cada año, las recibidas sin descontar las canceladas."""
    asuntos = list(proyeccion.asuntos_al(corte, ente))
    contado = contar_anios(asuntos, corte, Calendario(dict(dias[0]), dias[1]), ademas=ademas)
    return contado, proyeccion.recibidas_al(corte, ente)


@lru_cache(maxsize=16)
def _desgloses(
    visto: Eslabon, corte: date, ente: int | None, anios: tuple[int, int], jornada: Jornada, dias: Dias
) -> tuple[Desgloses, Desgloses]:
    casos = list(proyeccion.casos_al(corte, anios, ente))
    habiles = habiles_de(casos, Calendario(dict(dias[0]), dias[1]))
    return desglosar(casos, anios[0], habiles, jornada), desglosar(casos, anios[1], habiles, jornada)


def _datos(pedido: Mapping[str, str], omision: dict[str, Any], anios: range) -> dict[str, Any]:
    """Lo que vino en la dirección y, donde no vino, lo de omisión; si sólo vino el año, se compara con su vecino."""
    datos = {campo: pedido.get(campo) or valor for campo, valor in omision.items()}
    elegido = str(datos["anio"])
    if not pedido.get("contra") and elegido.isdecimal() and len(elegido) < 5 and int(elegido) in anios:
        datos["contra"] = int(elegido) - 1 if int(elegido) - 1 in anios else int(elegido) + 1
    return datos
