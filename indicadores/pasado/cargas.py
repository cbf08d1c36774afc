"""Un archivo subido y lo que se entiende de él hoy: sus hojas, su lectura y cómo quedaría contra lo publicado."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from archivos.columnas import ErrorDeEntrada, en_orden
from archivos.entrada import TIPO_DE_TEXTO
from archivos.hojas import LibroIlegible, hojas_de
from archivos.models import Archivo
from indicadores.ajeno.aparte import tabla_de
from indicadores.ajeno.tabla import NoEsTabla, Tabla, de_celdas
from indicadores.cifra.conteo import contar
from indicadores.cifra.registro import asuntos_al
from indicadores.models import CargaHistorica, CifraPublicada, EnteAnterior, LoteHistorico, RegistroHistorico
from indicadores.pasado.columnas import ROTULOS
from indicadores.pasado.historico import DE_ANTERIOR, DE_ENTE, nombres_conocidos, repetidos
from indicadores.pasado.hoja import Acuerdo, Lectura, TotalDeclarado, leer_hoja
from indicadores.pasado.lectura import Renglon
from indicadores.tableros.tablero import aspecto_de


class CargaIlegible(ValueError):
    """El archivo no se puede leer como tabla; el mensaje completa «nombre» … y dice qué hacer."""


@dataclass(frozen=True)
class Entendida:
    """Lo que se entiende de una carga con lo que se lleva acordado."""

    hojas: list[str]
    hoja: str
    tabla: Tabla
    acuerdo: Acuerdo
    lectura: Lectura

    @property
    def montos(self) -> str:
        """Qué monto dijo la persona que trae el archivo."""
        return str(LoteHistorico.Montos(self.acuerdo.montos).label) if self.acuerdo.montos else "Falta decirlo"

    def para_el_lote(self) -> dict[str, Any]:
        """Cómo se leyó, para guardarse con lo importado."""
        lectura = self.lectura
        return {
            "acuerdo": self.acuerdo.como_json(), "codificacion": self.tabla.codificacion,
            "separador": self.tabla.separador, "encabezado": lectura.encabezado, "apartadas": lectura.apartadas,
            "columnas": {campo: lectura.titulos[n] for campo, n in lectura.columnas.items()},
            "totales": [{**asdict(t), "declarado": str(t.declarado), "suma": str(t.suma)} for t in lectura.totales],
            "avisos": [asdict(aviso) for aviso in lectura.avisos],
        }


def entender(carga: CargaHistorica, hoy: date) -> Entendida:
    """Lee el archivo guardado con lo acordado. Lanza `CargaIlegible`."""
    acuerdo = Acuerdo.de(carga.acuerdo)
    try:
        tablas = _tablas(carga.archivo.sha256)
    except (NoEsTabla, LibroIlegible) as error:
        raise CargaIlegible(str(error)) from error
    hoja = acuerdo.hoja if acuerdo.hoja in tablas else next(iter(tablas))
    lectura = leer_hoja(tablas[hoja].filas, acuerdo, nombres_conocidos(), hoy)
    dobles = [replace(doble, columna=ROTULOS["folio"]) for doble in repetidos(lectura.renglones)]
    lectura.errores = en_orden([*lectura.errores, *dobles])
    lectura.avisos = en_orden([*lectura.avisos, *_parecidos(lectura), *_tardios(lectura)])
    return Entendida(list(tablas), hoja, tablas[hoja], acuerdo, lectura)


def totales_de(guardada: dict[str, Any]) -> list[TotalDeclarado]:
    """Los totales que declaraba un lote, como se guardaron con él."""
    return [
        TotalDeclarado(**{**total, "declarado": Decimal(total["declarado"]), "suma": Decimal(total["suma"])})
        for total in guardada.get("totales", [])
    ]


@lru_cache(maxsize=2)
def _tablas(sha256: str) -> dict[str, Tabla]:
    """Hoja → sus filas; un CSV es una sola hoja sin nombre. Los bytes de una huella no cambian."""
    archivo = Archivo.objects.get(sha256=sha256)
    if archivo.tipo == TIPO_DE_TEXTO:
        return {"": tabla_de(archivo.leer())}
    return {titulo: de_celdas(filas) for titulo, filas in hojas_de(archivo.leer()).items()}


def _parecidos(lectura: Lectura) -> list[ErrorDeEntrada]:
    """Renglones con el mismo ente, fecha e importe que uno ya registrado con otro folio."""
    dias = [renglon.recibida for renglon in lectura.renglones if renglon.importe]
    if not dias:
        return []
    ya = RegistroHistorico.objects.filter(fecha_recibida__range=(min(dias), max(dias)), importe__gt=0)
    columnas = ("ente", "anterior", "fecha_recibida", "importe", "folio")
    folios = {
        (f"{DE_ENTE}:{ente}" if ente else f"{DE_ANTERIOR}:{anterior}", dia, importe): folio
        for ente, anterior, dia, importe, folio in ya.values_list(*columnas)
    }
    return [
        ErrorDeEntrada(r.fila, ROTULOS["folio"], f"se parece a «{folio}», ya registrado: mismo ente, fecha e importe")
        for r in lectura.renglones if (folio := folios.get((lectura.entes[r.ente], r.recibida, r.importe or 0)))
    ]


def _tardios(lectura: Lectura) -> list[ErrorDeEntrada]:
    """Renglones a nombre de un ente en un día en que ya lo había sucedido otro."""
    anteriores = {f"{DE_ANTERIOR}:{a.pk}": a for a in EnteAnterior.objects.select_related("sucesor")}
    dicho = "desde el {0.fecha:%d/%m/%Y} lo sucedió {0.sucesor.siglas}: revise la fecha"
    return [
        ErrorDeEntrada(r.fila, ROTULOS["ente"], dicho.format(a))
        for r in lectura.renglones if (a := anteriores.get(lectura.entes[r.ente])) and r.recibida >= a.fecha
    ]


@dataclass(frozen=True)
class AnioConciliado:
    """Un año: lo que trae el archivo, cómo queda el registro y qué tanto se aparta de lo publicado."""

    anio: int
    recibidas: int
    atendidas: int
    en_registro: int
    publicadas: int | None
    diferencia: int | None
    aspecto: tuple[str, str, str]


def conciliar(
    renglones: list[Renglon] | list[RegistroHistorico], hoy: date, *, por_entrar: bool
) -> list[AnioConciliado]:
    """Año por año, del más antiguo al más reciente; `por_entrar` suma al registro lo que todavía no se importa."""
    recibidas: Counter[int] = Counter()
    atendidas: Counter[int] = Counter()
    for r in renglones:
        llego, salio = (r.recibida, r.atendida) if isinstance(r, Renglon) else (r.fecha_recibida, r.fecha_atendida)
        recibidas[llego.year] += 1
        if salio:
            atendidas[salio.year] += 1
    asuntos, cifras = asuntos_al(hoy), dict(CifraPublicada.objects.values_list("anio", "valor"))
    filas = []
    for anio in sorted(recibidas | atendidas):
        conteo = contar(asuntos, anio, hoy)
        total = conteo.flujo + (atendidas[anio] if por_entrar else 0)
        diferencia = total - cifras[anio] if anio in cifras else None
        filas.append(AnioConciliado(anio, recibidas[anio], atendidas[anio], total, cifras.get(anio), diferencia,
                                    aspecto_de(diferencia, conteo.completo)))
    return filas
