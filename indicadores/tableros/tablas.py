"""Las tablas de los tableros: rótulo, cifras y, cuando hay lista que ver, su dirección. Sin base y sin reloj.

La misma tabla se pinta en la página y se escribe en el CSV y en el XLSX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from cuentas.interfaz.formatos import numero
from cuentas.interfaz.vocabulario import SENTIDOS
from indicadores.cifra.conteo import CONCLUSIONES, Tiempos
from indicadores.cifra.historia import DETENIDAS, ETAPAS
from indicadores.cifra.registro import SIN_DATO, nombre_de_tipo
from indicadores.tableros.desgloses import NETO, SIN_TOTAL, Desgloses
from indicadores.tableros.listas import Filtro
from indicadores.tableros.supresion import OTRAS, TAPADA, Cuadro, cuadro_publicable
from indicadores.tableros.tablero import Tablero

Enlace = Callable[[Filtro], str]
P90 = "9 de cada 10 en"
NETOS_Y_TOTAL = (
    "El total es el de la última entrega; de los anteriores al sistema, sólo si consta que lleva IVA. "
    "Los días netos, sólo de los que constan por etapas. "
)
HORAS = ("Nadie captura cuántas horas trabajó: son las horas de oficina que pasaron desde que alguien tomó el asunto "
         "hasta que lo entregó o lo soltó, y sólo de los que alguien tomó.")
SIN_HORAS = "Nadie captura cuántas horas trabajó, y ninguno consta como tomado por alguien: no hay horas que contar."
CORTAS = ("Requisitos", "Técnica", "Estratégica", "Firma", "Con el ente")
RESULTADOS = {f"emitida:{clave}": f"Dictamen {aspecto.texto.lower()}" for clave, aspecto in SENTIDOS.items()} | {
    "emitida": "Con dictamen emitido, sin que conste el sentido",
    **{clave: texto for clave, texto in CONCLUSIONES.items() if clave != "emitida"},
}


@dataclass(frozen=True)
class Celda:
    """Una cifra; None es «no hay». `url`, la lista que la forma; `casos`, de cuántos sale si es un tiempo."""

    valor: int | float | str | None
    url: str = ""
    casos: int | None = None


class Columna(NamedTuple):
    """Qué mide una columna y de qué año; `titulo`, como se lee en su tabla."""

    medida: str
    anio: int
    titulo: str


@dataclass(frozen=True)
class Fila:
    """Un renglón con su rótulo."""

    rotulo: str
    celdas: tuple[Celda, ...]


@dataclass(frozen=True)
class Tabla:
    """Una tabla con lo que hace falta para leerla: qué dice en una frase y qué no se puede saber por ella."""

    clave: str
    titulo: str
    primera: str
    columnas: tuple[Columna, ...]
    filas: tuple[Fila, ...]
    frase: str = ""
    nota: str = ""


@dataclass(frozen=True)
class Lector:
    """Con qué se arman: los dos años, cómo se enlaza cada grupo y cómo se nombra cada clave."""

    actual: Desgloses
    anterior: Desgloses
    limites: Sequence[int]
    areas: Mapping[str, str]
    filtro: Filtro
    enlace: Enlace

    def celda(self, valor: int | float | str | None, **grupo: object) -> Celda:
        """Una cifra con la dirección de su lista; si no hay nada que listar, sin ella."""
        return Celda(valor, self.enlace(self.filtro.con(**grupo)) if valor not in (None, 0) else "")

    def tiempos(self, tiempos: Tiempos | None, **grupo: object) -> tuple[Celda, Celda, Celda]:
        """Casos, mediana y P90."""
        if tiempos is None:
            return (Celda(0), Celda(None), Celda(None))
        url, casos = self.enlace(self.filtro.con(**grupo)), tiempos.casos
        return (Celda(casos, url), Celda(sin_cero(tiempos.mediana), url, casos), Celda(tiempos.p90, url, casos))


def de_tiempos(lector: Lector, tablero: Tablero) -> Tabla:
    """De recibida a atendida, con todo y reloj detenido."""
    filas = tuple(
        Fila(nombre, tuple(celda for conteo, tiempos in zip((tablero.actual, tablero.anterior), dos, strict=True)
                           for celda in lector.tiempos(tiempos, que="atendidas", anio=conteo.anio)))
        for nombre, *dos in tablero.tiempos
    )
    columnas = _columnas([tablero.actual.anio, tablero.anterior.anio], "casos", "mediana", P90)
    return Tabla("tiempos", "De recibida a atendida", "Medida", columnas, filas, nota=(
        "Incluye el tiempo en que la solicitud estuvo con el ente para contestar observaciones."))


def de_etapas(lector: Lector) -> Tabla:
    """Mediana y P90 por etapa, netos del reloj detenido."""
    anios = (lector.actual, lector.anterior)
    nombres = {NETO: "Tiempo neto, todas las etapas"} | ETAPAS
    filas = tuple(
        Fila(nombre, tuple(celda for d in anios for celda in lector.tiempos(
            d.etapas.get(clave), que="por_etapa", anio=d.anio, etapa=clave)))
        for clave, nombre in nombres.items()
    )
    columnas = _columnas([d.anio for d in anios], "casos", "mediana", P90)
    return Tabla("etapas", "Días hábiles por etapa", "Etapa", columnas, filas, _frase_de_etapas(lector.actual),
                 _nota_de_etapas(lector.actual))


def grafica_de_etapas(lector: Lector, umbral: int = 0) -> list[dict[str, Any]]:
    """La mediana de cada etapa, el año más antiguo primero; sin la que sale de menos casos que el umbral."""
    dos = sorted((lector.actual, lector.anterior), key=lambda d: d.anio)
    return [
        {"nombre": str(d.anio), "sin_total": True, "valores": [
            sin_cero(t.mediana) if (t := d.etapas.get(etapa)) and t.casos >= umbral else None for etapa in ETAPAS],
         "urls": [lector.tiempos(d.etapas.get(etapa), que="por_etapa", anio=d.anio, etapa=etapa)[1].url
                  for etapa in ETAPAS]}
        for d in dos
    ]


def de_resultados(lector: Lector) -> Tabla:
    """Lo atendido, por sentido del dictamen o conclusión."""
    anios = (lector.actual, lector.anterior)
    filas = tuple(
        Fila(nombre, tuple(lector.celda(d.por_resultado.get(clave, 0), que="atendidas", anio=d.anio, resultado=clave)
                           for d in anios))
        for clave, nombre in RESULTADOS.items() if any(d.por_resultado.get(clave) for d in anios)
    )
    columnas = _columnas([d.anio for d in anios], "atendidas")
    return Tabla("resultados", "Atendidas por resultado", "Resultado", columnas, filas)


def de_total(lector: Lector, *, con_horas: bool = True) -> Tabla:
    """Proporcionalidad: cuántas, en cuánto tiempo y con cuántas horas a cargo de alguien, según su total con IVA."""
    anio, filas = lector.actual.anio, []
    hay_horas = con_horas and any(suyo.horas for suyo in lector.actual.por_total.values())
    for clave, nombre in nombres_de_tramos(lector.limites).items():
        if (suyo := lector.actual.por_total.get(clave)) is None:
            continue
        grupo = {"tramo": clave}
        _, mediana, p90 = lector.tiempos(suyo.habiles, que="atendidas", **grupo)
        _, neta, _ = lector.tiempos(suyo.netos, que="por_etapa", etapa=NETO, **grupo)
        _, horas, _ = lector.tiempos(suyo.horas, que="a_cargo", **grupo)
        filas.append(Fila(nombre, (
            lector.celda(suyo.par.recibidas, que="recibidas", **grupo),
            lector.celda(suyo.par.atendidas, que="atendidas", **grupo), mediana, p90, neta,
            *((horas,) if hay_horas else ()),
        )))
    de_horas = ("horas de oficina a cargo de alguien, mediana",) if hay_horas else ()
    nota = NETOS_Y_TOTAL + (HORAS if hay_horas else SIN_HORAS if con_horas else "")
    columnas = _columnas([anio], "recibidas", "atendidas", "días hábiles, mediana", f"días hábiles, {P90}",
                         "días netos, mediana", *de_horas)
    return Tabla("importe", f"Por total con IVA, {anio}", "Total con IVA", columnas, tuple(filas),
                 _frase_de_total(lector), nota)


def de_materias(lector: Lector) -> Tabla:
    """Revisiones por área y materia: cada opinión que un área dio en el año, según el tipo de la solicitud."""
    revisiones, anio = lector.actual.revisiones, lector.actual.anio
    materias = sorted({materia for _, materia in revisiones}, key=nombre_de_tipo)
    grupo = {"que": "revisiones", "anio": anio}
    filas = [
        Fila(lector.areas.get(area, area), (
            *(lector.celda(revisiones.get((area, m), 0), **grupo, area=area, tipo=m) for m in materias),
            lector.celda(sum(revisiones.get((area, m), 0) for m in materias), **grupo, area=area),
            *lector.tiempos(lector.actual.por_area.get(area), **grupo, area=area)[1:],
        ))
        for area in sorted(lector.actual.por_area, key=lambda a: lector.areas.get(a, a))
    ]
    if filas:
        totales = (sum(revisiones.get((a, m), 0) for a in lector.actual.por_area) for m in materias)
        filas.append(Fila("Total", (
            *(lector.celda(total, **grupo, tipo=m) for total, m in zip(totales, materias, strict=True)),
            lector.celda(sum(revisiones.values()), **grupo), Celda(None), Celda(None))))
    columnas = _columnas([anio], *map(nombre_de_tipo, materias), "total", "días hábiles, mediana", P90)
    return Tabla("materias", f"Revisiones por área y materia, {anio}", "Área", columnas, tuple(filas), nota=(
        "Cuenta opiniones dadas, no solicitudes: una solicitud que pasa por dos áreas son dos revisiones."))


def de_reparto(lector: Lector, tablero: Tablero, cual: str) -> Tabla:
    """Recibidas y atendidas de los dos años por tipo o por ente."""
    renglones, titulo = {"tipo": (tablero.por_tipo, "Por tipo"), "ente": (tablero.por_ente, "Por ente")}[cual]
    anios = (tablero.actual.anio, tablero.anterior.anio)
    filas = tuple(
        Fila(renglon.nombre, tuple(
            lector.celda(cuantas, que=que, anio=anio, **{cual: str(renglon.clave)})
            for anio, par in zip(anios, (renglon.actual, renglon.anterior), strict=True)
            for que, cuantas in (("recibidas", par.recibidas), ("atendidas", par.atendidas))))
        for renglon in renglones
    )
    columnas = _columnas(anios, "recibidas", "atendidas")
    return Tabla(cual, titulo, cual.capitalize(), columnas, filas)


def sin_pocos(tabla: Tabla, umbral: int) -> Tabla:
    """La misma, para publicarse: sin los tiempos que salen de menos casos que el umbral."""
    filas = [
        replace(fila, celdas=tuple(Celda(TAPADA) if celda.casos is not None and celda.casos < umbral else celda
                                   for celda in fila.celdas))
        for fila in tabla.filas
    ]
    if filas == list(tabla.filas):
        return tabla
    nota = f"{tabla.nota} Los tiempos de menos de {umbral} asuntos no se dicen: serían los de alguien."
    return replace(tabla, filas=tuple(filas), nota=nota.strip())


def de_materias_publica(lector: Lector, umbral: int) -> Tabla:
    """La misma, sin lo que señalaría a alguien y sin los tiempos de cada área."""
    entera = de_materias(lector)
    cuadro = cuadro_publicable(lector.actual.revisiones, umbral)
    if cuadro is None:
        return replace(entera, columnas=(), filas=(), nota=(
            f"Con tan pocas revisiones no se desglosan: se sabría quién dio las que son menos de {umbral}."))
    materias = sorted({m for _, m in cuadro.celdas}, key=lambda m: (m == OTRAS, nombre_de_tipo(m)))
    areas = sorted({a for a, _ in cuadro.celdas}, key=lambda a: (a == OTRAS, lector.areas.get(a, a)))
    filas = [Fila("Otras áreas, juntas" if a == OTRAS else lector.areas.get(a, a), _renglon(cuadro, a, materias))
             for a in areas]
    if filas:
        por_materia = (sum(cuadro.celdas.get((a, m), 0) for a in areas) for m in materias)
        filas.append(Fila("Total", (*map(Celda, por_materia), Celda(sum(cuadro.celdas.values())))))
    nombres = ("otras materias, juntas" if m == OTRAS else nombre_de_tipo(m) for m in materias)
    columnas = _columnas([lector.actual.anio], *nombres, "total")
    nota = f"{entera.nota} {_por_que(umbral)}" if cuadro.tapadas or OTRAS in {*materias, *areas} else entera.nota
    return replace(entera, columnas=columnas, filas=tuple(filas), nota=nota)


def nombres_de_tramos(limites: Sequence[int]) -> dict[str, str]:
    """Cómo se lee cada tramo de total con IVA, por su clave."""
    pesos = [f"${numero(limite)}" for limite in limites]
    medios = {str(n): f"De {desde} a menos de {hasta}"
              for n, (desde, hasta) in enumerate(zip(pesos, pesos[1:], strict=False), start=1)}
    return {"0": f"Menos de {pesos[0]}", **medios, str(len(pesos)): f"{pesos[-1]} o más", SIN_TOTAL: SIN_DATO}


def _columnas(anios: Sequence[int], *medidas: str) -> tuple[Columna, ...]:
    """Las mismas medidas de cada año; el año va en el título sólo si son dos."""
    de_dos = len(anios) > 1
    return tuple(Columna(medida, anio, f"{anio}: {medida}" if de_dos else f"{medida[:1].upper()}{medida[1:]}")
                 for anio in anios for medida in medidas)


def _renglon(cuadro: Cuadro, area: str, materias: Sequence[str]) -> tuple[Celda, ...]:
    valores = [cuadro.celdas.get((area, m), 0) for m in materias]
    dichos = [TAPADA if (area, m) in cuadro.tapadas else v for m, v in zip(materias, valores, strict=True)]
    return (*map(Celda, dichos), Celda(sum(valores)))


def _por_que(umbral: int) -> str:
    return (f"Donde hay menos de {umbral} se podría saber de quién son: esas celdas van tapadas o juntas, y con ellas "
            "las que harían falta para deducirlas restando.")


def _frase_de_etapas(actual: Desgloses) -> str:
    propias = {etapa: t for etapa, t in actual.etapas.items() if etapa not in (NETO, *DETENIDAS)}
    if not propias:
        return ""
    etapa, tiempos = max(propias.items(), key=lambda par: par[1].mediana)
    return (f"En {actual.anio}, la etapa más larga fue {ETAPAS[etapa].lower()}: la mitad de los asuntos pasó en ella "
            f"{numero(sin_cero(tiempos.mediana))} días hábiles o menos, y 9 de cada 10, {tiempos.p90} o menos.")


def _frase_de_total(lector: Lector) -> str:
    """Qué tanto más tarda lo más caro que lo más barato, entre los tramos con lo atendido."""
    con_tiempos = [(clave, d.habiles) for clave, d in sorted(lector.actual.por_total.items())
                   if d.habiles and clave != SIN_TOTAL]
    if len(con_tiempos) < 2:
        return ""
    nombres = nombres_de_tramos(lector.limites)
    (menor, rapido), (mayor, lento) = con_tiempos[0], con_tiempos[-1]
    return (f"La mediana fue de {numero(sin_cero(rapido.mediana))} días hábiles en «{nombres[menor]}» y de "
            f"{numero(sin_cero(lento.mediana))} en «{nombres[mayor]}».")


def _nota_de_etapas(actual: Desgloses) -> str:
    nota = ("De lo atendido en cada año. El tiempo neto no cuenta los días en que el reloj estuvo detenido, mientras "
            "el ente contestaba observaciones. Si un asunto volvió a una etapa, se suman sus vueltas.")
    if not actual.sin_historia:
        return nota
    return f"{nota} De {numero(actual.sin_historia)} atendidas en {actual.anio}, anteriores al sistema, no constan."


def sin_cero(valor: float) -> float | int:
    """Una mediana, sin el «.0» que sobra."""
    return int(valor) if valor == int(valor) else valor
