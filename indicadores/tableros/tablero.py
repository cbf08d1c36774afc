"""Del conteo a lo que se lee: dos años lado a lado, frases, repartos y conciliación. Sin base y sin reloj."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cuentas.interfaz.formatos import MESES, fecha, numero
from indicadores.cifra.conteo import CONCLUSIONES, Clave, Contado, Conteo, Par, Tiempos
from indicadores.cifra.registro import SIN_DATO, armar, nombre_de_tipo
from indicadores.models import CifraPublicada

ENTES_EN_PANTALLA = 15
ANCHO_DE_BARRA = 120
NADA = Par(0, 0)


@dataclass(frozen=True)
class Renglon:
    """Un grupo con sus números del año y del año con que se compara; `barra` va de 0 a ANCHO_DE_BARRA."""

    nombre: str
    actual: Par
    anterior: Par
    barra: int = 0
    clave: Clave = ""


@dataclass(frozen=True)
class Conciliado:
    """Las dos capas de un año y qué tanto se parecen."""

    anio: int
    conteo: Conteo
    cifra: CifraPublicada | None
    diferencia: int | None
    texto: str
    tono: str
    forma: str


@dataclass(frozen=True)
class Tablero:
    """Todo lo que muestran la página y su CSV."""

    corte: date
    actual: Conteo
    anterior: Conteo
    frases: list[str]
    por_tipo: list[Renglon]
    por_ente: list[Renglon]
    por_conclusion: list[Renglon]
    tiempos: list[tuple[str, Tiempos | None, Tiempos | None]]
    conciliados: list[Conciliado]
    aviso: str
    canceladas: int

    @property
    def entes_en_pantalla(self) -> list[Renglon]:
        """Los que más piden; los demás están en el CSV."""
        return self.por_ente[:ENTES_EN_PANTALLA]

    @property
    def fuentes(self) -> list[tuple[str, str]]:
        """Cada publicación citada con los años que respalda: («2023 y 2024», cita)."""
        por_fuente: dict[str, list[str]] = {}
        for c in reversed(self.conciliados):
            if c.cifra:
                por_fuente.setdefault(c.cifra.fuente, []).append(str(c.anio))
        return [(" y ".join(anios), fuente) for fuente, anios in por_fuente.items()]

    @property
    def otros_entes(self) -> int:
        """Cuántos entes no caben en pantalla."""
        return max(len(self.por_ente) - ENTES_EN_PANTALLA, 0)


def anios_con_datos(contado: Contado, cifras: Iterable[CifraPublicada]) -> list[int]:
    """Los años que se pueden ver, del más reciente al más antiguo; nunca menos de dos."""
    anios = {anio for anio, conteo in contado.anios.items() if conteo.recibidas}
    anios |= {cifra.anio for cifra in cifras if cifra.anio <= contado.corte.year}
    ultimo = max(anios, default=contado.corte.year)
    return sorted(anios | {ultimo, ultimo - 1}, reverse=True)


def armar_tablero(
    contado: Contado, *, anio: int, contra: int, cifras: Iterable[CifraPublicada], entes: Mapping[Clave, str],
    aviso: str, con_canceladas: int,
) -> Tablero:
    """El tablero de dos años ya contados; `con_canceladas`, las recibidas del primero sin descontar ninguna."""
    actual, anterior = contado.anios[anio], contado.anios[contra]
    return Tablero(
        corte=contado.corte, actual=actual, anterior=anterior,
        frases=_frases(actual, anterior, contado.a_la_fecha[contra]),
        por_tipo=_repartir(actual.por_tipo, anterior.por_tipo, lambda clave: nombre_de_tipo(str(clave))),
        por_ente=_repartir(actual.por_ente, anterior.por_ente, lambda c: entes.get(c, str(c) or SIN_DATO)),
        por_conclusion=_conclusiones(actual, anterior),
        tiempos=[("Días naturales", actual.naturales, anterior.naturales),
                 ("Días hábiles", actual.habiles, anterior.habiles)],
        conciliados=conciliar(contado, list(cifras)), aviso=aviso,
        canceladas=con_canceladas - actual.recibidas,
    )


def porcentaje(parte: int, total: int) -> int:
    """Por ciento entero, redondeado al más cercano; cero si no hay total."""
    return (200 * parte + total) // (2 * total) if total else 0


def cifras_de(tablero: Tablero) -> list[dict[str, Any]]:
    """Las tarjetas del año elegido."""
    conteo, tiempos = tablero.actual, tablero.actual.naturales
    meses = conteo.rezago_por_mes[: conteo.meses_vividos]
    return [
        {"texto": "Recibidas", "valor": conteo.recibidas, "nota": _nota_de_recibidas(tablero)},
        {"texto": "Atendidas en el año", "valor": conteo.flujo, "nota": _nota_publicada(tablero)},
        {"texto": "De las recibidas, ya atendidas", "valor": conteo.cohorte,
         "nota": _nota_de_atendidas(tablero) if conteo.recibidas else "sin recibidas"},
        {"texto": "Por atender", "valor": meses[-1] if meses else 0,
         "nota": "al terminar el año" if conteo.completo else "al corte"},
        {"texto": "Días naturales, mediana", "valor": numero(tiempos.mediana) if tiempos else "—",
         "nota": f"9 de cada 10, en {tiempos.p90} o menos" if tiempos else "nada atendido"},
    ]


def _nota_de_recibidas(tablero: Tablero) -> str:
    sin_contar = {0: "", 1: "; 1 más se canceló o se acumuló"}.get(
        tablero.canceladas, f"; {numero(tablero.canceladas)} más se cancelaron o se acumularon")
    return f"{tablero.actual.rezago_inicial} venían de antes{sin_contar}"


def _nota_de_atendidas(tablero: Tablero) -> str:
    """El porcentaje y, si algo se canceló, el que sería contándolo."""
    conteo = tablero.actual
    contandolas = porcentaje(conteo.cohorte, conteo.recibidas + tablero.canceladas)
    return f"{porcentaje(conteo.cohorte, conteo.recibidas)} %" + (
        f"; contando las canceladas, {contandolas} %" if tablero.canceladas else "")


def _nota_publicada(tablero: Tablero) -> str:
    cifra = next((c.cifra for c in tablero.conciliados if c.anio == tablero.actual.anio), None)
    return f"publicadas: {numero(cifra.valor)}" if cifra else "sin importar cuándo llegaron"


def series_por_mes(tablero: Tablero) -> list[dict[str, Any]]:
    """Recibidas de los dos años, el más antiguo primero."""
    dos = sorted((tablero.actual, tablero.anterior), key=lambda conteo: conteo.anio)
    return [{"nombre": str(conteo.anio), "valores": _vividos(conteo, conteo.recibidas_por_mes)} for conteo in dos]


def entradas_y_salidas(conteo: Conteo) -> list[dict[str, Any]]:
    """Recibidas y atendidas del año, mes por mes."""
    return [{"nombre": "Recibidas", "valores": _vividos(conteo, conteo.recibidas_por_mes)},
            {"nombre": "Atendidas", "valores": _vividos(conteo, conteo.atendidas_por_mes)}]


def rezago(tablero: Tablero) -> list[dict[str, Any]]:
    """Por atender al terminar cada mes, en los dos años."""
    dos = sorted((tablero.actual, tablero.anterior), key=lambda conteo: conteo.anio)
    return [{"nombre": str(c.anio), "sin_total": True, "valores": _vividos(c, c.rezago_por_mes)} for c in dos]


def _vividos(conteo: Conteo, por_mes: Sequence[int]) -> list[int | None]:
    """Los meses que aún no llegan al corte no valen cero: no valen nada."""
    return [valor if mes < conteo.meses_vividos else None for mes, valor in enumerate(por_mes)]


def _frases(actual: Conteo, anterior: Conteo, antes: int) -> list[str]:
    frases = [_del_pico(conteo) for conteo in (actual, anterior) if conteo.recibidas]
    if actual.corte.year == actual.anio and not actual.completo:
        frases.insert(0, _a_la_misma_fecha(actual, anterior.anio, antes))
    return frases


def _del_pico(conteo: Conteo) -> str:
    """El mes con más solicitudes y, si el año terminó, cuánto pesó su final."""
    mayor = max(conteo.recibidas_por_mes)
    mes = MESES[conteo.recibidas_por_mes.index(mayor)]
    que = "El mes" if conteo.completo else "Hasta ahora, el mes"
    del_mes = f"{que} con más solicitudes de {conteo.anio} fue {mes}, con {numero(mayor)}."
    if not conteo.completo:
        return del_mes
    pico = sum(conteo.recibidas_por_mes[10:])
    return (f"En noviembre y diciembre de {conteo.anio} llegó el {porcentaje(pico, conteo.recibidas)} % "
            f"de lo recibido en el año: {numero(pico)} de {numero(conteo.recibidas)}. {del_mes}")


def _a_la_misma_fecha(actual: Conteo, contra: int, antes: int) -> str:
    hasta = fecha(actual.corte).rpartition(" de ")[0]
    return (f"Al {hasta} van {numero(actual.recibidas)} recibidas en {actual.anio}; "
            f"a esa fecha de {contra} iban {numero(antes)}.")


def _repartir(
    actual: Mapping[Any, Par], anterior: Mapping[Any, Par], nombre: Callable[[Any], str]
) -> list[Renglon]:
    """Un renglón por grupo, del que más pidió al que menos."""
    mayor = max((par.recibidas for par in actual.values()), default=0)
    renglones = [
        Renglon(nombre(clave), actual.get(clave, NADA), anterior.get(clave, NADA),
                actual.get(clave, NADA).recibidas * ANCHO_DE_BARRA // mayor if mayor else 0, clave)
        for clave in {**actual, **anterior}
    ]
    return sorted(renglones, key=lambda r: (-r.actual.recibidas, -r.anterior.recibidas, r.nombre))


def _conclusiones(actual: Conteo, anterior: Conteo) -> list[Renglon]:
    mayor = max(actual.por_conclusion.values(), default=0)
    return [
        Renglon(nombre, Par(0, actual.por_conclusion[clave]), Par(0, anterior.por_conclusion[clave]),
                actual.por_conclusion[clave] * ANCHO_DE_BARRA // mayor if mayor else 0, clave)
        for clave, nombre in CONCLUSIONES.items()
    ]


def conciliar(contado: Contado, cifras: list[CifraPublicada]) -> list[Conciliado]:
    """Cada año con sus dos capas, del más reciente al más antiguo."""
    publicadas = {cifra.anio: cifra for cifra in cifras}
    return [_conciliado(contado.anios[anio], publicadas.get(anio)) for anio in anios_con_datos(contado, cifras)]


def _conciliado(conteo: Conteo, cifra: CifraPublicada | None) -> Conciliado:
    diferencia = armar(conteo, cifra)["conciliacion"]["diferencia"]
    return Conciliado(conteo.anio, conteo, cifra, diferencia, *aspecto_de(diferencia, conteo.completo))


def aspecto_de(diferencia: int | None, completo: bool) -> tuple[str, str, str]:
    """Cómo se dice y se pinta una conciliación: texto, tono y forma."""
    if diferencia is None:
        return "Sin cifra publicada", "gris", "circulo"
    if not completo:
        return "El corte no alcanza el año", "gris", "circulo"
    if diferencia == 0:
        return "Concilia el conteo", "verde", "palomita"
    if diferencia < 0:
        return f"Al registro le faltan {numero(-diferencia)}", "ambar", "rombo"
    return f"Al registro le sobran {numero(diferencia)}", "ambar", "rombo"
