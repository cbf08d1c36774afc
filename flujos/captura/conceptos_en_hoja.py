"""Los conceptos como tabla: qué dice cada columna de lo pegado, por su título, y cómo se escriben al exportar."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from archivos.columnas import Columna, Filas, Tabla, hallar, llave, por_titulo
from archivos.tablas import BOM, neutral, registros, sin_apostrofo
from dictamenes.models import Concepto
from estandares.models import Perfil
from estandares.reglas import nombre_legible

SEPARADORES = ("\t", ";", ",")
FILAS_DE_TITULOS = 10  # hasta dónde se busca el encabezado: muchas hojas traen antes un título y una fecha
MINIMO_RECONOCIDAS = 2
SIN_PERFIL = "Sin estándar"


COLUMNAS = (
    Columna("perfil", "Perfil", ("Perfil del estándar", "Clave del perfil", "Estándar")),
    Columna("categoria", "Categoría", ("Categoría del bien", "Rubro"), exigida=True),
    Columna("descripcion", "Descripción", (
        "Descripción del bien", "Descripción del bien o servicio", "Concepto", "Bien", "Bien o servicio", "Artículo",
        "Producto"), exigida=True),
    Columna("clave_catalogo", "Clave de catálogo", ("Clave de catálogo (opcional)", "Clave", "Código", "Clave CUCoP")),
    Columna("cantidad", "Cantidad", ("Cant", "Piezas", "Pzas", "Número de piezas"), exigida=True),
    Columna("unidad", "Unidad de medida", ("Unidad", "U.M.", "UM", "U. de medida")),
    Columna("precio_unitario", "Precio unitario", (
        "Precio unitario sin IVA", "Precio unitario antes de IVA", "P.U.", "PU", "Precio", "Precio sin IVA",
        "Costo unitario", "Costo unitario sin IVA"), exigida=True),
    Columna("tasa_iva", "Tasa de IVA", ("IVA", "% IVA", "Tasa", "Tasa IVA", "IVA %")),
    Columna("marca_justificada", "Justificación de marca", ("Justificación de marca (opcional)",)),
)
DE_PRECIO = ("precio_unitario", "tasa_iva")
TITULOS = {columna.nombre: columna.titulo for columna in COLUMNAS}
_del_concepto = por_titulo(COLUMNAS)


class Titulos:
    """De qué es cada columna según su título; los atributos, por su nombre, por su clave o «Atributo clave»."""

    def __init__(self, atributos: Iterable[str]) -> None:
        claves = sorted(set(atributos))
        veces = Counter(llave(nombre_legible(clave)) for clave in claves)
        nombres = {llave(nombre_legible(clave)): clave for clave in claves}
        self._atributos = {nombre: clave for nombre, clave in nombres.items() if veces[nombre] == 1}
        self._atributos |= {llave(clave): clave for clave in claves}
        self._atributos |= {llave(f"Atributo {clave}"): clave for clave in claves}

    def campo(self, titulo: str) -> str:
        """El campo del formulario («descripcion», «a_ram», «j_ram»); vacío si no se reconoce."""
        if campo := _del_concepto(titulo):
            return campo
        buscada = llave(titulo)
        if buscada in self._atributos:
            return f"a_{self._atributos[buscada]}"
        resto = re.sub(r"^justificacion( de)? ", "", buscada)
        return f"j_{self._atributos[resto]}" if resto != buscada and resto in self._atributos else ""

    def de_atributo(self, clave: str) -> str:
        """El título con que se escribe un atributo y se vuelve a reconocer."""
        return self._opcion_reconocida(f"a_{clave}", (nombre_legible(clave), clave, f"Atributo {clave}"))

    def de_justificacion(self, clave: str) -> str:
        """El título de la columna con la justificación de un atributo."""
        nombres = (nombre_legible(clave), clave, f"atributo {clave}")
        return self._opcion_reconocida(f"j_{clave}", [f"Justificación de {nombre}" for nombre in nombres])

    def _opcion_reconocida(self, campo: str, candidatos: Sequence[str]) -> str:
        return next((c for c in candidatos if self.campo(c) == campo), candidatos[-1])


class Perfiles:
    """Los perfiles que se pueden elegir, por como la gente los nombra."""

    def __init__(self, perfiles: Iterable[Perfil], hoy: date) -> None:
        self.todos = list(perfiles)
        self._hoy = hoy
        self._por_nombre: dict[str, list[Perfil]] = {}
        for perfil in self.todos:
            for nombre in {llave(n) for n in (perfil.clave, perfil.nombre, *_rotulos(perfil))}:
                self._por_nombre.setdefault(nombre, []).append(perfil)

    def atributos(self) -> set[str]:
        """Las claves de todo lo que se puede declarar."""
        return {r.atributo for perfil in self.todos for r in perfil.requisitos.all() if r.operador != "info"}

    def hallar(self, texto: str) -> list[Perfil]:
        """Los que se llaman así; si hay varios y uno solo rige hoy, ése."""
        hallados = self._por_nombre.get(llave(texto), [])
        vigentes = [perfil for perfil in hallados if perfil.version.rige_en(self._hoy)]
        return vigentes if len(vigentes) == 1 else hallados

    def rotulo(self, perfil: Perfil) -> str:
        """El nombre más corto con que se vuelve a hallar sólo ése."""
        rotulos = _rotulos(perfil)
        return next((r for r in rotulos if [p.pk for p in self.hallar(r)] == [perfil.pk]), rotulos[-1])


def tabla_de(texto: str, titulos: Titulos) -> Tabla:
    """La tabla que hay en un texto pegado, separado por tabuladores, punto y coma o comas; sin encabezado, vacía."""
    halladas = [
        hallar(_partir(texto.removeprefix(BOM), separador), titulos.campo, entre=FILAS_DE_TITULOS,
               minimo=MINIMO_RECONOCIDAS)
        for separador in SEPARADORES
    ]
    return max(halladas, key=lambda tabla: len(tabla.lugares))


def como_texto(filas: Iterable[Sequence[str]]) -> str:
    """Unas filas como se pegan desde una hoja de cálculo; lo contrario de leerlas."""
    salida = io.StringIO(newline="")
    escritor = csv.writer(salida, delimiter="\t", lineterminator="\n")
    escritor.writerows([neutral(celda) for celda in fila] for fila in filas)
    return salida.getvalue()


def como_filas(
    conceptos: Sequence[Concepto], titulos: Titulos, perfiles: Perfiles, *, con_precio: bool
) -> tuple[list[str], list[list[object]]]:
    """El encabezado y los renglones con que unos conceptos se exportan y se vuelven a importar iguales."""
    columnas = [c for c in COLUMNAS if con_precio or c.nombre not in DE_PRECIO]
    declarados = list(dict.fromkeys(atributo for c in conceptos for atributo in c.declarado))
    motivos = {atributo for c in conceptos for atributo, dicho in c.declarado.items() if dicho.get("justificacion")}
    encabezado = [c.titulo for c in columnas]
    for atributo in declarados:
        justificado = [titulos.de_justificacion(atributo)] if atributo in motivos else []
        encabezado += [titulos.de_atributo(atributo), *justificado]
    filas = [
        [*(_dicho(c, columna.nombre, perfiles) for columna in columnas), *_declarado(c, declarados, motivos)]
        for c in conceptos
    ]
    return encabezado, filas


def _partir(texto: str, separador: str) -> Filas:
    """Con las comillas como las pone una hoja de cálculo; si no cierran, son parte del texto (una pulgada)."""
    for comillas in (True, False):
        filas = list(registros(texto, separador, comillas=comillas))
        enteras = [(n, [_limpia(celda) for celda in celdas]) for n, celdas in filas if isinstance(celdas, list)]
        if len(enteras) == len(filas):
            return enteras
    return []


def _limpia(celda: str) -> str:
    return sin_apostrofo(celda.replace("\r\n", "\n").strip()).strip()


def _rotulos(perfil: Perfil) -> list[str]:
    corto, version = f"{perfil.clave} · {perfil.nombre}", perfil.version
    largo = f"{corto} · {version.estandar.nombre} v{version.numero}"
    return [corto, largo, f"{largo} · {version.estandar.emisor}"]


def _dicho(concepto: Concepto, campo: str, perfiles: Perfiles) -> object:
    if campo == "perfil":
        return perfiles.rotulo(concepto.perfil) if concepto.perfil else SIN_PERFIL
    if campo in ("categoria", "tasa_iva"):
        return getattr(concepto, f"get_{campo}_display")()
    valor: object = getattr(concepto, campo)
    return valor


def _declarado(concepto: Concepto, atributos: list[str], motivos: set[str]) -> list[object]:
    celdas: list[object] = []
    for atributo in atributos:
        dicho = concepto.declarado.get(atributo, {})
        celdas.append(dicho.get("valor", ""))
        if atributo in motivos:
            celdas.append(dicho.get("justificacion", ""))
    return celdas
